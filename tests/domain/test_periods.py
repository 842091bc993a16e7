"""Months, days and spans of a time zone in UTC seconds."""

import itertools
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.periods import Period, iso_local, local_days, month, month_of, settled, span, today

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ZONES = ["UTC", "Europe/Amsterdam", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Sao_Paulo"]


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp())


@pytest.mark.parametrize(
    ("name", "since", "until", "quarters"),
    [
        ("2026-11", "2026-11-01T00:00+01:00", "2026-12-01T00:00+01:00", 2880),
        ("2026-10", "2026-10-01T00:00+02:00", "2026-11-01T00:00+01:00", 2980),
        ("2026-03", "2026-03-01T00:00+01:00", "2026-04-01T00:00+02:00", 2972),
        ("2026-12", "2026-12-01T00:00+01:00", "2027-01-01T00:00+01:00", 2976),
    ],
)
def test_a_month_begins_and_ends_at_local_midnight(name: str, since: str, until: str, quarters: int) -> None:
    found = month(name, AMSTERDAM)
    assert found == Period(at(since), at(until), at(until))
    assert found.quarters == quarters


@given(st.sampled_from(ZONES), st.integers(1970 * 12 + 24, 2090 * 12))
def test_months_follow_each_other_without_gap_or_overlap_at_quarters_of_an_hour(zone: str, number: int) -> None:
    def of(one: int) -> Period:
        return month(f"{one // 12:04}-{one % 12 + 1:02}", ZoneInfo(zone))

    found = of(number)
    assert found.until_s == of(number + 1).since_s
    assert found.since_s % 900 == 0
    assert month_of(found.since_s, ZoneInfo(zone)) == month_of(found.until_s - 1, ZoneInfo(zone)) == found
    days = list(local_days(found, ZoneInfo(zone)))
    assert days[0][1] == found.since_s
    assert days[-1][2] == found.until_s
    assert all(earlier[2] == later[1] for earlier, later in itertools.pairwise(days))


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-1", "november", "", "2026-11-01", "0000-01", "9999-12", "２０２６-11"]
)
def test_what_is_no_month_is_refused_with_what_would_be_right(text: str) -> None:
    with pytest.raises(ValueError, match="right would be 2026-11"):
        month(text, AMSTERDAM)


def test_the_last_day_of_a_span_is_in_it() -> None:
    assert span("2026-10-25", "2026-10-25", AMSTERDAM).quarters == 100
    found = span("2026-11-01T06:15", "2026-11-01T07:00", UTC)
    assert (found.since_s, found.quarters) == (at("2026-11-01T06:15+00:00"), 3)


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("2026-11-02", "2026-11-01", "ends before it begins"),
        ("2026-11-31", "2026-12-01", "right would be 2026-11-01"),
        ("yesterday", "2026-12-01", "right would be 2026-11-01"),
        ("2026-11-01T06:20", "2026-12-01", "not at a quarter of an hour"),
        ("0001-01-01", "2026-12-01", "longer than 10 years"),
        ("2026-11-01", "9999-12-31", "right would be"),
    ],
)
def test_a_span_that_cannot_be_is_refused(since: str, until: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        span(since, until, UTC)


def test_what_is_not_over_ends_with_the_last_quarter_that_is_rolled_up() -> None:
    whole = month("2026-11", AMSTERDAM)
    now_s = at("2026-11-22T17:09:00+01:00")
    found = settled(whole, now_s)
    assert iso_local(found.until_s, AMSTERDAM) == "2026-11-22T17:00+01:00"
    assert not found.is_over
    assert settled(whole, whole.until_s + 10_000) == whole
    with pytest.raises(ValueError, match="nothing to add up yet"):
        settled(whole, whole.since_s + 60.0)


def test_days_are_those_of_the_zone() -> None:
    assert today(at("2026-11-22T23:30:00+00:00"), AMSTERDAM) == "2026-11-23"
    (day,) = local_days(span("2026-11-22", "2026-11-22", AMSTERDAM), AMSTERDAM)
    assert day[0] == date(2026, 11, 22)
