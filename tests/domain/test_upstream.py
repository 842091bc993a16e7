"""From a load up to the utility, and from what is lost down to what it takes."""

from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.choices import CableStatus, Phase
from powertui.domain.graph import PowerGraph
from powertui.domain.supply_order import strong_components
from powertui.domain.topology import Cable, PowerFeed, PowerPanel, Topology
from powertui.domain.upstream import Absence, Node, NodeKind, node_name, supply_graph, supply_without
from tests.domain.lint.changes import added, cable, changed, outlet_end, port_end, without
from tests.plants import two_sided_topology

PANEL_A, PANEL_B, MAIN = (Node(NodeKind.PANEL, number) for number in (1, 2, 3))
FEED_A, FEED_TO_A = Node(NodeKind.FEED, 1), Node(NodeKind.FEED, 3)
PSU1, PSU2, SWITCH = (Node(NodeKind.PORT, number) for number in (3, 4, 5))


def with_main_panel() -> Topology:
    plant = added(two_sided_topology(), "power_panels", PowerPanel(3, 1, "MAIN"))
    plant = added(plant, "power_feeds", PowerFeed(3, 3, "to P-A1", phase=Phase.THREE, voltage_v=400))
    return changed(plant, "power_panels", 1, fed_by_feed_id=3)


def test_a_load_is_followed_up_to_the_utility() -> None:
    graph = PowerGraph(with_main_panel())
    (path,) = supply_graph(graph).paths_up(PSU1)
    assert [node_name(graph, node) for node in path] == [
        *("srv-db01 PSU1", "pdu-r01-a Inlet", "A1-01", "P-A1", "to P-A1", "MAIN"),
    ]


def test_the_loss_of_a_panel_takes_what_nothing_else_supplies() -> None:
    graph = PowerGraph(with_main_panel())
    dead = supply_graph(graph).dead_without([MAIN])
    assert {PANEL_A, FEED_A, PSU1, SWITCH} <= dead
    assert PSU2 not in dead


def test_the_loss_of_both_sides_takes_everything() -> None:
    graph = PowerGraph(with_main_panel())
    dead = supply_graph(graph).dead_without([MAIN, PANEL_B])
    assert {Node(NodeKind.PORT, number) for number in graph.ports} <= dead


def test_a_port_on_two_supplies_lives_while_one_does() -> None:
    plant = without(two_sided_topology(), "cables", 5)
    plant = added(plant, "cables", Cable(9, (outlet_end(2), outlet_end(5)), (port_end(5),)))
    graph = PowerGraph(plant)
    assert SWITCH not in supply_graph(graph).dead_without([PANEL_A])
    assert [link.share for link in supply_graph(graph).up[SWITCH]] == [0.5, 0.5]


def test_what_stays_alive_takes_the_whole_of_a_shared_load() -> None:
    plant = without(two_sided_topology(), "cables", 5)
    plant = added(plant, "cables", Cable(9, (outlet_end(2), outlet_end(5)), (port_end(5),)))
    supply = supply_graph(PowerGraph(plant))
    alive = supply_without(supply, supply.dead_without([PANEL_A]))
    assert [(link.upper, link.share) for link in alive.up[SWITCH]] == [(Node(NodeKind.PORT, 2), 1.0)]
    assert alive.down.get(FEED_A) is None


def test_a_planned_cable_supplies_nothing_and_says_why() -> None:
    graph = PowerGraph(changed(two_sided_topology(), "cables", 5, status=CableStatus.PLANNED))
    supply = supply_graph(graph)
    assert supply.above(SWITCH) == (SWITCH,)
    assert [link.absence for link in supply.idle_up[SWITCH]] == [Absence.CABLE_PLANNED]


def test_panels_that_feed_each_other_are_a_loop() -> None:
    plant = changed(with_main_panel(), "power_panels", 3, fed_by_feed_id=1)
    supply = supply_graph(PowerGraph(plant))
    (loop,) = supply.loops
    assert set(loop) == {PANEL_A, FEED_A, MAIN, FEED_TO_A}
    assert len(supply.paths_up(PSU1)) == 1


def test_an_outlet_on_its_own_inlet_is_a_loop() -> None:
    plant = added(without(two_sided_topology(), "cables", 1), "cables", cable(9, outlet_end(3), port_end(1)))
    assert supply_graph(PowerGraph(plant)).loops == ((Node(NodeKind.PORT, 1),),)


EDGES = st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=4), max_size=10)


@given(EDGES)
def test_components_come_after_what_they_lead_to_and_hold_what_reaches_each_other(below: dict[int, list[int]]) -> None:
    def reach(start: int) -> set[int]:
        found, waiting = {start}, [start]
        for node in waiting:
            for child in below.get(node, []):
                if child not in found:
                    found.add(child)
                    waiting.append(child)
        return found

    reached = {node: reach(node) for node in range(10)}
    components = strong_components(range(10), below)
    assert sorted(node for component in components for node in component) == list(range(10))
    position = {node: number for number, component in enumerate(components) for node in component}
    for one in range(10):
        for other in reached[one]:
            assert position[other] <= position[one]
            assert (position[other] == position[one]) == (one in reached[other])
