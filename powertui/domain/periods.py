"""Stretches of time as people bill them: months and days of a time zone, to the quarter of an hour, in UTC seconds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from powertui.domain.history import QUARTER_S

SETTLED_AFTER_S = 300
"""So long after its end a quarter of an hour is rolled up for sure while a poller runs."""

_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", re.ASCII)
_MOST_YEARS = 10
"""Longer than anything is kept."""


@dataclass(frozen=True, slots=True)
class Period:
    """From one quarter of an hour to another; what is not over yet ends now."""

    since_s: int
    until_s: int
    """The first second that is not in it any more."""
    asked_until_s: int
    """As `until_s`, had the period been over."""

    @property
    def is_over(self) -> bool:
        return self.until_s == self.asked_until_s

    @property
    def quarters(self) -> int:
        """How many quarters of an hour it has: not the same for all months, where clocks are changed."""
        return (self.until_s - self.since_s) // QUARTER_S

    @property
    def length_s(self) -> int:
        return self.until_s - self.since_s


def month(text: str, zone: tzinfo | None) -> Period:
    """A month such as `2026-11`. Raises ValueError, with what would be right."""
    found = _MONTH.fullmatch(text)
    try:
        first = date(int(found[1]), int(found[2]), 1) if found else None
        after = None if first is None else (first + timedelta(days=31)).replace(day=1)
    except (ValueError, OverflowError):
        first = after = None
    if first is None or after is None:
        raise ValueError(f"{text!r} is no month; right would be 2026-11")
    return _period(_midnight_s(first, zone), _midnight_s(after, zone))


def month_of(now_s: float, zone: tzinfo | None) -> Period:
    """The month that a moment is in."""
    return month(f"{datetime.fromtimestamp(now_s, zone):%Y-%m}", zone)


def today(now_s: float, zone: tzinfo | None) -> str:
    """The day that a moment is in, as `span` takes it."""
    return f"{datetime.fromtimestamp(now_s, zone):%Y-%m-%d}"


def span(since: str, until: str, zone: tzinfo | None) -> Period:
    """From one day, or moment, to another; a day given as the end is in it. Raises ValueError."""
    return _period(_moment_s(since, zone, is_end=False), _moment_s(until, zone, is_end=True))


def settled(period: Period, now_s: float) -> Period:
    """As much of a period as is over and rolled up. Raises ValueError if that is nothing."""
    newest_s = int(now_s - SETTLED_AFTER_S) // QUARTER_S * QUARTER_S
    if newest_s <= period.since_s:
        raise ValueError("the period has not begun, or only just: there is nothing to add up yet")
    return replace(period, until_s=min(period.until_s, newest_s))


def local_days(period: Period, zone: tzinfo | None) -> Iterator[tuple[date, int, int]]:
    """The days of the zone that a period touches: each with the seconds at which it begins and ends."""
    day = datetime.fromtimestamp(period.since_s, zone).date()
    start_s = _midnight_s(day, zone)
    while start_s < period.until_s:
        following = day + timedelta(days=1)
        end_s = _midnight_s(following, zone)
        yield day, start_s, end_s
        day, start_s = following, end_s


def utc_s(local: datetime, zone: tzinfo | None) -> int:
    """A local time without zone in UTC seconds; `zone` None is the machine's own.

    An hour that comes twice is meant the first time; one that is left out begins where the clock was set forward.
    """
    return round(local.timestamp() if zone is None else local.replace(tzinfo=zone).timestamp())


def _period(since_s: int, until_s: int) -> Period:
    if until_s <= since_s:
        raise ValueError("the period ends before it begins")
    if until_s - since_s > _MOST_YEARS * 366 * 86_400:
        raise ValueError(f"the period is longer than {_MOST_YEARS} years")
    return Period(since_s, until_s, until_s)


def _moment_s(text: str, zone: tzinfo | None, *, is_end: bool) -> int:
    try:
        if _DAY.fullmatch(text):
            day = date.fromisoformat(text)
            return _midnight_s(day + timedelta(days=1) if is_end else day, zone)
        at_s = utc_s(datetime.fromisoformat(text), zone) if _MOMENT.fullmatch(text) else None
    except (ValueError, OverflowError):
        at_s = None
    if at_s is None:
        raise ValueError(f"{text!r} is no day; right would be 2026-11-01 or 2026-11-01T06:15")
    if at_s % QUARTER_S:
        raise ValueError(f"{text!r} is not at a quarter of an hour; right would be 2026-11-01T06:15")
    return at_s


def _midnight_s(day: date, zone: tzinfo | None) -> int:
    at_s = utc_s(datetime.combine(day, time()), zone)
    # Clocks of long ago were off by minutes; nothing was measured then, and quarters stay quarters.
    return at_s // QUARTER_S * QUARTER_S


def iso_local(at_s: float, zone: tzinfo | None) -> str:
    """A moment with its offset from UTC: 2026-11-01T00:00+01:00."""
    return datetime.fromtimestamp(at_s, UTC).astimezone(zone).isoformat(timespec="minutes")
