"""Each rule: what it finds, what lies in its band, what it cannot tell."""

import pytest

from powertui.domain.alert_life.machine import advance
from powertui.domain.alert_life.pace import Pace
from powertui.domain.alerts import Alert, AlertKey, Finding, ObjectKind, RuleKind, Severity, Transition
from powertui.domain.events import Event, EventKind
from powertui.domain.reading import (
    Leg,
    LoadState,
    PollOutcome,
    Quality,
    Quantity,
    SubjectDescription,
    SubjectKind,
)
from powertui.domain.rules import RuleOverride, RuleSettings
from powertui.domain.rules.judge import Beside
from powertui.domain.rules.peer_loss import PeerLoss
from powertui.domain.rules.switching import Switching, outlet_states, switchings
from tests.domain.rules.plants import Plant, found, reading, rules_of
from tests.plants import NOW_S

LEG_W = 230 * 16 * 0.8
"""What a leg of A1-01 may carry."""


def test_a_plant_that_is_well_has_no_conditions() -> None:
    conditions = Plant().judge()
    assert conditions.holds == {}
    assert rules_of(set(conditions.unknown)) == set()


@pytest.mark.parametrize(
    ("share", "severity"), [(0.85, None), (0.89, None), (0.91, Severity.WARNING), (1.01, Severity.CRITICAL)]
)
def test_a_feed_is_judged_by_its_worst_leg(share: float, severity: Severity | None) -> None:
    (finding,) = found(Plant(a_w=(400, 100, share * LEG_W)).judge(), RuleKind.FEED_OVER) or (None,)
    assert (finding.severity if finding else None) is severity
    if finding is not None:
        assert (finding.part, finding.limit_name, finding.limit_value) == ("L3", "L3 current", 12.8)
        assert "16 A × 80 %" in finding.message
        assert [place.name for place in finding.places if place.kind is ObjectKind.PANEL] == ["P-A1"]


def test_between_the_warning_and_its_way_back_is_the_band() -> None:
    conditions = Plant(a_w=(400, 100, 0.88 * LEG_W)).judge()
    assert RuleKind.FEED_OVER in rules_of(set(conditions.band))
    assert RuleKind.FEED_OVER not in rules_of(set(Plant(a_w=(400, 100, 0.86 * LEG_W)).judge().band))


def test_legs_that_are_all_over_are_one_condition_of_the_feed() -> None:
    findings = found(Plant(a_w=(3500, 3400, 3300)).judge(), RuleKind.FEED_OVER)
    assert [(finding.part, finding.severity) for finding in findings] == [("L1", Severity.CRITICAL)]


def test_stale_readings_are_judged_by_no_rule_but_those_about_polling() -> None:
    conditions = Plant(a_w=(5000, 100, 5000), b_w=(0, 0, 0), age_s=1000).judge()
    assert rules_of(set(conditions.holds)) == {RuleKind.TELEMETRY_STALE, RuleKind.POLLER_OVERRUN}
    assert {RuleKind.FEED_OVER, RuleKind.CORD_DEAD} <= rules_of(set(conditions.unknown))


def test_a_dead_cord_is_found_with_the_load_of_the_other() -> None:
    (finding,) = found(Plant(a_w=(800, 100, 0), b_w=(0, 0, 0)).judge(), RuleKind.CORD_DEAD)
    assert (finding.object_name, finding.part, finding.severity) == ("srv-db01", "PSU2", Severity.WARNING)
    assert "PSU1 800 W" in finding.message
    assert {"pdu-r01-b", "B1-01", "P-B1", "R01"} <= {place.name for place in finding.places}
    assert "P-A1" not in {place.name for place in finding.places}


def test_a_device_that_is_off_has_no_dead_cord() -> None:
    assert found(Plant(a_w=(0, 100, 0), b_w=(0, 0, 0)).judge(), RuleKind.CORD_DEAD) == []


