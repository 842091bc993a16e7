"""Trends as a table for people, as CSV and as records for programs, and in one phrase."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from math import isinf

from powertui.domain.trend_figures import LEAST_DAYS, DaysToLimit, TrendKind
from powertui.domain.trend_loads import LimitedLoad, LoadTrend, TrendSubject
from powertui.presenters.facts import fact
from powertui.presenters.numbers import NOTHING, number, plain
from powertui.presenters.plain import Heading, cell, plain_table
from powertui.presenters.records import Json
from powertui.presenters.spreadsheet import safe
from powertui.presenters.text import Line, Span, Tone

MONTH_DAYS = 30
FAR_DAYS = 1825
"""Five years: beyond it a line says nothing any more."""

_SOON_DAYS = 90
_WHERE = {TrendSubject.FEED: "PANEL", TrendSubject.PANEL: "SITE"}


def trend_table(trends: Iterable[LoadTrend], kind: TrendSubject) -> list[Line]:
    """A line for each feed or panel."""
    headings = (
        Heading(kind.value.upper()),
        Heading(_WHERE[kind]),
        Heading("LOAD"),
        Heading("NOW", is_number=True),
        Heading("LIMIT", is_number=True),
        Heading("USED", is_number=True),
        Heading("IN 30 D", is_number=True),
        Heading("TREND"),
        Heading("FULL IN"),
        Heading("DAYS", is_number=True),
    )
    return plain_table(headings, [_cells(one) for one in trends])


def trend_words(one: LoadTrend) -> str:
    """`full in 84 d (60 to 130)`, `falling`, `no trend`, `too few days`."""
    if one.trend.kind is TrendKind.TOO_SHORT:
        return f"{TrendKind.TOO_SHORT.value} ({one.trend.days} of {LEAST_DAYS})"
    if one.limit is None:
        return str(one.trend.kind.value)
    full = full_words(one.limit)
    return "full" if full == "now" else f"full in {full}"


def trend_facts(one: LoadTrend | None) -> list[Line]:
    """A feed's trend as a fact; none where it is not known, or there are too few days."""
    if one is None or one.trend.kind is TrendKind.TOO_SHORT:
        return []
    is_soon = one.limit is not None and one.limit.days <= _SOON_DAYS
    what = f"  {one.load.what}" if one.limit is not None else ""
    days = f"  {one.trend.days} d" if one.limit is None else ""
    return [
        fact("Trend", Span(trend_words(one), Tone.WARN if is_soon else Tone.PLAIN), Span(f"{what}{days}", Tone.DIM))
    ]


def full_words(limit: DaysToLimit) -> str:
    """`84 d (60 to 130)`; `now` where it is."""
    if limit.days == 0:
        return "now"
    if limit.days > FAR_DAYS:
        return "> 5 years"
    latest = f"to {limit.latest:.0f}" if limit.latest <= FAR_DAYS else "or more"
    return f"{limit.days:.0f} d ({limit.soonest:.0f} {latest})"


def _cells(one: LoadTrend) -> tuple[Line, ...]:
    trend, load = one.trend, one.load
    is_soon = one.limit is not None and one.limit.days <= _SOON_DAYS
    return (
        cell(plain(one.subject.name), Tone.STRONG),
        cell(plain(one.subject.where)),
        cell(load.what),
        cell(_value(load, trend.upper)),
        cell(_value(load, load.limit)),
        cell(NOTHING if one.used_pct is None else f"{one.used_pct:.0f} %"),
        cell(_slope(one)),
        cell(_kind(one), Tone.DIM if one.limit is None else Tone.PLAIN),
        cell("" if one.limit is None else full_words(one.limit), Tone.WARN if is_soon else Tone.PLAIN),
        cell(number(trend.days)),
    )


def _kind(one: LoadTrend) -> str:
    words = one.trend.kind.value
    if one.trend.steps:
        words += f", step on {date.fromordinal(one.trend.steps[-1]).isoformat()}"
    return words


def _value(load: LimitedLoad, value: float | None) -> str:
    if value is None:
        return NOTHING
    return f"{value / 1000:,.1f} kVA" if load.unit == "VA" else f"{value:,.1f} {load.unit}"


def _slope(one: LoadTrend) -> str:
    if one.trend.slope is None or one.trend.kind not in {TrendKind.RISING, TrendKind.FALLING}:
        return ""
    change = one.trend.slope * MONTH_DAYS
    sign = "+" if change > 0 else "−"
    return f"{sign}{_value(one.load, abs(change))}"


def trend_record(one: LoadTrend) -> Json:
    """For --json."""
    trend, load, limit = one.trend, one.load, one.limit
    unit = load.unit.lower()
    return {
        "name": one.subject.name,
        "place": one.subject.where,
        "load": load.what,
        "trend": trend.kind.value,
        "days": trend.days,
        f"now_{unit}": _rounded(trend.upper),
        f"limit_{unit}": _rounded(load.limit),
        "limit_from": load.limit_from,
        "used_pct": _rounded(one.used_pct),
        f"slope_{unit}_per_day": _rounded(trend.slope),
        f"slope_low_{unit}_per_day": _rounded(trend.slope_low),
        f"slope_high_{unit}_per_day": _rounded(trend.slope_high),
        "days_to_limit": None if limit is None else _rounded(limit.days),
        "days_to_limit_soonest": None if limit is None else _rounded(limit.soonest),
        "days_to_limit_latest": None if limit is None else _rounded(limit.latest),
        "steps": [date.fromordinal(day).isoformat() for day in trend.steps],
        "feeds_left_out": one.subject.left_out,
    }


_COLUMNS = (
    "place",
    "load",
    "trend",
    "days",
    "now",
    "limit",
    "unit",
    "used_pct",
    "slope_per_day",
    "days_to_limit",
    "days_to_limit_soonest",
    "days_to_limit_latest",
)


def trend_csv(trends: Iterable[LoadTrend], kind: TrendSubject) -> str:
    """RFC 4180: a heading, then a line for each."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow((kind.value, *_COLUMNS))
    for one in trends:
        trend, load, limit = one.trend, one.load, one.limit
        ends = (None, None, None) if limit is None else (limit.days, limit.soonest, limit.latest)
        figures = (trend.upper, load.limit)
        writer.writerow(
            (
                safe(one.subject.name),
                safe(one.subject.where),
                load.what,
                trend.kind.value,
                trend.days,
                *map(_rounded, figures),
                load.unit,
                _rounded(one.used_pct),
                _rounded(trend.slope),
                *map(_rounded, ends),
            )
        )
    return text.getvalue()


def _rounded(value: float | None) -> float | None:
    """Nothing stands for what is without end."""
    return None if value is None or isinf(value) else round(value, 3)
