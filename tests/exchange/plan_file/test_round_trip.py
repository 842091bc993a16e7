from hypothesis import given, settings

from powertui.domain.topology import Topology
from powertui.exchange.canonical import canonical
from powertui.exchange.plan_file import plan_text, read_plan_text
from tests.exchange.topologies import topologies


@settings(deadline=None)  # other work on the machine may hold it up
@given(topologies())
def test_a_plant_written_and_read_is_the_same_plant(plant: Topology) -> None:
    text = plan_text(plant)
    read = canonical(read_plan_text(text, "plan.yaml"))
    assert read == canonical(plant)
    assert plan_text(read) == text
