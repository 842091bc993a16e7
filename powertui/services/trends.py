"""Where the loads of feeds and panels are going, from the quarters of an hour of the last weeks."""

from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from math import inf

from sqlalchemy import Engine

from powertui.domain.daily_peaks import Floats, Span, added, daily_peaks, quarter_means
from powertui.domain.history import DAY_S, QUARTER_S
from powertui.domain.periods import SETTLED_AFTER_S, Period, local_days
from powertui.domain.reading import Quantity
from powertui.domain.trend import find_trend
from powertui.domain.trend_figures import days_to_limit
from powertui.domain.trend_loads import LimitedLoad, LoadTrend, TrendObject
from powertui.storage.engine import reading
from powertui.storage.rollup_reader import load_quarters_of

OBJECTS_AT_ONCE = 16
"""Whose quarters are read together, and after which progress is told."""


_Means = Mapping[tuple[int, tuple[Quantity, ...]], Floats]
"""By subject, and the quantities of which the first that was measured counts."""


def whole_days_before(now_s: float, count: int, zone: tzinfo | None) -> Span:
    """The last days of a time zone that are over and rolled up."""
    newest_s = int(now_s - SETTLED_AFTER_S) // QUARTER_S * QUARTER_S
    oldest_s = newest_s - (count + 2) * DAY_S
    days = [day for day in local_days(Period(oldest_s, newest_s, newest_s), zone) if day[2] <= newest_s][-count:]
    return Span(
        days[0][1], days[-1][2], tuple(day.toordinal() for day, _, _ in days), tuple(start_s for _, start_s, _ in days)
    )


def load_trends(
    engine: Engine,
    objects: Sequence[TrendObject],
    span: Span,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> tuple[LoadTrend, ...]:
    """Each object's trend: that of the load which reaches its limit first, worst objects first."""
    found: list[LoadTrend] = []
    progress(0, len(objects))
    for start in range(0, len(objects), OBJECTS_AT_ONCE):
        chunk = objects[start : start + OBJECTS_AT_ONCE]
        means_of = _means(engine, [load for one in chunk for load in one.loads], span)
        found += (_trend(one, means_of, span) for one in chunk)
        progress(start + len(chunk), len(objects))
    return tuple(sorted(found, key=_urgency))


def _trend(subject: TrendObject, means_of: _Means, span: Span) -> LoadTrend:
    """Of the load that is full first; where none rises, of the one that is nearest to its limit."""
    return min((_load_trend(subject, load, means_of, span) for load in subject.loads), key=_urgency)


def _load_trend(subject: TrendObject, load: LimitedLoad, means_of: _Means, span: Span) -> LoadTrend:
    own = {number: means_of[number, load.quantities] for number in _subjects(load)}
    peaks = daily_peaks(added(load.members, own, span.quarters), span)
    trend = find_trend(peaks.days, peaks.values)
    return LoadTrend(subject, load, trend, days_to_limit(trend, load.limit))


def _urgency(one: LoadTrend) -> tuple[float, float]:
    return (inf if one.limit is None else one.limit.days, -(one.used_pct or 0.0))


def _means(engine: Engine, loads: Sequence[LimitedLoad], span: Span) -> _Means:
    wanted = {(number, load.quantities) for load in loads for number in _subjects(load)}
    ids = sorted({number for number, _ in wanted})
    quantities = tuple(dict.fromkeys(quantity for _, several in sorted(wanted, key=str) for quantity in several))
    with reading(engine) as connection:
        series_of = load_quarters_of(connection, ids, quantities, span.since_s, span.until_s)
    return {(number, several): quarter_means(series_of[number], several, span) for number, several in wanted}


def _subjects(load: LimitedLoad) -> set[int]:
    return {number for alternatives in load.members for ids in alternatives for number in ids}
