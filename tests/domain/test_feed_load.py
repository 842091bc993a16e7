"""What a feed carries, from what its PDUs say."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.choices import Phase, Side
from powertui.domain.feed_load import feed_load
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import Binding, MeasuredSubject, MeasuredTarget
from powertui.domain.outlet_load import outlet_loads
from powertui.domain.reading import (
    Leg,
    Quality,
    Quantity,
    SubjectKind,
)
from powertui.domain.rollup import Basis, FeedLoad
from tests.measured import measured_part, measured_target
from tests.plants import two_sided_topology

GRAPH = PowerGraph(two_sided_topology())


def subject(
    kind: SubjectKind,
    key: str,
    readings: dict[Quantity, float | None],
    *,
    leg: Leg | None = None,
    outlet_id: int | None = None,
) -> MeasuredSubject:
    binding = Binding(power_outlet_id=outlet_id) if outlet_id else Binding(power_port_id=1)
    return measured_part(1, kind, key, readings, binding, leg=leg)


def pdu(*subjects: MeasuredSubject) -> MeasuredTarget:
    return measured_target(1, subjects, name="pdu-r01-a", device_id=1)


def load_of(*subjects: MeasuredSubject, graph: PowerGraph = GRAPH) -> FeedLoad:
    target = pdu(*subjects)
    return feed_load(graph, graph.feeds[1], {1: target}, {1: outlet_loads(graph, target)})


def phases(currents_a: Sequence[float | None], voltage_v: float = 230.0) -> list[MeasuredSubject]:
    return [
        subject(SubjectKind.PHASE, leg.value, {Quantity.CURRENT: current_a, Quantity.VOLTAGE: voltage_v}, leg=leg)
        for leg, current_a in zip((Leg.A, Leg.B, Leg.C), currents_a, strict=True)
    ]


def test_the_inlets_own_reading_is_the_feeds_load() -> None:
    unit = subject(SubjectKind.UNIT, "1", {Quantity.ACTIVE_POWER: 900, Quantity.APPARENT_POWER: 1000})
    load = load_of(unit)
    assert (load.apparent_power.value, load.apparent_power.quality, load.basis) == (1000, Quality.GOOD, Basis.INLET)


def test_without_va_of_its_own_a_unit_is_the_sum_of_its_phases_as_an_estimate() -> None:
    unit = subject(SubjectKind.UNIT, "1", {Quantity.ACTIVE_POWER: 900})
    load = load_of(unit, *phases([1, 2, 3]))
    assert load.apparent_power.value == 6 * 230
    assert load.apparent_power.quality is Quality.ESTIMATED


def test_without_any_inlet_reading_the_outlets_stand_in_as_an_estimate() -> None:
    outlets = [
        subject(
            SubjectKind.OUTLET,
            str(number),
            {Quantity.ACTIVE_POWER: 100, Quantity.APPARENT_POWER: 110},
            outlet_id=number,
        )
        for number in (1, 2, 3)
    ]
    load = load_of(*outlets)
    assert (load.active_power.value, load.apparent_power.value, load.basis) == (300, 330, Basis.OUTLETS)
    assert load.apparent_power.quality is Quality.ESTIMATED


def test_what_nobody_measures_is_missing_and_not_zero() -> None:
    load = feed_load(GRAPH, GRAPH.feeds[1], {}, {})
    assert load.apparent_power.value is None
    assert load.used_pct is None
    assert load.worst_pct is None
    assert load.basis is Basis.NOTHING
    assert [leg.current.value for leg in load.legs] == [None, None, None]


def test_a_missing_leg_stays_missing() -> None:
    load = load_of(*phases([1, None, 3]))
    assert [leg.current.value for leg in load.legs] == [1, None, 3]
    assert load.imbalance_pct is None


def test_on_a_delta_unit_the_legs_are_its_lines_not_its_phase_pairs() -> None:
    pairs = [
        subject(SubjectKind.PHASE, leg.value, {Quantity.CURRENT: 5.0}, leg=leg) for leg in (Leg.AB, Leg.BC, Leg.CA)
    ]
    lines = [subject(SubjectKind.LINE, leg.value, {Quantity.CURRENT: 8.7}, leg=leg) for leg in (Leg.A, Leg.B, Leg.C)]
    load = load_of(*pairs, *lines)
    assert [leg.current.value for leg in load.legs] == [8.7, 8.7, 8.7]


def test_the_neutral_is_no_leg() -> None:
    load = load_of(*phases([1, 1, 1]), subject(SubjectKind.PHASE, "N", {Quantity.CURRENT: 9.0}, leg=Leg.NEUTRAL))
    assert [leg.current.value for leg in load.legs] == [1, 1, 1]


def test_the_leg_and_not_the_sum_is_the_limit() -> None:
    unit = subject(SubjectKind.UNIT, "1", {Quantity.APPARENT_POWER: 15 * 230})
    load = load_of(unit, *phases([15, 0, 0]))
    assert load.used_pct == pytest.approx(100 * 3450 / 8868, abs=0.1)
    assert load.worst_pct == pytest.approx(100 * 15 / 12.8)


def test_a_single_phase_feed_has_one_leg() -> None:
    topology = two_sided_topology()
    feeds = tuple(replace(feed, phase=Phase.SINGLE, voltage_v=230) for feed in topology.power_feeds)
    graph = PowerGraph(replace(topology, power_feeds=feeds))
    phase = subject(SubjectKind.PHASE, "L1", {Quantity.CURRENT: 6.0, Quantity.VOLTAGE: 231.0}, leg=Leg.A)
    load = load_of(subject(SubjectKind.UNIT, "1", {Quantity.APPARENT_POWER: 1386.0}), phase, graph=graph)
    assert [(leg.name, leg.current.value, leg.limit_a) for leg in load.legs] == [("L", 6.0, 12.8)]


def single_phase() -> PowerGraph:
    topology = two_sided_topology()
    feeds = tuple(replace(feed, phase=Phase.SINGLE, voltage_v=208) for feed in topology.power_feeds)
    return PowerGraph(replace(topology, power_feeds=feeds))


def test_on_a_single_phase_feed_what_goes_out_on_one_line_and_comes_back_on_the_other_counts_once() -> None:
    lines = [subject(SubjectKind.LINE, leg.value, {Quantity.CURRENT: 6.0}, leg=leg) for leg in (Leg.A, Leg.B)]
    neutral = subject(SubjectKind.LINE, "N", {Quantity.CURRENT: 6.1}, leg=Leg.NEUTRAL)
    pair = subject(SubjectKind.PHASE, "L1-L2", {Quantity.CURRENT: 6.0, Quantity.VOLTAGE: 208.0}, leg=Leg.AB)
    for conductors in ([*lines, pair], lines, [lines[0], neutral], [lines[0], neutral, pair]):
        (leg,) = load_of(*conductors, graph=single_phase()).legs
        assert leg.current.value == 6.0


def test_a_leg_that_may_carry_nothing_has_no_share_of_it() -> None:
    topology = two_sided_topology()
    graph = PowerGraph(replace(topology, power_feeds=tuple(replace(it, amperage_a=0) for it in topology.power_feeds)))
    load = load_of(*phases([1, 2, 3]), graph=graph)
    assert [leg.used_pct for leg in load.legs] == [None, None, None]
    assert load.worst_pct is None


def test_imbalance_is_the_greatest_deviation_from_the_mean() -> None:
    load = load_of(*phases([27.1, 18.2, 15.0]))
    assert load.imbalance_pct == pytest.approx(34.8, abs=0.1)


@given(st.lists(st.floats(0, 32, allow_subnormal=False), min_size=3, max_size=3))
def test_the_worst_share_is_never_less_than_any_legs(currents_a: list[float]) -> None:
    load = load_of(*phases(currents_a))
    assert load.worst_pct is not None
    assert all(load.worst_pct >= (leg.used_pct or 0) for leg in load.legs)


def test_a_feed_whose_panel_states_no_side_has_the_one_that_the_names_suggest() -> None:
    topology = two_sided_topology()
    panels = tuple(replace(panel, side=None) for panel in topology.power_panels)
    graph = PowerGraph(replace(topology, power_panels=panels))
    loads = [feed_load(graph, feed, {}, {}) for feed in graph.feeds.values()]
    assert [load.side for load in loads] == [Side.A, Side.B]
