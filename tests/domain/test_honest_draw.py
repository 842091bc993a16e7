"""What is honestly counted, where NetBox's figure is another."""

import math
from collections.abc import Callable

import pytest

from powertui.domain.choices import CableStatus, FeedLeg, FeedStatus, OutletStatus, Phase, Supply
from powertui.domain.draw import power_draw
from powertui.domain.graph import PowerGraph
from powertui.domain.honest_area import HonestView, honest_view
from powertui.domain.honest_draw import HonestPlant
from powertui.domain.honest_reason import ReasonKind
from powertui.domain.honest_spread import LegSpread
from powertui.domain.reading import Leg
from powertui.domain.topology import Cable, Device, PowerFeed, PowerOutlet, PowerPanel, PowerPort, Topology
from tests.domain.lint.changes import added, cable, changed, feed_end, outlet_end, port_end, without
from tests.plants import two_sided_topology


def view_of(topology: Topology) -> HonestView:
    return honest_view(PowerGraph(topology))


def feed_w(topology: Topology, feed_id: int = 1) -> float:
    return HonestPlant(PowerGraph(topology)).feed(feed_id).allocated_w


def kinds(topology: Topology, feed_id: int = 1) -> set[ReasonKind]:
    return {reason.kind for reason in view_of(topology).feed_reasons(feed_id)}


def with_sub_pdu(outlet_leg: FeedLeg | None, sub_legs: tuple[FeedLeg | None, ...]) -> Topology:
    """Outlet 3 of PDU 1 feeds a PDU (device 5, inlet 6) with a load of 100, 200, .. W on each of its outlets."""
    plant = changed(two_sided_topology(), "power_outlets", 3, feed_leg=outlet_leg)
    plant = added(plant, "devices", Device(5, 1, "pdu-sub", "pdu"), Device(6, 1, "load", "server"))
    plant = added(plant, "power_ports", PowerPort(6, 5, "In"))
    plant = added(plant, "cables", cable(10, outlet_end(3), port_end(6)))
    for number, leg in enumerate(sub_legs, start=1):
        plant = added(plant, "power_outlets", PowerOutlet(10 + number, 5, str(number), "", 6, leg))
        plant = added(plant, "power_ports", PowerPort(10 + number, 6, f"PSU{number}", "", None, 100 * number))
        plant = added(plant, "cables", cable(10 + number, outlet_end(10 + number), port_end(10 + number)))
    return plant


def test_a_plant_without_traps_counts_as_netbox_does() -> None:
    graph = PowerGraph(two_sided_topology())
    plant = HonestPlant(graph)
    for port in graph.ports.values():
        netbox = power_draw(graph, port)
        assert (plant.port(port.id).allocated_w, plant.port(port.id).maximum_w) == (
            netbox.allocated_w,
            netbox.maximum_w,
        )
    assert not view_of(two_sided_topology()).feed_reasons(1)
    assert not view_of(two_sided_topology()).feeds[1].differs


def test_a_pdus_rating_does_not_hide_what_hangs_on_it() -> None:
    plant = changed(two_sided_topology(), "power_ports", 1, maximum_draw_w=7360)
    load = view_of(plant).feeds[1]
    assert (load.draw.allocated_w, load.draw.maximum_w) == (500, 1000)
    assert load.netbox is not None
    assert (load.netbox.allocated_w, load.netbox.maximum_w) == (0, 7360)
    assert load.differs
    (reason,) = view_of(plant).feed_reasons(1)
    assert (reason.kind, reason.effect_w) == (ReasonKind.RATING, 500)
    assert "7,360 W alone is a rating" in reason.sentence


@pytest.mark.parametrize(("stated_w", "counted_w", "no_leg_w"), [(300, 500, 0), (500, 500, 0), (2000, 2000, 1500)])
def test_of_a_stated_draw_and_the_sum_below_the_greater_counts(stated_w: int, counted_w: int, no_leg_w: int) -> None:
    plant = changed(two_sided_topology(), "power_ports", 1, allocated_draw_w=stated_w)
    draw = HonestPlant(PowerGraph(plant)).feed(1)
    assert (draw.allocated_w, draw.allocated.no_leg_w) == (counted_w, no_leg_w)
    assert (ReasonKind.STATED in kinds(plant)) == (stated_w != 500)


