"""Moments: in the person's time zone for people, in UTC for programs."""

from datetime import UTC, datetime, tzinfo

from powertui.presenters.numbers import NOTHING


def clock(at_s: float | None, zone: tzinfo | None = None) -> str:
    """The time of day, 14:32:05; `zone` None is the machine's own."""
    return NOTHING if at_s is None else f"{_local(at_s, zone):%H:%M:%S}"


def moment(at_s: float | None, now_s: float, zone: tzinfo | None = None) -> str:
    """The time of day, with its date unless that is today."""
    if at_s is None:
        return NOTHING
    local = _local(at_s, zone)
    if local.date() == _local(now_s, zone).date():
        return f"{local:%H:%M:%S}"
    return f"{local:%Y-%m-%d %H:%M}"


def full_moment(at_s: float, zone: tzinfo | None = None) -> str:
    """Date, time and the zone's name, for what is read elsewhere and later: 2026-11-22 14:32:05 CET."""
    return f"{_local(at_s, zone):%Y-%m-%d %H:%M:%S %Z}"


def day(at_s: float, zone: tzinfo | None = None) -> str:
    """The date alone, 2026-11-22."""
    return f"{_local(at_s, zone):%Y-%m-%d}"


def iso_utc(at_s: float | None) -> str | None:
    """ISO 8601 with Z: 2026-11-22T11:00:00Z; None stays None."""
    if at_s is None:
        return None
    return f"{datetime.fromtimestamp(at_s, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _local(at_s: float, zone: tzinfo | None) -> datetime:
    return datetime.fromtimestamp(at_s, UTC).astimezone(zone)
