"""Laws of modelled draw that hold whatever the plant, and NetBox's recursion written out as a yardstick."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.choices import FeedLeg, Phase, TerminationKind
from powertui.domain.draw import power_draw
from powertui.domain.graph import PowerGraph
from powertui.domain.topology import (
    Cable,
    Device,
    PowerFeed,
    PowerOutlet,
    PowerPanel,
    PowerPort,
    Site,
    Termination,
    Topology,
)

FEED, PORT, OUTLET = TerminationKind.POWER_FEED, TerminationKind.POWER_PORT, TerminationKind.POWER_OUTLET
ROOT = 1
draws = st.none() | st.integers(1, 1000)
legs = st.none() | st.sampled_from(FeedLeg)


def _plant(ports: list[PowerPort], outlets: list[PowerOutlet], cables: list[Cable], names: list[str]) -> Topology:
    """Ports of a device each; the first one hangs on a three-phase feed."""
    feed = PowerFeed(1, 1, "F", phase=Phase.THREE, voltage_v=400)
    supply = Cable(0, (Termination(FEED, 1),), (Termination(PORT, ROOT),))
    return Topology(
        sites=(Site(1, "S", "s"),),
        power_panels=(PowerPanel(1, 1, "P"),),
        power_feeds=(feed,),
        devices=tuple(Device(number, 1, name, "role") for number, name in enumerate(names, start=1)),
        power_ports=tuple(ports),
        power_outlets=tuple(outlets),
        cables=(supply, *cables),
    )


@st.composite
def trees(draw: st.DrawFn) -> Topology:
    """Automatic inlets in a tree below the first one; each leaf states a draw or none."""
    parents = [0, *(draw(st.integers(1, number)) for number in range(1, draw(st.integers(1, 12))))]
    inner = set(parents)
    ports, outlets, cables = [], [], []
    for number, parent in enumerate(parents, start=1):
        load_w = None if number in inner else draw(draws)
        ports.append(PowerPort(number, number, "in", "", load_w, load_w))
        if parent:
            outlets.append(PowerOutlet(number, parent, f"o{number}", "", parent, draw(legs)))
            cables.append(Cable(number, (Termination(OUTLET, number),), (Termination(PORT, number),)))
    return _plant(ports, outlets, cables, [f"d{number}" for number in range(1, len(parents) + 1)])


@st.composite
def tangles(draw: st.DrawFn) -> Topology:
    """Anything that cables allow: loops, diamonds, cables with several ends, draws stated anywhere."""
    count = draw(st.integers(2, 7))
    numbers = st.integers(1, count)
    names = [draw(st.sampled_from(("pdu-2", "pdu-10", "PDU-2", "srv 1", ""))) for _ in range(count)]
    ports = [
        PowerPort(number, number, "in", "", draw(st.sampled_from((None, None, None, 500))), draw(draws))
        if draw(st.booleans())
        else PowerPort(number, number, "in")
        for number in range(1, count + 1)
    ]
    owners = draw(st.lists(numbers, min_size=1, max_size=10))
    outlets = [
        PowerOutlet(number, owner, f"o{number}", "", owner, draw(legs)) for number, owner in enumerate(owners, 1)
    ]
    free_ports, free_outlets = (
        draw(st.permutations(range(2, count + 1))),
        draw(st.permutations(range(1, len(owners) + 1))),
    )
    cables = []
    for number in range(1, 6):
        near = [Termination(OUTLET, free_outlets.pop()) for _ in range(draw(st.integers(1, 3))) if free_outlets]
        far = [Termination(PORT, free_ports.pop()) for _ in range(draw(st.integers(1, 2))) if free_ports]
        if near and far:
            ends = (tuple(near), tuple(far))
            a, b = ends if draw(st.booleans()) else ends[::-1]
            cables.append(Cable(number, a, b))
    return _plant(ports, outlets, cables, names)


def _as_netbox(graph: PowerGraph, port: PowerPort, seen: set[int]) -> tuple[int, int]:
    if port.allocated_draw_w is not None or port.maximum_draw_w is not None:
        return port.allocated_draw_w or 0, port.maximum_draw_w or 0
    return _summed_as_netbox(graph, port, None, {*seen, port.id})


def _summed_as_netbox(graph: PowerGraph, port: PowerPort, leg: FeedLeg | None, seen: set[int]) -> tuple[int, int]:
    allocated_w = maximum_w = 0
    for below in graph.downstream_ports(port.id, leg):
        if below.id not in seen:
            seen.add(below.id)
            more_allocated_w, more_maximum_w = _as_netbox(graph, below, seen)
            allocated_w += more_allocated_w
            maximum_w += more_maximum_w
    return allocated_w, maximum_w


@given(tangles() | trees())
def test_kept_sums_equal_a_recursion_that_keeps_nothing(plant: Topology) -> None:
    graph = PowerGraph(plant)
    for port in plant.power_ports:
        draw = power_draw(graph, port)
        assert (draw.allocated_w, draw.maximum_w) == _as_netbox(graph, port, set())
        for leg in draw.legs:
            assert (leg.allocated_w, leg.maximum_w) == _summed_as_netbox(graph, port, leg.leg, {port.id})


@given(tangles())
def test_figures_do_not_depend_on_the_order_in_which_they_are_asked(plant: Topology) -> None:
    first, second = PowerGraph(plant), PowerGraph(plant)
    forwards = {port.id: power_draw(first, port) for port in plant.power_ports}
    backwards = {port.id: power_draw(second, port) for port in reversed(plant.power_ports)}
    assert forwards == backwards


@given(trees())
def test_a_tree_counts_each_load_once(plant: Topology) -> None:
    draw = power_draw(PowerGraph(plant), plant.power_ports[0])
    stated_w = sum(port.allocated_draw_w or 0 for port in plant.power_ports)
    assert draw.allocated_w == stated_w


@given(trees())
def test_legs_sum_to_at_most_the_total(plant: Topology) -> None:
    graph = PowerGraph(plant)
    for port in plant.power_ports:
        draw = power_draw(graph, port)
        assert sum(leg.allocated_w for leg in draw.legs) <= draw.allocated_w
        assert sum(leg.maximum_w for leg in draw.legs) <= draw.maximum_w


@given(trees(), st.data(), st.integers(1, 1000))
def test_adding_a_load_never_lowers_an_ancestor(plant: Topology, data: st.DataObject, load_w: int) -> None:
    automatic = [port for port in plant.power_ports if port.allocated_draw_w is None]
    owner = data.draw(st.sampled_from(automatic or [plant.power_ports[0]]))
    number = len(plant.power_ports) + 1
    grown = replace(
        plant,
        devices=(*plant.devices, Device(number, 1, "new", "role")),
        power_ports=(*plant.power_ports, PowerPort(number, number, "in", "", load_w, load_w)),
        power_outlets=(*plant.power_outlets, PowerOutlet(number, owner.device_id, "new", "", owner.id)),
        cables=(*plant.cables, Cable(number, (Termination(OUTLET, number),), (Termination(PORT, number),))),
    )
    before, after = PowerGraph(plant), PowerGraph(grown)
    for port in plant.power_ports:
        assert power_draw(after, port).allocated_w >= power_draw(before, port).allocated_w
    root = plant.power_ports[0]
    expected_w = load_w if root.allocated_draw_w is None else 0
    assert power_draw(after, root).allocated_w == power_draw(before, root).allocated_w + expected_w


def test_a_chain_may_be_longer_than_the_interpreters_stack() -> None:
    count = 3000
    ports = [PowerPort(number, number, "in") for number in range(1, count)]
    ports.append(PowerPort(count, count, "in", "", 70, 50))
    outlets = [PowerOutlet(number, number - 1, "o", "", number - 1) for number in range(2, count + 1)]
    cables = [Cable(number, (Termination(OUTLET, number),), (Termination(PORT, number),)) for number in range(2, count)]
    # The last one hangs on two chained PDUs by one cable, so that nothing above it is a plain tree.
    extra = PowerOutlet(count + 1, 1, "extra", "", 1)
    cables.append(
        Cable(count, (Termination(OUTLET, count), Termination(OUTLET, count + 1)), (Termination(PORT, count),))
    )
    plant = _plant(ports, [*outlets, extra], cables, [f"d{number}" for number in range(1, count + 1)])
    assert power_draw(PowerGraph(plant), plant.power_ports[0]).allocated_w == 100