@pytest.mark.parametrize(
    ("change", "left_w"),
    [
        (lambda plant: changed(plant, "power_feeds", 1, status=FeedStatus.OFFLINE), 0),
        (lambda plant: changed(plant, "power_feeds", 1, status=FeedStatus.PLANNED), 0),
        (lambda plant: changed(plant, "power_feeds", 1, status=FeedStatus.FAILED), 0),
        (lambda plant: changed(plant, "cables", 1, status=CableStatus.PLANNED), 0),
        (lambda plant: changed(plant, "cables", 5, status=CableStatus.DECOMMISSIONING), 400),
        (lambda plant: changed(plant, "power_outlets", 1, status=OutletStatus.DISABLED), 100),
        (lambda plant: changed(plant, "power_outlets", 2, status=OutletStatus.FAULTY), 400),
    ],
)
def test_what_carries_nothing_is_left_out_and_said_to_be(change: Callable[[Topology], Topology], left_w: int) -> None:
    plant = change(two_sided_topology())
    assert feed_w(plant) == left_w
    reasons = [reason for reason in view_of(plant).feed_reasons(1) if reason.kind is ReasonKind.LEFT_OUT]
    assert [reason.effect_w for reason in reasons] == [left_w - 500]


def test_a_feed_that_is_off_offers_nothing() -> None:
    load = view_of(changed(two_sided_topology(), "power_feeds", 1, status=FeedStatus.OFFLINE)).feeds[1]
    assert (load.available_power_va, load.used_pct) == (0, None)


def test_a_port_on_two_outlets_counts_once() -> None:
    shared = Cable(9, (outlet_end(2), outlet_end(3)), (port_end(5),))
    plant = added(without(two_sided_topology(), "cables", 5), "cables", shared)
    draw = HonestPlant(PowerGraph(plant)).feed(1)
    assert draw.allocated_w == 500
    assert [draw.allocated.leg_w(leg) for leg in FeedLeg] == [400, 50, 50]
    assert ReasonKind.SHARED in kinds(plant)


def test_a_port_on_two_pdus_counts_once_in_all() -> None:
    shared = Cable(9, (outlet_end(2), outlet_end(5)), (port_end(5),))
    plant = added(without(two_sided_topology(), "cables", 5), "cables", shared)
    assert (feed_w(plant, 1), feed_w(plant, 2)) == (450, 450)
    assert view_of(plant).sites[1].allocated_w == 900


def test_a_diamond_counts_its_load_once() -> None:
    plant = with_sub_pdu(FeedLeg.C, (None,))
    plant = without(plant, "cables", 11)
    plant = added(plant, "cables", Cable(12, (outlet_end(6), outlet_end(11)), (port_end(11),)))
    plant = changed(plant, "power_outlets", 6, device_id=1, power_port_id=1)
    assert feed_w(plant) == 600


def test_a_loop_counts_what_hangs_on_it_once_and_says_so() -> None:
    plant = added(
        two_sided_topology(), "cables", cable(9, outlet_end(3), port_end(2)), cable(10, outlet_end(6), port_end(1))
    )
    plant = without(without(plant, "cables", 1), "cables", 2)
    honest = HonestPlant(PowerGraph(plant))
    assert [honest.port(port_id).allocated_w for port_id in (1, 2)] == [900, 900]
    assert len(honest.supply.loops) == 1


def test_an_outlet_on_its_own_inlet_adds_nothing() -> None:
    plant = added(without(two_sided_topology(), "cables", 1), "cables", cable(9, outlet_end(3), port_end(1)))
    assert HonestPlant(PowerGraph(plant)).port(1).allocated_w == 500


def test_a_single_phase_pdu_behind_a_leg_is_all_on_that_leg() -> None:
    draw = HonestPlant(PowerGraph(with_sub_pdu(FeedLeg.C, (None, None)))).feed(1)
    assert [draw.allocated.leg_w(leg) for leg in FeedLeg] == [400, 100, 300]
    assert draw.allocated.no_leg_w == 0