def test_a_cord_whose_peer_cannot_be_read_is_not_judged() -> None:
    conditions = Plant(a_w=(None, 100, 0), b_w=(0, 0, 0)).judge()
    assert found(conditions, RuleKind.CORD_DEAD) == []


def test_a_cord_with_hardly_any_share_is_an_info() -> None:
    (finding,) = found(Plant(a_w=(800, 100, 0), b_w=(8, 0, 0)).judge(), RuleKind.CORD_DEAD)
    assert (finding.severity, finding.part) == (Severity.INFO, "PSU2")


def test_load_without_a_cable_is_one_condition_of_its_pdu() -> None:
    (finding,) = found(Plant(a_w=(400, 100, 60)).judge(), RuleKind.UNMODELLED_LOAD)
    assert (finding.object_name, finding.severity, finding.measured_value) == ("pdu-r01-a", Severity.INFO, 60)
    assert "outlet 3 60 W" in finding.message


def test_a_draw_over_the_modelled_maximum_is_found_at_its_outlet() -> None:
    (finding,) = found(Plant(a_w=(1000, 100, 0)).judge(), RuleKind.OUTLET_OVER_MAXIMUM)
    assert (finding.object_name, finding.limit_value, finding.severity) == ("pdu-r01-a outlet 1", 800, Severity.WARNING)
    (mild,) = found(Plant(a_w=(850, 100, 0)).judge(), RuleKind.OUTLET_OVER_MAXIMUM)
    assert mild.severity is Severity.INFO


def test_legs_are_judged_for_balance_only_near_a_limit() -> None:
    assert found(Plant(a_w=(1000, 100, 100)).judge(), RuleKind.IMBALANCE) == []
    (finding,) = found(Plant(a_w=(0.8 * LEG_W, 100, 100)).judge(), RuleKind.IMBALANCE)
    assert (finding.object_name, finding.part) == ("A1-01", "L1")


@pytest.mark.parametrize(
    ("volts", "severity"),
    [(230, None), (214, None), (208, Severity.WARNING), (205, Severity.CRITICAL), (256, Severity.CRITICAL)],
)
def test_voltage_has_a_band_on_both_sides(volts: float, severity: Severity | None) -> None:
    findings = found(Plant(voltage_v=volts).judge(), RuleKind.VOLTAGE_BAND)
    assert {finding.severity for finding in findings} == ({severity} if severity else set())
    assert all(finding.is_low is (volts < 230) for finding in findings)


def test_no_voltage_at_all_is_a_dark_pdu_and_two_of_a_panel_would_be_a_dark_panel() -> None:
    conditions = Plant(voltage_v=1.0, a_w=(0, 0, 0), b_w=(0, 0, 0)).judge()
    assert len(found(conditions, RuleKind.PDU_DARK)) == 2
    assert found(conditions, RuleKind.PANEL_DARK) == []
    assert len(found(conditions, RuleKind.POLLER_BLIND)) == 0


def sensor(celsius: float | None, quality: Quality = Quality.GOOD) -> Plant:
    described = SubjectDescription(SubjectKind.SENSOR, "1", label="Intake", quantities=(Quantity.TEMPERATURE,))
    return Plant(more=[(described, (reading(Quantity.TEMPERATURE, celsius, quality),))])


def test_a_sensor_is_judged_by_itself() -> None:
    (finding,) = found(sensor(36.0).judge(), RuleKind.TEMPERATURE_BAND)
    assert (finding.object_name, finding.severity) == ("pdu-r01-a sensor Intake", Severity.WARNING)
    assert RuleKind.TEMPERATURE_BAND in rules_of(set(sensor(34.5).judge().band))
    assert found(sensor(99.0, Quality.IMPLAUSIBLE).judge(), RuleKind.TEMPERATURE_BAND) == []
    assert RuleKind.TEMPERATURE_BAND in rules_of(set(sensor(99.0, Quality.IMPLAUSIBLE).judge().unknown))


