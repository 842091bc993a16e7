"""When notifications are due: digests, quiet hours over changes of the clocks, longer and longer waits."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.alerts import Severity
from powertui.domain.notify.routes import QuietHours, Route
from powertui.domain.notify.timing import (
    FIRST_WAIT_S,
    JITTER,
    LONGEST_WAIT_S,
    digest_after,
    due,
    quiet_until,
    wait_after,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NIGHT = QuietHours(time(22), time(6, 30), AMSTERDAM)
DAY = QuietHours(time(9), time(17), AMSTERDAM)


def at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        (NIGHT, "2026-11-22T21:59:59+01:00", None),
        (NIGHT, "2026-11-22T22:00:00+01:00", "2026-11-23T06:30:00+01:00"),
        (NIGHT, "2026-11-23T03:00:00+01:00", "2026-11-23T06:30:00+01:00"),
        (NIGHT, "2026-11-23T06:30:00+01:00", None),
        (DAY, "2026-11-23T12:00:00+01:00", "2026-11-23T17:00:00+01:00"),
        (DAY, "2026-11-23T17:00:00+01:00", None),
        # The clocks change in these nights; it is still the morning's half past six that ends them.
        (NIGHT, "2026-03-28T23:00:00+01:00", "2026-03-29T06:30:00+02:00"),
        (NIGHT, "2026-10-24T23:00:00+02:00", "2026-10-25T06:30:00+01:00"),
        (QuietHours(time(8), time(8), AMSTERDAM), "2026-11-23T12:00:00+01:00", "2026-11-24T08:00:00+01:00"),
    ],
)
def test_quiet_hours_end_by_the_clock_of_their_zone(hours: QuietHours, now: str, until: str | None) -> None:
    assert quiet_until(hours, at(now)) == (at(until) if until else None)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - Hypothesis wants them naive
    st.times(),
    st.times(),
)
def test_quiet_hours_end_within_a_day_and_never_before_they_began(now: datetime, begins: time, ends: time) -> None:
    hours = QuietHours(begins, ends, AMSTERDAM)
    until_s = quiet_until(hours, now.timestamp())
    if until_s is not None:
        assert now.timestamp() <= until_s <= now.timestamp() + 25 * 3600


def test_what_is_not_urgent_waits_for_the_morning_together_and_what_is_does_not() -> None:
    route = Route("mail", quiet_hours=NIGHT)
    night_s = at("2026-11-23T03:00:00+01:00")
    mild, bad = due(route, Severity.WARNING, night_s), due(route, Severity.CRITICAL, night_s)
    assert (mild.at_s, mild.is_gathered) == (at("2026-11-23T06:30:00+01:00"), True)
    assert (bad.at_s, bad.is_gathered) == (night_s, False)


def test_where_nothing_is_urgent_enough_even_the_worst_waits() -> None:
    route = Route("mail", quiet_hours=NIGHT, urgent_from=None)
    assert due(route, Severity.CRITICAL, at("2026-11-23T03:00:00+01:00")).is_gathered


def test_a_digest_goes_at_moments_that_all_reckon_alike() -> None:
    route = Route("mail", digest_s=900.0)
    assert due(route, Severity.WARNING, 1_000.0).at_s == 1_800.0
    assert digest_after(1_800.0, 900.0) == 2_700.0


def test_a_digest_that_falls_into_the_night_waits_for_the_morning() -> None:
    route = Route("mail", digest_s=3600.0, quiet_hours=NIGHT)
    assert due(route, Severity.WARNING, at("2026-11-22T21:30:00+01:00")).at_s == at("2026-11-23T06:30:00+01:00")


def test_waits_grow_up_to_a_limit_with_jitter_that_is_the_same_each_time() -> None:
    waits = [wait_after(attempt, "key") for attempt in range(1, 30)]
    assert waits == [wait_after(attempt, "key") for attempt in range(1, 30)]
    for attempt, wait_s in enumerate(waits, start=1):
        plain_s = min(FIRST_WAIT_S * 2 ** (attempt - 1), LONGEST_WAIT_S)
        assert plain_s <= wait_s <= plain_s * (1 + JITTER)
    assert len({wait_after(1, str(number)) for number in range(50)}) > 40


def test_a_receiver_may_ask_for_more_patience_but_not_for_ever() -> None:
    assert wait_after(1, "key", 60.0) == 60.0
    assert wait_after(1, "key", 1e9) == LONGEST_WAIT_S
    assert wait_after(3, "key", 0.1) >= 4 * FIRST_WAIT_S