def test_the_legs_of_a_chained_pdu_go_through_an_outlet_that_has_none() -> None:
    plant = with_sub_pdu(None, (FeedLeg.A, FeedLeg.B, FeedLeg.C))
    draw = HonestPlant(PowerGraph(plant)).feed(1)
    assert [draw.allocated.leg_w(leg) for leg in FeedLeg] == [500, 300, 300]
    assert ReasonKind.CHAINED_LEGS in kinds(plant)
    assert view_of(plant).feeds[1].differs


def test_a_load_on_no_leg_is_said_to_be_on_no_leg() -> None:
    plant = changed(two_sided_topology(), "power_outlets", 2, feed_leg=None)
    load = view_of(plant).feeds[1]
    assert (load.no_leg_w, sum(leg.allocated_w for leg in load.legs)) == (100, 400)
    assert any("100 of 500 W are on no leg" in reason.sentence for reason in view_of(plant).feed_reasons(1))


def test_a_line_to_line_outlet_loads_both_its_legs() -> None:
    plant = without(two_sided_topology(), "cables", 3)
    plant = changed(plant, "power_outlets", 2, feed_leg=None, line_pair=Leg.BC)
    load = view_of(plant).feeds[1]
    assert [leg.allocated_w for leg in load.legs] == [0, 50, 50]
    pair_a = 100 / 0.95 / 400
    assert [leg.current_a for leg in load.legs] == pytest.approx([0, pair_a, pair_a])
    assert ReasonKind.LINE_TO_LINE in kinds(plant)


def test_three_equal_pairs_give_the_line_current_of_a_delta_load() -> None:
    spread = LegSpread(ab_w=1000, bc_w=1000, ca_w=1000)
    for leg in FeedLeg:
        assert spread.leg_current_a(leg, 400, 1) == pytest.approx(math.sqrt(3) * 1000 / 400)
        assert spread.leg_w(leg) == 1000


def test_a_leg_meets_its_pairs_as_phasors() -> None:
    """Checked against the sum of the complex currents of the loads on leg A."""
    spread = LegSpread(a_w=800, ab_w=600, ca_w=300)
    volts = 400
    neutral_to_a = 800 / (volts / math.sqrt(3))
    turn = complex(math.cos(math.pi / 6), math.sin(math.pi / 6))
    from_ab = 600 / volts * turn
    from_ca = -(300 / volts) * complex(math.cos(5 * math.pi / 6), math.sin(5 * math.pi / 6))
    assert spread.leg_current_a(FeedLeg.A, volts, 1) == pytest.approx(abs(neutral_to_a + from_ab + from_ca))


def test_watts_become_volt_amperes_by_the_named_power_factor_only() -> None:
    load = view_of(two_sided_topology()).feeds[1]
    assert load.allocated_va == pytest.approx(500 / 0.95)
    assert load.legs[0].current_a == pytest.approx(400 / 0.95 / (400 / math.sqrt(3)))
    assert load.legs[0].netbox_allocated_w == 400


def test_a_single_phase_feed_has_one_conductor() -> None:
    plant = changed(two_sided_topology(), "power_feeds", 1, phase=Phase.SINGLE, voltage_v=230)
    load = view_of(plant).feeds[1]
    assert [(leg.leg, leg.allocated_w) for leg in load.legs] == [(None, 500)]
    assert load.legs[0].current_a == pytest.approx(500 / 0.95 / 230)
    assert load.no_leg_w == 0


def with_main_panel(topology: Topology) -> Topology:
    """Panel 1 hangs on feed 3 of panel 3."""
    plant = added(topology, "power_panels", PowerPanel(3, 1, "MAIN"))
    plant = added(plant, "power_feeds", PowerFeed(3, 3, "to P-A1", phase=Phase.THREE, voltage_v=400, amperage_a=63))
    return changed(plant, "power_panels", 1, fed_by_feed_id=3)


def test_panels_that_feed_panels_add_up_and_a_site_counts_them_once() -> None:
    view = view_of(with_main_panel(two_sided_topology()))
    assert (view.feeds[3].draw.allocated_w, view.panels[3].allocated_w) == (500, 500)
    assert view.feeds[3].legs[0].allocated_w == 400
    assert view.sites[1].allocated_w == 900
    assert view.locations[1].allocated_w == 900
    assert {reason.kind for reason in view.feed_reasons(3)} == {ReasonKind.PANEL}