@pytest.mark.parametrize(
    ("quantity", "value", "rule"),
    [
        (Quantity.FREQUENCY, 49.3, RuleKind.FREQUENCY_BAND),
        (Quantity.FREQUENCY, 60.0, None),
        (Quantity.LOAD_STATE, float(LoadState.OVERLOAD), RuleKind.DEVICE_OVERLOAD),
        (Quantity.LOAD_STATE, float(LoadState.LOW), None),
    ],
)
def test_what_a_phase_says_of_itself(quantity: Quantity, value: float, rule: RuleKind | None) -> None:
    described = SubjectDescription(SubjectKind.LINE, "X", "1", leg=Leg.A, quantities=(quantity,))
    conditions = Plant(more=[(described, (reading(quantity, value),))]).judge()
    assert rules_of(set(conditions.holds)) == ({rule} if rule else set())


def test_a_branch_is_judged_by_the_rating_that_the_pdu_tells() -> None:
    described = SubjectDescription(
        SubjectKind.BRANCH, "B1", "1", quantities=(Quantity.CURRENT,), facts=(reading(Quantity.RATED_CURRENT, 16.0),)
    )
    plant = Plant(more=[(described, (reading(Quantity.CURRENT, 16.4),))])
    plant.facts[SubjectKind.BRANCH, "B1"] = described.facts
    (finding,) = found(plant.judge(), RuleKind.BRANCH_OVER)
    assert (finding.object_name, finding.limit_value) == ("pdu-r01-a branch B1", 16)
    (without,) = [Plant(more=[(described, (reading(Quantity.CURRENT, 16.4),))])]
    assert found(without.judge(), RuleKind.BRANCH_OVER) == []


def test_a_silent_pdu_hides_that_its_readings_are_old() -> None:
    failing = {"outcome": PollOutcome.TIMEOUT, "failures": 3, "detail": "no answer"}
    conditions = Plant(age_s=200, targets={1: failing}).judge()
    assert [finding.object_name for finding in found(conditions, RuleKind.PDU_SILENT)] == ["pdu-r01-a"]
    assert [finding.object_name for finding in found(conditions, RuleKind.TELEMETRY_STALE)] == ["pdu-r01-b"]


def test_one_failed_poll_leaves_open_whether_a_pdu_is_silent() -> None:
    conditions = Plant(targets={1: {"outcome": PollOutcome.TIMEOUT, "failures": 1}}).judge()
    assert found(conditions, RuleKind.PDU_SILENT) == []
    assert RuleKind.PDU_SILENT in rules_of(set(conditions.unknown))


def test_one_failed_poll_does_not_end_that_readings_are_old() -> None:
    conditions = Plant(age_s=200, targets={1: {"outcome": PollOutcome.TIMEOUT, "failures": 1}}).judge()
    unknown = {key.object_id for key in conditions.unknown if key.rule is RuleKind.TELEMETRY_STALE}
    assert unknown == {1}


def test_polling_that_stands_still_is_one_matter_and_explains_what_is_old() -> None:
    standing = Plant(age_s=200).judge()
    (finding,) = found(standing, RuleKind.POLLER_OVERRUN)
    assert "2 PDUs that answered were not polled again for 3 min or longer" in finding.message
    assert not found(Plant().judge(), RuleKind.POLLER_OVERRUN)
    alerts: dict[AlertKey, Alert] = {}
    told: list[tuple[RuleKind, Transition]] = []

    def pace_of(finding: Finding) -> Pace:
        return RuleSettings().specs[finding.key.rule].pace

    for number in range(6):
        changes = advance(alerts.values(), (), standing, pace_of, NOW_S + 45 * number)
        alerts |= {alert.finding.key: alert for alert in (*changes.opened, *changes.changed)}
        told += [(one.alert.finding.key.rule, one.transition) for one in changes.events if not one.is_grouped]
    assert told == [(RuleKind.POLLER_OVERRUN, Transition.FIRED)]


