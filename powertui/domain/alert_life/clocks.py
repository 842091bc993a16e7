"""A machine's clock may be set back: what is on record of alerts then lies ahead of it."""

from dataclasses import replace

from powertui.domain.alerts import Alert

MOST_AHEAD_S = 60.0
"""Further ahead than clocks of several pollers differ."""


def not_ahead(alert: Alert, now_s: float) -> Alert:
    """The alert with what it waits by no later than now: else it would wait until the clock is there again."""
    progress = alert.progress
    moments = (alert.began_at_s, progress.counted_at_s, progress.worse_since_s, progress.calm_since_s)
    if all(at_s is None or at_s - now_s <= MOST_AHEAD_S for at_s in moments):
        return alert
    counted_at_s = progress.counted_at_s
    return replace(
        alert,
        began_at_s=min(alert.began_at_s, now_s),
        progress=replace(
            progress,
            counted_at_s=None if counted_at_s is not None and counted_at_s > now_s else counted_at_s,
            worse_since_s=_no_later(progress.worse_since_s, now_s),
            calm_since_s=_no_later(progress.calm_since_s, now_s),
        ),
    )


def _no_later(at_s: float | None, now_s: float) -> float | None:
    return None if at_s is None else min(at_s, now_s)
