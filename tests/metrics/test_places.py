"""Label sets that tell series apart, whatever things are called."""

from powertui.domain.graph import PowerGraph
from powertui.domain.topology import Topology
from powertui.metrics.labels import MOST_CHARACTERS, pairs_of
from powertui.metrics.places import Places


def test_names_that_are_alike_as_far_as_a_label_goes_are_told_apart_by_their_numbers() -> None:
    places, name = Places(PowerGraph(Topology())), "a" * MOST_CHARACTERS
    found = [places.unique("location", {"location": name + str(one)}, "location", str(one)) for one in range(3)]
    names = [dict(pairs_of(labels))["location"] for labels in found]
    assert names == [name, name[:-3] + " #1", name[:-3] + " #2"]
