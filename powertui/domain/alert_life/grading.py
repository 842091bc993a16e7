"""An alert whose condition holds: how it ripens, gets worse and gets milder."""

from dataclasses import replace

from powertui.domain.alert_life.pace import LifeSettings, Pace
from powertui.domain.alerts import Alert, Finding, Progress, Transition

Steps = tuple[Transition, ...]


def opened(finding: Finding, raises: int, pace: Pace, now_s: float, settings: LifeSettings) -> tuple[Alert, Steps]:
    """A condition that holds for the first time."""
    alert = Alert(
        id=0,
        finding=finding,
        began_at_s=now_s if finding.sampled_at_s is None else min(now_s, finding.sampled_at_s),
        seen_at_s=now_s,
        peak_value=finding.measured_value,
        raises=raises,
        progress=Progress(held=1, counted_at_s=finding.sampled_at_s),
    )
    return _ripened(alert, pace, now_s, settings)


def continued(alert: Alert, finding: Finding, pace: Pace, now_s: float, settings: LifeSettings) -> tuple[Alert, Steps]:
    """A condition that holds again. A sample that was counted before changes nothing but the time."""
    is_new = _is_new(alert.progress, finding)
    shown = replace(finding, severity=alert.finding.severity)
    if alert.fired_at_s is None:
        shown = replace(finding, severity=min(alert.finding.severity, finding.severity))
    seen = replace(alert, finding=shown, seen_at_s=now_s, peak_value=_worst(alert.peak_value, finding))
    progress = _counted(alert, finding, now_s) if is_new else alert.progress
    seen = replace(seen, progress=progress)
    if alert.fired_at_s is None:
        return _ripened(seen, pace, now_s, settings)
    return _regraded(seen, finding, pace, now_s, settings)


def _is_new(progress: Progress, finding: Finding) -> bool:
    return finding.sampled_at_s is None or progress.counted_at_s is None or finding.sampled_at_s > progress.counted_at_s


def _counted(alert: Alert, finding: Finding, now_s: float) -> Progress:
    """One sample more."""
    known, level = alert.progress, alert.finding.severity
    at_s = now_s if finding.sampled_at_s is None else min(now_s, finding.sampled_at_s)
    is_pending = alert.fired_at_s is None
    progress = replace(
        known,
        held=known.held + 1 if is_pending else known.held,
        counted_at_s=known.counted_at_s if finding.sampled_at_s is None else finding.sampled_at_s,
        worse=0,
        worse_since_s=None,
        calm=0,
        calm_since_s=None,
    )
    if finding.severity > level:
        since_s = at_s if known.worse_since_s is None else known.worse_since_s
        return replace(progress, worse=known.worse + 1, worse_since_s=since_s)
    if is_pending or (finding.kept_severity or finding.severity) >= level:
        return progress
    since_s = at_s if known.calm_since_s is None else known.calm_since_s
    return replace(progress, calm=known.calm + 1, calm_since_s=since_s)


def _ripened(alert: Alert, pace: Pace, now_s: float, settings: LifeSettings) -> tuple[Alert, Steps]:
    if not pace.is_ripe(alert.progress.held, now_s - alert.began_at_s):
        return alert, ()
    is_flapping = alert.raises >= settings.flapping_raises
    fired = replace(alert, fired_at_s=now_s, is_flapping=is_flapping)
    return fired, (Transition.FIRED, Transition.FLAPPING) if is_flapping else (Transition.FIRED,)


def _regraded(alert: Alert, finding: Finding, pace: Pace, now_s: float, settings: LifeSettings) -> tuple[Alert, Steps]:
    progress = alert.progress
    graded = replace(alert, finding=replace(alert.finding, severity=finding.severity))
    if progress.worse and pace.is_ripe(progress.worse, now_s - (progress.worse_since_s or now_s)):
        is_flapping = alert.is_flapping or alert.raises >= settings.flapping_raises
        # What an acknowledgement was given for was milder.
        worse = replace(
            graded,
            is_flapping=is_flapping,
            acknowledged_at_s=None,
            acknowledged_by="",
            progress=replace(progress, worse=0, worse_since_s=None),
        )
        began_flapping = is_flapping and not alert.is_flapping
        return worse, (Transition.ESCALATED, Transition.FLAPPING) if began_flapping else (Transition.ESCALATED,)
    quiet_s = settings.flapping_quiet_s if alert.is_flapping else 0.0
    if progress.calm and pace.is_over(progress.calm, now_s - (progress.calm_since_s or now_s), quiet_s):
        # Should it get worse again, that is a further raise.
        eased = replace(graded, raises=alert.raises + 1, progress=replace(progress, calm=0, calm_since_s=None))
        return eased, (Transition.EASED,)
    return alert, ()


def _worst(peak: float | None, finding: Finding) -> float | None:
    """The peak so far: the greatest of what is over a limit, the least of what is under one."""
    value, limit = finding.measured_value, finding.limit_value
    if value is None or peak is None:
        return value if peak is None else peak
    return (
        min(peak, value)
        if limit is not None and value < limit and peak < limit and finding.is_low
        else max(peak, value)
    )
