"""When a notification is due: digests, quiet hours, and waiting longer after each failure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from powertui.domain.alerts import Severity
from powertui.domain.notify.routes import QuietHours, Route

FIRST_WAIT_S = 5.0
LONGEST_WAIT_S = 600.0
JITTER = 0.25
"""A wait is up to this part longer, so that what failed together does not come back together."""


@dataclass(frozen=True, slots=True)
class Due:
    """When to send."""

    at_s: float
    is_gathered: bool
    """It goes together with what else waits for the same moment."""


def due(route: Route, severity: Severity, now_s: float) -> Due:
    """When a route wants to have what is planned now. What is urgent is due at once and goes by itself."""
    if route.is_urgent(severity):
        return Due(now_s, is_gathered=False)
    at_s = digest_after(now_s, route.digest_s) if route.digest_s > 0 else now_s
    quiet_until_s = quiet_until(route.quiet_hours, at_s) if route.quiet_hours is not None else None
    if quiet_until_s is not None:
        return Due(quiet_until_s, is_gathered=True)
    return Due(at_s, is_gathered=route.digest_s > 0)


def digest_after(now_s: float, digest_s: float) -> float:
    """The next whole multiple of an interval, the same for everybody who asks."""
    return (now_s // digest_s + 1) * digest_s


def quiet_until(hours: QuietHours, now_s: float) -> float | None:
    """When the quiet hours that a moment lies in are over; None: it lies in none."""
    local = datetime.fromtimestamp(now_s, UTC).astimezone(hours.zone)
    clock = local.time()
    over_midnight = hours.begins >= hours.ends
    has_begun, has_ended = clock >= hours.begins, clock >= hours.ends
    if (not has_begun and has_ended) if over_midnight else (not has_begun or has_ended):
        return None
    day = local.date() + timedelta(days=1 if over_midnight and has_begun else 0)
    # Naive, for the machine's own zone; either way what the clocks' change makes of it is the zone's affair.
    end = datetime.combine(day, hours.ends, tzinfo=hours.zone)
    return max(end.timestamp(), now_s)


def wait_after(attempts: int, key: str, asked_s: float | None = None) -> float:
    """Seconds from a failed attempt, the `attempts`th, to the next: twice as long each time, no less than asked for.

    The jitter is made of the key: it differs between notifications, and is the same whoever reckons it.
    """
    waited_s = min(FIRST_WAIT_S * 2.0 ** min(max(attempts, 1) - 1, 16), LONGEST_WAIT_S)
    dice = blake2b(f"{key}/{attempts}".encode(), digest_size=2).digest()
    jitter = JITTER * int.from_bytes(dice, "big") / 0xFFFF
    return max(waited_s * (1 + jitter), min(asked_s or 0.0, LONGEST_WAIT_S))
