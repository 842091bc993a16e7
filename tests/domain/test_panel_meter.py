"""A panel's own meter and the load of the panel's feeds."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from powertui.domain.assemble import assemble_view
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import Binding, MeasuredSubject, MeasuredTarget
from powertui.domain.panel_meter import bind_panel, feed_circuits, link_circuits
from powertui.domain.plant import PlantView
from powertui.domain.reading import (
    Leg,
    Quality,
    Quantity,
    SubjectDescription,
    SubjectKind,
    TargetDescription,
)
from powertui.domain.rollup import Basis, FeedLoad, PanelMeter
from powertui.domain.topology import PowerFeed
from tests.measured import LIVING_POLLER, measured_part, measured_target
from tests.plants import NOW_S, two_sided_topology

GRAPH = PowerGraph(two_sided_topology())
OLD_S = NOW_S - 3600
Figures = Mapping[Quantity, float]
W_AND_VA = {Quantity.ACTIVE_POWER: 1900.0, Quantity.APPARENT_POWER: 2000.0}
AT_THE_INLET = {Quantity.ACTIVE_POWER: 900.0, Quantity.APPARENT_POWER: 1000.0}


def measured(
    number: int, kind: SubjectKind, figures: Figures, binding: Binding, at_s: float, leg: Leg | None = None
) -> MeasuredSubject:
    return measured_part(number, kind, str(number), figures, binding, leg=leg, at_s=at_s)


def pdu(figures: Figures = AT_THE_INLET, at_s: float = NOW_S, current_a: float | None = None) -> MeasuredTarget:
    unit = measured(1, SubjectKind.UNIT, figures, Binding(power_port_id=1), at_s)
    legs = [
        measured(leg, SubjectKind.PHASE, {Quantity.CURRENT: current_a}, Binding(power_port_id=1), at_s, phase)
        for leg, phase in ((2, Leg.A), (3, Leg.B), (4, Leg.C))
        if current_a is not None
    ]
    return measured_target(1, (unit, *legs), device_id=1, sampled_at_s=at_s)


def meter(figures: Figures, at_s: float = NOW_S, *, number: int = 2, panel_id: int = 1) -> MeasuredTarget:
    circuit = measured(10 * number, SubjectKind.BRANCH, figures, Binding(power_feed_id=1), at_s)
    return measured_target(number, (circuit,), power_panel_id=panel_id, sampled_at_s=at_s)


def view_of(*targets: MeasuredTarget) -> PlantView:
    return assemble_view(graph=GRAPH, targets=targets, alerts=(), poller=LIVING_POLLER, now_s=NOW_S)


def load_of(*targets: MeasuredTarget) -> FeedLoad:
    return view_of(*targets).feeds[1]


def test_the_panels_own_meter_comes_before_the_inlets_and_is_never_added_to_them() -> None:
    load = load_of(pdu(), meter(W_AND_VA))
    assert (load.active_power.value, load.apparent_power.value) == (1900, 2000)
    assert (load.basis, load.source, load.panel_meter) == (Basis.PANEL_METER, "panel meter", PanelMeter.USED)
    assert (load.inlet_subject_ids, load.inlet_target_ids, load.meter_target_id) == ((20,), (1,), 2)


def test_the_sum_of_a_panel_is_that_of_its_meter() -> None:
    assert view_of(pdu(), meter(W_AND_VA)).panels[1].apparent_power.value == 2000


def test_legs_that_the_meter_does_not_know_are_the_inlets_and_said_to_be() -> None:
    load = load_of(pdu(current_a=3.0), meter(W_AND_VA))
    assert [leg.current.value for leg in load.legs] == [3, 3, 3]
    assert load.source == "panel meter, legs: PDU inlet"


def test_a_stale_meter_steps_back_behind_fresh_inlets_and_says_so() -> None:
    load = load_of(pdu(), meter(W_AND_VA, OLD_S))
    assert (load.apparent_power.value, load.basis) == (1000, Basis.INLET)
    assert load.source == "PDU inlet (panel meter stale)"
    assert load.inlet_subject_ids == (1,)


def test_where_all_is_stale_the_meter_is_still_the_better_witness() -> None:
    load = load_of(pdu(at_s=OLD_S), meter(W_AND_VA, OLD_S))
    assert (load.apparent_power.value, load.apparent_power.quality) == (2000, Quality.STALE)


def test_a_meter_that_only_knows_current_does_not_hide_what_the_inlets_know() -> None:
    load = load_of(pdu(), meter({Quantity.CURRENT: 5.0}))
    assert (load.basis, load.source) == (Basis.INLET, "PDU inlet (panel meter gives no load)")


def test_v_times_a_of_a_circuit_is_its_load_as_an_estimate() -> None:
    load = load_of(meter({Quantity.CURRENT: 5.0, Quantity.VOLTAGE: 230.0}))
    assert (load.apparent_power.value, load.apparent_power.quality) == (1150, Quality.ESTIMATED)


def test_a_meter_alone_measures_a_feed_that_nothing_polled_hangs_on() -> None:
    load = load_of(meter(W_AND_VA))
    assert (load.apparent_power.value, load.source) == (2000, "panel meter")


def test_a_meter_without_a_reading_changes_nothing() -> None:
    assert load_of(pdu(), meter({})).source == "PDU inlet (panel meter gives no load)"


def test_a_circuit_that_was_bound_to_another_panels_feed_is_not_believed() -> None:
    assert load_of(pdu(), meter(W_AND_VA, panel_id=2)).panel_meter is PanelMeter.NONE


def test_of_two_meters_of_a_feed_the_fresher_counts() -> None:
    found = feed_circuits(GRAPH, [meter(W_AND_VA, OLD_S), meter(W_AND_VA, number=3)])
    assert found[1].target_id == 3


@pytest.mark.parametrize("kind", [SubjectKind.BRANCH, SubjectKind.UNIT])
def test_circuits_are_bound_to_the_feeds_of_their_panel_alone(kind: SubjectKind) -> None:
    circuits = (SubjectDescription(kind, "1", "1"), SubjectDescription(kind, "2", "2"))
    phase = SubjectDescription(SubjectKind.PHASE, "L1", "1")
    found = bind_panel(GRAPH, 1, TargetDescription("f", "V", subjects=(*circuits, phase)))
    of_phase = Binding(power_feed_id=1) if kind is SubjectKind.UNIT else Binding()
    assert found == (Binding(power_feed_id=1), Binding(), of_phase)


def test_a_panel_that_is_gone_binds_nothing() -> None:
    circuit = SubjectDescription(SubjectKind.BRANCH, "1")
    assert bind_panel(GRAPH, 99, TargetDescription("f", "V", subjects=(circuit,))) == (Binding(),)


def test_what_is_sure_becomes_a_link_that_outlives_a_new_name() -> None:
    circuits = [SubjectDescription(SubjectKind.BRANCH, "1"), SubjectDescription(SubjectKind.BRANCH, "7")]
    done = link_circuits(circuits, [PowerFeed(5, 1, "A1-01")])
    assert (done.linked, done.left, done.is_whole_panel) == (1, 1, False)
    (feed,) = done.feeds
    again = link_circuits(circuits, [replace(feed, name="renamed")])
    assert [one.reported_as for one in again.feeds] == ["1"]
