"""The demo's script from beginning to end: each fault is one alert, with what moved first, and clears."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from collectors.simulator.plant import DemoPlant
from collectors.simulator.scenario import DeadCord, Reboot, Silence, Surge
from powertui.bootstrap.demo_children import demo_rules
from powertui.domain.alerts import Alert, RecordedStep, RuleKind, Severity, Transition
from powertui.storage.alert_store import load_alerts
from powertui.storage.engine import reading
from powertui.storage.transition_store import load_steps
from tests.integration.conftest import INTERVAL_S, MainJob, is_scripted, running_job

UNTIL_S = 480.0
"""All of the script is over by then, and has had time to clear."""

NOT_FAULTS = frozenset({RuleKind.UNMODELLED_LOAD})
"""What the demo's plant has all the time."""


@dataclass(frozen=True)
class Told:
    """An alert that people were told of, with its steps; times since the start."""

    alert: Alert
    fired_s: float
    cleared_s: float | None
    began_s: float
    moved_s: float


async def lived(directory: Path, restarts_at_s: tuple[float, ...]) -> tuple[DemoPlant, dict[RuleKind, list[Told]]]:
    async with running_job(directory, is_scripted, demo_rules()) as job:
        while job.running_for_s < UNTIL_S:
            await job.cycle()
            if job.running_for_s in restarts_at_s:
                await job.restart_poller()
        return job.plant, told_of(job)


def told_of(job: MainJob) -> dict[RuleKind, list[Told]]:
    with reading(job.engine) as connection:
        alerts = load_alerts(connection, cleared_since_s=0)
        steps = load_steps(connection, [alert.id for alert in alerts])
    found: dict[RuleKind, list[Told]] = {}
    for alert in alerts:
        rule = alert.finding.key.rule
        own_steps = [step for step in steps if step.alert_id == alert.id]
        if was_told(alert, own_steps) and rule not in NOT_FAULTS:
            found.setdefault(rule, []).append(told(job, alert, own_steps))
    return found


def was_told(alert: Alert, steps: list[RecordedStep]) -> bool:
    """Whether it ever stood for itself: what becomes explained after it fired has been told by then."""
    return alert.caused_by is None or any(step.transition is Transition.GROUPED for step in steps)


def told(job: MainJob, alert: Alert, steps: list[RecordedStep]) -> Told:
    start_s = job.started_at_s
    (fired_s,) = [step.at_s - start_s for step in steps if step.transition is Transition.FIRED]
    cleared = [step.at_s - start_s for step in steps if step.transition is Transition.CLEARED]
    moved_s = alert.first_mover.at_s - start_s if alert.first_mover is not None else -1.0
    return Told(alert, fired_s, cleared[0] if cleared else None, alert.began_at_s - start_s, moved_s)


def for_duration_s(rule: RuleKind) -> float:
    pace = demo_rules().specs[rule].pace
    return max(pace.for_s, (pace.for_samples - 1) * INTERVAL_S)


def within_s(rule: RuleKind) -> float:
    return for_duration_s(rule) + 2 * INTERVAL_S


@pytest.mark.parametrize("restarts_at_s", [(), (45.0, 70.0, 200.0)], ids=["undisturbed", "restarted"])
async def test_each_fault_of_the_script_is_one_alert(tmp_path: Path, restarts_at_s: tuple[float, ...]) -> None:
    plant, by_rule = await lived(tmp_path, restarts_at_s)
    devices = {device.id: device.name for device in plant.topology.devices}
    assert set(by_rule) == {RuleKind.FEED_OVER, RuleKind.CORD_DEAD, RuleKind.PDU_SILENT, RuleKind.PDU_REBOOTED}
    assert {rule: len(alerts) for rule, alerts in by_rule.items()} == dict.fromkeys(by_rule, 1)

    (feed,) = by_rule[RuleKind.FEED_OVER]
    surges = [event for event in plant.script.events if isinstance(event, Surge)]
    first = {surge.load for surge in surges if surge.window == min(surges, key=lambda one: one.window.start_s).window}
    racks = {device.rack_id for device in plant.topology.devices if device.name in first}
    (named,) = [one for one in plant.topology.power_feeds if one.rack_id in racks and one.name.endswith("-A")]
    assert (feed.alert.finding.object_name, feed.alert.finding.part) == (named.name, "L1")
    assert feed.fired_s <= feed.began_s + within_s(RuleKind.FEED_OVER)
    assert feed.alert.first_mover is not None
    assert feed.alert.first_mover.name.split()[0] in first
    assert 15 <= feed.moved_s <= 45
    assert feed.alert.finding.severity is Severity.CRITICAL

    (dead,) = [event for event in plant.script.events if isinstance(event, DeadCord)]
    (cord,) = by_rule[RuleKind.CORD_DEAD]
    assert cord.fired_s <= dead.window.start_s + within_s(RuleKind.CORD_DEAD)
    assert cord.alert.first_mover is not None
    assert cord.alert.first_mover.name.startswith(f"{cord.alert.finding.object_name} {cord.alert.finding.part}")
    assert cord.moved_s == dead.window.start_s
    assert (cord.alert.first_mover.after or 0.0) < 1

    (silence,) = [event for event in plant.script.events if isinstance(event, Silence)]
    (silent,) = by_rule[RuleKind.PDU_SILENT]
    assert silent.alert.finding.object_name == devices[silence.device_id]
    second_failure_s = silence.window.start_s + INTERVAL_S
    assert silent.fired_s <= second_failure_s + within_s(RuleKind.PDU_SILENT)
    assert silent.moved_s == silence.window.start_s - INTERVAL_S

    (reboot,) = [event for event in plant.script.events if isinstance(event, Reboot)]
    (rebooted,) = by_rule[RuleKind.PDU_REBOOTED]
    assert rebooted.alert.finding.object_name == devices[reboot.device_id]
    assert rebooted.fired_s <= reboot.window.end_s + within_s(RuleKind.PDU_REBOOTED)
    assert rebooted.moved_s == pytest.approx(reboot.window.end_s, abs=1)

    assert cord.cleared_s is not None
    assert silent.cleared_s is not None
    assert feed.cleared_s is not None
    assert cord.cleared_s <= dead.window.end_s + within_s(RuleKind.CORD_DEAD)
    assert silent.cleared_s <= silence.window.end_s + within_s(RuleKind.PDU_SILENT)
    assert feed.cleared_s <= max(surge.window.end_s for surge in surges) + within_s(RuleKind.FEED_OVER)