def test_a_ups_carries_the_panel_that_it_feeds() -> None:
    plant = added(two_sided_topology(), "devices", Device(7, 1, "ups-1", "ups"))
    plant = added(plant, "power_ports", PowerPort(20, 7, "Main", maximum_draw_w=40000))
    plant = changed(plant, "power_panels", 1, fed_by_device_id=7)
    plant = added(plant, "power_panels", PowerPanel(3, 1, "MAIN"))
    plant = added(plant, "power_feeds", PowerFeed(3, 3, "to ups-1", voltage_v=400, phase=Phase.THREE, amperage_a=63))
    plant = added(plant, "cables", cable(9, feed_end(3), port_end(20)))
    view = view_of(plant)
    assert view.feeds[3].draw.allocated_w == 500
    assert view.sites[1].allocated_w == 900


def test_a_rack_is_measured_against_one_side() -> None:
    rack = view_of(two_sided_topology()).racks[1]
    assert (rack.allocated_w, rack.netbox_allocated_w) == (900, 900)
    assert [(side.side and side.side.value, side.allocated_w, side.limit_va) for side in rack.sides] == [
        ("A", 500, 8868),
        ("B", 400, 8868),
    ]
    # Leg A of feed A: 400 W at 230.9 V and 0.95 is 1.82 A of 12.8 A.
    assert rack.worst_pct == pytest.approx(100 * 400 / 0.95 / (400 / math.sqrt(3)) / 12.8)


def test_a_side_takes_over_the_other_sides_cords() -> None:
    rack = view_of(two_sided_topology()).racks[1]
    assert [side.failover_w for side in rack.sides] == [900, 800]
    assert rack.failover_pct == pytest.approx(100 * 800 / 0.95 / (400 / math.sqrt(3)) / 12.8)


def test_a_cord_takes_over_no_more_than_its_maximum() -> None:
    plant = two_sided_topology()
    for port_id in (3, 4):
        plant = changed(plant, "power_ports", port_id, maximum_draw_w=500)
    assert [side.failover_w for side in view_of(plant).racks[1].sides] == [600, 500]


def test_a_single_corded_device_moves_nowhere() -> None:
    rack = view_of(without(two_sided_topology(), "cables", 4)).racks[1]
    assert [side.failover_w for side in rack.sides] == [500, 0]


def test_a_chain_of_ten_thousand_pdus_is_no_recursion() -> None:
    count = 10_000
    plant = Topology(
        sites=two_sided_topology().sites,
        devices=tuple(Device(number, 1, f"pdu-{number}", "pdu") for number in range(1, count + 1)),
        power_ports=tuple(
            PowerPort(number, number, "In", "", None, 7 if number == count else None) for number in range(1, count + 1)
        ),
        power_outlets=tuple(PowerOutlet(number, number, "Out", "", number) for number in range(1, count)),
        cables=tuple(cable(number, outlet_end(number), port_end(number + 1)) for number in range(1, count)),
    )
    assert HonestPlant(PowerGraph(plant)).port(1).allocated_w == 7


def test_feeds_of_unknown_side_are_never_added_up_against_their_sum() -> None:
    plant = two_sided_topology()
    for number in (1, 2):
        plant = changed(plant, "power_panels", number, side=None, name=f"Panel {number}")
        plant = changed(plant, "power_feeds", number, name=f"Feed {number}")
    rack = view_of(plant).racks[1]
    assert [(side.side, side.limit_va) for side in rack.sides] == [(None, 8868), (None, 8868)]
    assert rack.failover_pct is None


def test_direct_current_has_no_power_factor() -> None:
    plant = changed(
        two_sided_topology(), "power_feeds", 1, supply=Supply.DC, phase=Phase.SINGLE, voltage_v=-48, amperage_a=60
    )
    load = view_of(plant).feeds[1]
    assert load.allocated_va == 500
    assert load.legs[0].current_a == pytest.approx(500 / 48)
