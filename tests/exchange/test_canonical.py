from dataclasses import fields, replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from powertui.domain.topology import Topology
from powertui.exchange.canonical import canonical
from tests.exchange.topologies import topologies


@settings(deadline=None)  # other work on the machine may hold it up
@given(topologies())
def test_what_is_canonical_stays_as_it_is(plant: Topology) -> None:
    once = canonical(plant)
    assert canonical(once) == once


@settings(deadline=None)  # as above
@given(topologies(), st.randoms(use_true_random=False))
def test_the_order_in_which_objects_come_does_not_matter(plant: Topology, random: Random) -> None:
    shuffled = {field.name: list(getattr(plant, field.name)) for field in fields(Topology)}
    for objects in shuffled.values():
        random.shuffle(objects)
    again = replace(plant, **{name: tuple(objects) for name, objects in shuffled.items()})
    assert canonical(again) == canonical(plant)
