"""Verdicts: what holds, what is tight, what fails and by which loss; and who is fed once."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from powertui.domain.assumptions import Assumptions
from powertui.domain.choices import Phase, TerminationKind
from powertui.domain.graph import PowerGraph
from powertui.domain.redundancy.before import loads_before
from powertui.domain.redundancy.cascade import what_if
from powertui.domain.redundancy.compile import compiled
from powertui.domain.redundancy.limits import limits_of
from powertui.domain.redundancy.measurements import Measurements, Metered
from powertui.domain.redundancy.network import NodeSort
from powertui.domain.redundancy.singles import Loss, LossKind, Singles, single_losses
from powertui.domain.redundancy.verdicts import Verdict, device_standings, feed_standings, rack_standings
from powertui.domain.topology import PowerFeed, PowerPanel, Termination, Topology
from tests.domain.lint.changes import changed
from tests.domain.redundancy.brute_force import BruteForce
from tests.domain.redundancy.plants import Plant, plants
from tests.domain.redundancy.test_brute_force import measurements
from tests.plants import two_sided_topology

SERVER, SWITCH, RACK = 3, 4, 1
LEG_VA = 400 / 3**0.5 * 16 * 0.8


NOTHING_MEASURED = Measurements()


def singles_of(topology: Topology, measured: Measurements = NOTHING_MEASURED) -> Singles:
    network = compiled(PowerGraph(topology))
    return single_losses(network, loads_before(network, measured, Assumptions(1.0)), limits_of(network))


def metered(a_va: float, b_va: float) -> Measurements:
    return Measurements(outlets={1: Metered(a_va), 4: Metered(b_va), 2: Metered(0.0)})


@pytest.mark.parametrize(
    ("share", "verdict"), [(0.5, Verdict.HOLDS), (0.95, Verdict.TIGHT), (1.05, Verdict.FAILS), (1.3, Verdict.FAILS)]
)
def test_the_surviving_leg_decides(share: float, verdict: Verdict) -> None:
    half_va = share * LEG_VA / 2
    singles = singles_of(two_sided_topology(), metered(half_va, half_va))
    standing = device_standings(singles)[SERVER]
    assert standing.verdict is verdict
    if standing.worst_pct is not None:
        assert standing.worst_pct == pytest.approx(100 * share)
    assert rack_standings(singles)[RACK].verdict is verdict
    assert rack_standings(singles)[RACK].single_fed == 1


def test_what_a_breaker_takes_along_fails_by_it() -> None:
    standing = device_standings(singles_of(two_sided_topology(), metered(0.7 * LEG_VA, 0.7 * LEG_VA)))[SERVER]
    # 140 % of what is permissible is 112 % of the breaker.
    assert standing.verdict is Verdict.FAILS
    assert standing.opens_breakers
    assert standing.worst_pct == pytest.approx(140)


PANEL_A, PANEL_B, PDU_A = Loss(LossKind.PANEL, 1), Loss(LossKind.PANEL, 2), Loss(LossKind.DEVICE, 1)


def test_one_cord_is_single_fed_and_two_sides_on_one_panel_hold_with_that_in_common() -> None:
    topology = two_sided_topology()
    same = replace(topology, power_feeds=tuple(replace(feed, power_panel_id=1) for feed in topology.power_feeds))
    singles = singles_of(same, metered(100, 100))
    standings = device_standings(singles)
    assert standings[SWITCH].verdict is Verdict.SINGLE_FED
    assert standings[SWITCH].common == ()
    assert standings[SERVER].verdict is Verdict.HOLDS
    assert standings[SERVER].worst_pct == pytest.approx(100 * 200 / LEG_VA)
    assert standings[SERVER].dark_by is None
    assert standings[SERVER].common == (PANEL_A,)
    assert rack_standings(singles)[RACK].common == (PANEL_A,)
    assert device_standings(singles_of(topology, metered(100, 100)))[SERVER].common == ()


def test_two_cords_on_one_pdu_have_no_sides_and_fail_by_what_is_nearest() -> None:
    topology = two_sided_topology()
    outlet_3 = replace(topology.cables[-1], a=(Termination(TerminationKind.POWER_OUTLET, 3),))
    cables = tuple(
        replace(outlet_3, id=one.id, b=one.b) if Termination(TerminationKind.POWER_PORT, 4) in one.b else one
        for one in topology.cables
    )
    singles = singles_of(replace(topology, cables=cables), metered(100, 100))
    standing = device_standings(singles)[SERVER]
    assert (standing.verdict, standing.dark_by) == (Verdict.FAILS, PDU_A)
    assert standing.common == (PDU_A, Loss(LossKind.FEED, 1), PANEL_A)
    # Of a rack that fails by it, it is not what sides have in common.
    assert rack_standings(singles)[RACK].common == ()


def test_what_both_sides_hang_on_far_above_is_named_nearest_first() -> None:
    topology = two_sided_topology()
    main, way = PowerPanel(3, 1, "MAIN", 1), PowerFeed(3, 3, "M-1", phase=Phase.THREE, voltage_v=400, amperage_a=400)
    below = tuple(replace(panel, fed_by_feed_id=3) for panel in topology.power_panels)
    topology = replace(topology, power_panels=(*below, main), power_feeds=(*topology.power_feeds, way))
    standing = device_standings(singles_of(topology, metered(100, 100)))[SERVER]
    assert standing.verdict is Verdict.HOLDS
    assert standing.common == (Loss(LossKind.FEED, 3), Loss(LossKind.PANEL, 3))


def test_what_is_neither_measured_nor_modelled_is_unknown() -> None:
    topology = two_sided_topology()
    for port_id in (3, 4):
        topology = changed(topology, "power_ports", port_id, allocated_draw_w=None, maximum_draw_w=None)
    assert device_standings(singles_of(topology))[SERVER].verdict is Verdict.UNKNOWN


def test_a_feeds_standing_names_its_worst_leg_and_the_loss() -> None:
    standing = feed_standings(singles_of(two_sided_topology(), metered(1000, 500)))[2]
    assert standing.leg == 1
    assert standing.after_va == pytest.approx(1500)
    assert standing.limit_va == pytest.approx(LEG_VA)
    assert standing.loss in {Loss(LossKind.PANEL, 1), Loss(LossKind.FEED, 1), Loss(LossKind.DEVICE, 1)}


@settings(max_examples=150, deadline=None)
@given(plants())
def test_no_verdict_is_better_than_what_its_losses_do(plant: Plant) -> None:
    singles = singles_of(plant.topology, measurements(plant.meters))
    network = singles.network
    standings = device_standings(singles)
    for loss in singles.outcomes:
        ended = what_if(network, singles.loads, singles.limits, loss.nodes(network))
        for device_id in ended.effect.dark:
            # That a device is gone when it fails itself is no matter of its supply.
            if len(network.cords_of[device_id]) > 1 and loss != Loss(LossKind.DEVICE, device_id):
                standing = standings[device_id]
                assert standing.verdict is Verdict.FAILS or loss in standing.common, (loss, device_id)


@settings(max_examples=60, deadline=None)
@given(plants())
def test_what_cords_have_in_common_is_what_leaves_none_in_a_plant_without_it(plant: Plant) -> None:
    singles = singles_of(plant.topology, measurements(plant.meters))
    oracle = BruteForce(plant.topology, plant.meters, 1.0)
    for device_id, standing in device_standings(singles).items():
        if standing.verdict is Verdict.SINGLE_FED:
            continue
        common, has_sides = oracle.common(device_id)
        assert {(one.kind.value, one.id) for one in standing.common} == common, device_id
        assert (standing.dark_by is not None and not standing.opens_breakers) == (bool(common) and not has_sides)
        if standing.loss is not None and standing.dark_by is None:
            assert standing.loss not in standing.common


@settings(max_examples=40, deadline=None)
@given(plants())
def test_the_figure_of_a_verdict_is_that_of_the_plant_without_each_part_that_takes_one_side(plant: Plant) -> None:
    singles = singles_of(plant.topology, measurements(plant.meters))
    network = singles.network
    oracle = BruteForce(plant.topology, plant.meters, 1.0)
    afters = {name: oracle.without(parts) for name, parts in oracle.singles().items()}
    for device_id, standing in device_standings(singles).items():
        if standing.worst_pct is None:
            continue
        expected_pct = oracle.worst_feed_pct(device_id, afters)
        # What is permissible is a whole number of VA.
        assert standing.worst_pct >= expected_pct * 0.999, device_id
        if standing.node is not None and network.sorts[standing.node] is NodeSort.FEED:
            assert standing.worst_pct == pytest.approx(expected_pct, rel=1e-3, abs=1e-6), device_id