def test_what_happened_at_a_moment_is_shown_for_a_while() -> None:
    assert found(Plant(targets={1: {"rebooted_at_s": NOW_S - 599}}).judge(), RuleKind.PDU_REBOOTED)
    assert not found(Plant(targets={1: {"rebooted_at_s": NOW_S - 601}}).judge(), RuleKind.PDU_REBOOTED)
    replaced = Event(NOW_S - 100, EventKind.REPLACED, 1, "pdu-r01-a", detail="was A, is B")
    (finding,) = found(Plant().judge(beside=Beside(events=(replaced,))), RuleKind.PDU_REPLACED)
    assert "was A, is B" in finding.message


def test_a_poller_that_does_not_keep_up_is_found() -> None:
    assert found(Plant(took_s=31).judge(), RuleKind.POLLER_OVERRUN)
    assert found(Plant(shed=4).judge(), RuleKind.POLLER_OVERRUN)


def test_the_worst_loss_of_an_object_counts_and_what_is_unknown_leaves_it_open() -> None:
    mild = PeerLoss(ObjectKind.FEED, 1, "A1-01", "feed B1-01", 4000, 8868)
    bad = PeerLoss(ObjectKind.FEED, 1, "A1-01", "panel P-B1", 9500, 8868, basis="estimated")
    (finding,) = found(Plant().judge(beside=Beside(peer_losses=(mild, bad))), RuleKind.PEER_LOSS_OVERLOAD)
    assert "without panel P-B1 it would carry 9,500 VA, estimated, 107 % of 8,868 VA" in finding.message
    assert finding.is_estimate
    unknown = PeerLoss(ObjectKind.FEED, 1, "A1-01", "feed B1-01", 0, 8868, is_known=False)
    conditions = Plant().judge(beside=Beside(peer_losses=(unknown,)))
    assert RuleKind.PEER_LOSS_OVERLOAD in rules_of(set(conditions.unknown))


def test_a_switched_outlet_is_told_and_one_that_carried_a_device_is_a_warning() -> None:
    view = Plant().view()
    before = outlet_states(view.outlets_of_target)
    first = next(iter(view.outlets_of_target[1])).subject
    assert first is not None
    off = before | {first.id: False}
    found_switched = switchings(before, view.outlets_of_target, off, NOW_S)
    assert found_switched[1].sentence == "switched: outlet 1 off (srv-db01)"
    (finding,) = found(Plant().judge(beside=Beside(switched=found_switched)), RuleKind.OUTLET_SWITCHED)
    assert finding.severity is Severity.WARNING
    old = {1: Switching(NOW_S - 601, "switched: outlet 1 off")}
    assert found(Plant().judge(beside=Beside(switched=old)), RuleKind.OUTLET_SWITCHED) == []


def test_a_rule_that_is_off_finds_nothing() -> None:
    off = RuleSettings(overrides=tuple(RuleOverride(kind, enabled=False) for kind in RuleKind))
    bad = Plant(a_w=(5000, 100, 900), b_w=(0, 0, 0), voltage_v=200, took_s=99, targets={1: {"rebooted_at_s": NOW_S}})
    assert rules_of(set(bad.judge().holds)) >= {RuleKind.FEED_OVER, RuleKind.VOLTAGE_BAND, RuleKind.POLLER_OVERRUN}
    assert bad.judge(off).holds == {}


@pytest.mark.parametrize("a_w", [(5000, 3000, 900), (800, 100, 60)])
def test_every_condition_explains_itself(a_w: tuple[float, float, float]) -> None:
    for finding in Plant(a_w=a_w, b_w=(0, 0, 0), voltage_v=205).judge().holds.values():
        assert finding.message
        assert finding.advice
        assert finding.places
        assert finding.message.isprintable()
