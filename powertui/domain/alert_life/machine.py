"""The state machine: what one round of evaluation makes of the alerts on record.

It keeps nothing itself. All that must outlive a restart is in the alerts: since when, how many samples, which of them
was counted last.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from powertui.domain.alert_life.causes import Causes, causes_among
from powertui.domain.alert_life.clocks import not_ahead
from powertui.domain.alert_life.conditions import Conditions
from powertui.domain.alert_life.grading import continued, opened
from powertui.domain.alert_life.pace import LifeSettings, Pace
from powertui.domain.alerts import Alert, AlertEvent, AlertKey, Finding, Transition

PaceOf = Callable[[Finding], Pace]
"""The pace of the rule of a finding, as configured for its object."""


@dataclass(frozen=True, slots=True)
class LifeChanges:
    """What a round changes. Events are in the order in which they happened to each alert."""

    opened: tuple[Alert, ...] = ()
    """New ones; they have no id yet."""
    changed: tuple[Alert, ...] = ()
    """Those on record that are not as they were."""
    dropped: tuple[Alert, ...] = ()
    """Pending ones that came to nothing: nobody was told, and no row stays."""
    events: tuple[AlertEvent, ...] = ()


def advance(
    open_alerts: Iterable[Alert],
    over: Iterable[Alert],
    conditions: Conditions,
    pace_of: PaceOf,
    now_s: float,
    settings: LifeSettings | None = None,
) -> LifeChanges:
    """One round. `over` are the alerts that cleared within `settings.remembered_s`, in any order."""
    settings = settings or LifeSettings()
    before = {alert.finding.key: not_ahead(alert, now_s) for alert in open_alerts}
    newest_over = _newest_by_key(over)
    after: dict[AlertKey, Alert] = {}
    events: list[AlertEvent] = []
    dropped: list[Alert] = []
    for key, alert in before.items():
        finding = conditions.holds.get(key)
        if finding is not None:
            new, steps = continued(alert, finding, pace_of(finding), now_s, settings)
        elif key in conditions.unknown:
            new, steps = alert, ()
        elif alert.fired_at_s is None:
            dropped.append(alert)
            continue
        else:
            new, steps = _absent(alert, pace_of(alert.finding), now_s, settings, is_in_band=key in conditions.band)
        new, unsilenced = _unsilenced(new, now_s)
        after[key] = new
        events.extend(AlertEvent(new, step, now_s) for step in (*steps, *unsilenced))
    for key, finding in conditions.holds.items():
        if key not in before:
            new, steps = opened(
                finding, _raises(newest_over.get(key), now_s, settings), pace_of(finding), now_s, settings
            )
            after[key] = new
            events.extend(AlertEvent(new, step, now_s) for step in steps)
    grouped = _grouped(after, newest_over, now_s, settings)
    events = _with_groups(events, after, grouped, now_s)
    return LifeChanges(
        opened=tuple(alert for key, alert in grouped.items() if key not in before),
        changed=tuple(alert for key, alert in grouped.items() if key in before and alert != before[key]),
        dropped=tuple(dropped),
        events=tuple(events),
    )


def _newest_by_key(over: Iterable[Alert]) -> dict[AlertKey, Alert]:
    newest: dict[AlertKey, Alert] = {}
    for alert in over:
        known = newest.get(alert.finding.key)
        if known is None or (alert.cleared_at_s or 0.0) > (known.cleared_at_s or 0.0):
            newest[alert.finding.key] = alert
    return newest


def _raises(last: Alert | None, now_s: float, settings: LifeSettings) -> int:
    if last is None or last.cleared_at_s is None or now_s - last.cleared_at_s > settings.reopened_within_s:
        return 1
    return last.raises + 1


def _absent(
    alert: Alert, pace: Pace, now_s: float, settings: LifeSettings, *, is_in_band: bool
) -> tuple[Alert, tuple[Transition, ...]]:
    """A firing alert whose condition was looked for and not found."""
    progress = replace(alert.progress, worse=0, worse_since_s=None)
    if is_in_band:
        return replace(alert, progress=replace(progress, calm=0, calm_since_s=None)), ()
    since_s = now_s if progress.calm_since_s is None else progress.calm_since_s
    progress = replace(progress, calm=progress.calm + 1, calm_since_s=since_s)
    quiet_s = settings.flapping_quiet_s if alert.is_flapping else 0.0
    if pace.is_over(progress.calm, now_s - since_s, quiet_s):
        return replace(alert, progress=progress, cleared_at_s=now_s), (Transition.CLEARED,)
    return replace(alert, progress=progress), ()


def _unsilenced(alert: Alert, now_s: float) -> tuple[Alert, tuple[Transition, ...]]:
    if not alert.is_open or alert.silenced_until_s is None or alert.silenced_until_s > now_s:
        return alert, ()
    return replace(alert, silenced_until_s=None, silenced_why=""), (Transition.UNSILENCED,)


def _grouped(
    after: Mapping[AlertKey, Alert], newest_over: Mapping[AlertKey, Alert], now_s: float, settings: LifeSettings
) -> dict[AlertKey, Alert]:
    """The same alerts, each with what explains it now."""
    open_now = [alert for alert in after.values() if alert.is_open]
    ended = {key: alert for key, alert in after.items() if not alert.is_open}
    over = {**newest_over, **ended}
    causes = causes_among(open_now, over.values(), now_s - settings.aftermath_s)
    return {key: _explained(alert, causes, over, now_s, settings) for key, alert in after.items()}


def _explained(
    alert: Alert, causes: Causes, over: Mapping[AlertKey, Alert], now_s: float, settings: LifeSettings
) -> Alert:
    if not alert.is_open:
        return alert
    cause = causes.of(alert)
    if cause is None and alert.caused_by is not None:
        # What hung on the cause takes a while to recover after it: meanwhile it is still explained.
        ended = over.get(alert.caused_by)
        if ended is not None and now_s - (ended.cleared_at_s or 0.0) < settings.release_after_s:
            return alert
    return alert if cause == alert.caused_by else replace(alert, caused_by=cause, caused_by_id=None)


def _with_groups(
    events: Iterable[AlertEvent], after: Mapping[AlertKey, Alert], grouped: Mapping[AlertKey, Alert], now_s: float
) -> list[AlertEvent]:
    """The events with their alerts as they are in the end, and what became explained or is so no longer."""
    told = [replace(event, alert=grouped[event.alert.finding.key]) for event in events]
    fired = {event.alert.finding.key for event in told if event.transition is Transition.FIRED}
    for key, alert in grouped.items():
        was = after[key].caused_by
        if alert.caused_by == was or alert.fired_at_s is None or key in fired:
            continue
        if was is None:
            told.append(AlertEvent(alert, Transition.GROUPED, now_s))
        elif alert.caused_by is None:
            told.append(AlertEvent(alert, Transition.RELEASED, now_s))
    return told
