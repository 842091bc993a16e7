"""Laws of the honest draw, over plants of any shape."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.choices import FeedLeg, Phase
from powertui.domain.draw import feed_draw, power_draw
from powertui.domain.graph import PowerGraph
from powertui.domain.honest_draw import HonestPlant
from powertui.domain.honest_spread import LegSpread
from powertui.domain.topology import (
    Device,
    PowerFeed,
    PowerOutlet,
    PowerPanel,
    PowerPort,
    Site,
    Topology,
)
from tests.domain.lint.changes import added, cable, feed_end, outlet_end, port_end

WATTS = st.integers(1, 5000)
FIRST_LOAD = 1000


@st.composite
def trees(draw: st.DrawFn, *, with_traps: bool = False) -> Topology:
    """PDUs below one three-phase feed, each on an outlet of an earlier one, with loads on further outlets."""
    count = draw(st.integers(1, 6))
    outlets: list[PowerOutlet] = []
    ports = [PowerPort(1, 1, "In")]
    cables = [cable(1, feed_end(1), port_end(1))]

    def outlet_on(pdu: int) -> int:
        leg = draw(st.sampled_from([None, *FeedLeg]))
        outlets.append(PowerOutlet(len(outlets) + 1, pdu, f"o{len(outlets)}", "", pdu, leg))
        return len(outlets)

    for pdu in range(2, count + 1):
        ports.append(PowerPort(pdu, pdu, "In"))
        cables.append(cable(pdu, outlet_end(outlet_on(draw(st.integers(1, pdu - 1)))), port_end(pdu)))
    if with_traps:
        ports = [
            replace(port, maximum_draw_w=draw(st.none() | WATTS), allocated_draw_w=draw(st.none() | WATTS))
            for port in ports
        ]
    for number in range(FIRST_LOAD, FIRST_LOAD + draw(st.integers(0, 8))):
        allocated_w = draw(st.none() | WATTS)
        ports.append(PowerPort(number, 50, f"PSU{number}", "", draw(st.none() | WATTS), allocated_w))
        cables.append(cable(number, outlet_end(outlet_on(draw(st.integers(1, count)))), port_end(number)))
    return Topology(
        sites=(Site(1, "S", "s"),),
        power_panels=(PowerPanel(1, 1, "P"),),
        power_feeds=(PowerFeed(1, 1, "F", phase=Phase.THREE, voltage_v=400),),
        devices=(
            *(Device(pdu, 1, f"pdu-{pdu}", "pdu") for pdu in range(1, count + 1)),
            Device(50, 1, "load", "server"),
        ),
        power_ports=tuple(ports),
        power_outlets=tuple(outlets),
        cables=tuple(cables),
    )


@given(trees())
def test_on_a_tree_without_traps_the_honest_draw_is_netboxs(topology: Topology) -> None:
    graph = PowerGraph(topology)
    plant = HonestPlant(graph)
    for port in graph.ports.values():
        netbox = power_draw(graph, port)
        honest = plant.port(port.id)
        assert (honest.allocated_w, honest.maximum_w) == (netbox.allocated_w, netbox.maximum_w)
    of_feed = feed_draw(graph, graph.feeds[1])
    assert of_feed is not None
    assert plant.feed(1).allocated_w == of_feed.allocated_w == plant.panel(1).allocated_w


@given(trees(with_traps=True), st.data())
def test_adding_a_load_never_lowers_what_is_above(topology: Topology, data: st.DataObject) -> None:
    before = HonestPlant(PowerGraph(topology))
    pdu = data.draw(st.sampled_from([port.id for port in topology.power_ports if port.id < 50]))
    if not any(outlet.power_port_id == pdu for outlet in topology.power_outlets):
        return
    leg = data.draw(st.sampled_from([None, *FeedLeg]))
    more = added(topology, "power_outlets", PowerOutlet(900, pdu, "new", "", pdu, leg))
    more = added(more, "power_ports", PowerPort(900, 50, "new", "", None, data.draw(WATTS)))
    after = HonestPlant(PowerGraph(added(more, "cables", cable(900, outlet_end(900), port_end(900)))))
    for port in topology.power_ports:
        assert after.port(port.id).allocated_w >= before.port(port.id).allocated_w
        assert after.port(port.id).maximum_w >= before.port(port.id).maximum_w
    assert after.feed(1).allocated_w >= before.feed(1).allocated_w
    for leg in FeedLeg:
        assert after.feed(1).allocated.leg_w(leg) >= before.feed(1).allocated.leg_w(leg)


@given(trees(with_traps=True))
def test_legs_and_what_is_on_none_add_up_to_the_total(topology: Topology) -> None:
    plant = HonestPlant(PowerGraph(topology))
    for draw in (plant.feed(1), *(plant.port(port.id) for port in topology.power_ports)):
        for spread in (draw.allocated, draw.maximum):
            legs_w = sum(spread.leg_w(leg) for leg in FeedLeg)
            assert legs_w + spread.no_leg_w == pytest.approx(spread.total_w)


@given(*[st.floats(0, 5000)] * 6)
def test_a_legs_current_is_never_more_than_the_sum_of_its_loads_currents(
    a_w: float, b_w: float, c_w: float, ab_w: float, bc_w: float, ca_w: float
) -> None:
    spread = LegSpread(a_w, b_w, c_w, ab_w, bc_w, ca_w)
    plain_sum = a_w / (400 / 3**0.5) + ab_w / 400 + ca_w / 400
    current_a = spread.leg_current_a(FeedLeg.A, 400, 1)
    assert current_a <= plain_sum + 1e-6
    assert current_a >= max(a_w / (400 / 3**0.5), ab_w / 400, ca_w / 400) - 1e-6
