"""A moment as people type it: now, +2h, 22:00, 2026-11-23 22:00, 2026-11-23T21:00Z."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

from powertui.cli.spans import seconds_of

FORMS = '"now", "+2h", "22:00", "2026-11-23 22:00" or "2026-11-23T21:00:00Z"'

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)

_LATEST_S = 253_000_000_000.0
"""In the year 9987: beyond it there is soon no date that could be shown."""


def moment_s(text: str, now_s: float, zone: tzinfo | None = None) -> float | None:
    """Seconds since the epoch; None where the text is no moment. A time of day alone is the next one.

    What names no zone of its own is in `zone`; None: this machine's.
    """
    found = _moment_s(text.strip(), now_s, zone)
    return found if found is not None and 0 <= found <= _LATEST_S else None


def _moment_s(words: str, now_s: float, zone: tzinfo | None) -> float | None:
    if words.lower() == "now":
        return now_s
    if words.startswith("+"):
        span = seconds_of(words[1:])
        return None if span is None else now_s + span
    clock = _CLOCK.fullmatch(words)
    if clock is not None:
        today = datetime.fromtimestamp(now_s, UTC).astimezone(zone)
        at = datetime(today.year, today.month, today.day, int(clock[1]), int(clock[2]), tzinfo=zone)
        if at.timestamp() <= now_s:
            at += timedelta(days=1)
        return at.timestamp()
    try:
        parsed = datetime.fromisoformat(words)
        return (parsed if parsed.tzinfo is not None else parsed.replace(tzinfo=zone)).timestamp()
    except (ValueError, OverflowError, OSError):
        return None
