"""The greatest mean of a quarter of an hour, day by day, of loads that are added up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from powertui.domain.history import QUARTER_S, RollupSeries
from powertui.domain.reading import MILLI, Quantity

Floats = npt.NDArray[np.float64]

LEAST_SHARE = 0.5
"""Of a day's quarters that must be known, or the day has no peak: its busy hours may be those that are missing."""


@dataclass(frozen=True, slots=True)
class DailyPeaks:
    """Days (numbered) with their peaks, in the quantity's unit; days that were hardly measured are not there."""

    days: tuple[int, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of whole days: their numbers and the seconds at which they begin, and the end."""

    since_s: int
    until_s: int
    days: tuple[int, ...]
    starts_s: tuple[int, ...]

    @property
    def quarters(self) -> int:
        return (self.until_s - self.since_s) // QUARTER_S


def quarter_means(series: RollupSeries, quantities: Sequence[Quantity], span: Span) -> Floats:
    """A subject's means over a span, NaN where there is none; of the first quantity that was measured at all."""
    found = np.full(span.quarters, np.nan)
    places = (np.asarray(series.starts_s, dtype=np.int64) - span.since_s) // QUARTER_S
    is_on = (places >= 0) & (places < len(found))
    for quantity in quantities:
        means = np.array(series.spreads[quantity].mean, dtype=np.float64) / MILLI
        if is_on.any() and not np.isnan(means[is_on]).all():
            found[places[is_on]] = means[is_on]
            break
    return found


def added(members: Sequence[Sequence[Sequence[int]]], means_of: Mapping[int, Floats], quarters: int) -> Floats:
    """The sum of the members, each by its parts that were measured most of the time (the first of several, nearly).

    Known where all that ever were measured are: a sum that leaves something out is no peak.
    """
    total = np.zeros(quarters)
    for alternatives in members:
        sums = [np.sum([means_of[number] for number in ids], axis=0) for ids in alternatives]
        shares = [np.count_nonzero(~np.isnan(one)) / max(1, quarters) for one in sums]
        if max(shares, default=0) == 0:
            continue
        total += next(one for one, share in zip(sums, shares, strict=True) if share >= max(shares) - 0.01)
    is_any = any(not np.isnan(means_of[number]).all() for one in members for ids in one for number in ids)
    return total if is_any else np.full(quarters, np.nan)


def daily_peaks(means: Floats, span: Span) -> DailyPeaks:
    """The peaks of the days of a span."""
    days: list[int] = []
    values: list[float] = []
    ends_s = (*span.starts_s[1:], span.until_s)
    for day, start_s, end_s in zip(span.days, span.starts_s, ends_s, strict=True):
        own = means[(start_s - span.since_s) // QUARTER_S : (end_s - span.since_s) // QUARTER_S]
        known = own[~np.isnan(own)]
        if len(own) and len(known) >= LEAST_SHARE * len(own):
            days.append(day)
            values.append(float(known.max()))
    return DailyPeaks(tuple(days), tuple(values))
