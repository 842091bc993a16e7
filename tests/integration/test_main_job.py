"""From a PDU's SNMP answers to an alert: real UDP, real SQLite, the demo's script, two minutes of plant time."""

from collections import defaultdict

import pytest

from powertui.domain.alerts import Alert, RuleKind, Severity
from powertui.domain.capacity import available_power_va, leg_limit_a
from powertui.domain.plant import PlantView
from powertui.domain.reading import PollOutcome, Quality, Quantity, SubjectKind
from powertui.domain.rollup import OutletFinding
from tests.integration.conftest import INTERVAL_S, MainJob

TWO_MINUTES_S = 120


def is_over_capacity(alert: Alert) -> bool:
    return alert.finding.severity is Severity.CRITICAL


def open_by_rule(view: PlantView) -> dict[RuleKind, list[Alert]]:
    found: dict[RuleKind, list[Alert]] = defaultdict(list)
    for alert in view.alerts:
        if alert.is_open:
            found[alert.finding.key.rule].append(alert)
    return found


async def test_every_feed_and_outlet_has_measured_load_beside_modelled_draw(main_job: MainJob) -> None:
    view = await main_job.settled()
    assert all(target.outcome is PollOutcome.OK for target in view.targets.values())
    assert len({target.family for target in view.targets.values()}) >= 4
    for load in view.feeds.values():
        assert load.apparent_power.value is not None, load.feed.name
        assert load.apparent_power.quality <= Quality.ESTIMATED
        assert load.modelled is not None
        assert all(leg.current.value is not None for leg in load.legs), load.feed.name
    cabled = [load for loads in view.outlets_of_target.values() for load in loads if load.load_device is not None]
    reported = [load for load in cabled if load.subject is not None]
    # Two of the PDUs meter their inlet only, as many in the field do.
    assert len(reported) > 250
    assert len(reported) / len(cabled) > 0.9
    assert all(load.active_power.value is not None and load.difference_w is not None for load in reported)


async def test_what_pdus_report_agrees_with_itself(main_job: MainJob) -> None:
    view = await main_job.settled()
    for target in view.targets.values():
        (unit,) = target.of_kind(SubjectKind.UNIT)
        total_w = unit.get(Quantity.ACTIVE_POWER).value
        outlets_w = [load.active_power.value for load in view.outlets_of_target[target.id]]
        assert total_w is not None
        if None not in outlets_w:
            assert sum(watts for watts in outlets_w if watts is not None) == pytest.approx(total_w, rel=0.03, abs=20)


async def test_the_scripted_faults_become_alerts_within_two_minutes(scripted_job: MainJob) -> None:
    seen: dict[RuleKind, set[str]] = defaultdict(set)
    over: dict[str, Alert] = {}
    while scripted_job.running_for_s < TWO_MINUTES_S:
        view = await scripted_job.settled()
        for rule, alerts in open_by_rule(view).items():
            meant = [alert for alert in alerts if rule is not RuleKind.FEED_OVER or is_over_capacity(alert)]
            seen[rule] |= {alert.finding.object_name for alert in meant}
            if rule is RuleKind.FEED_OVER:
                over.update((alert.finding.part, alert) for alert in meant)
    assert len(seen[RuleKind.FEED_OVER]) == 1
    assert len(seen[RuleKind.CORD_DEAD]) == 1
    assert seen[RuleKind.PDU_SILENT]
    assert len(seen[RuleKind.PDU_REBOOTED]) == 1
    (feed,) = [load.feed for load in view.feeds.values() if load.feed.name in seen[RuleKind.FEED_OVER]]
    for part, alert in over.items():
        limit = available_power_va(feed) if not part else leg_limit_a(feed)
        assert alert.finding.limit_value == limit
        assert alert.finding.measured_value is not None
        assert alert.finding.measured_value > limit
        assert alert.finding.limit_name in alert.finding.message
    first = min(alert.began_at_s for alert in over.values())
    assert first - scripted_job.started_at_s <= 60 + INTERVAL_S


async def test_a_live_outlet_without_a_cable_in_the_model_is_named(main_job: MainJob) -> None:
    view = await main_job.settled()
    findings = {load.finding for loads in view.outlets_of_target.values() for load in loads}
    assert OutletFinding.UNMODELLED in findings
