"""Where a series of daily peaks is going: a robust line, how sure it is, and whether there is one at all.

The slope is the median of the slopes between all pairs of days of the same weekday (Theil 1950; Sen 1968, "Estimates of
the regression coefficient based on Kendall's tau", J. Am. Stat. Assoc. 63, 1379-1389; by season, here the weekday:
Hirsch, Slack and Smith 1982, "Techniques of trend analysis for monthly water quality data", Water Resour. Res. 18,
107-121). A third of the days may be wrong without moving it far, and what differs between weekdays is in no pair.

Its confidence interval is Kendall's: of N ordered slopes those at ranks (N -+ z sqrt(Var S)) / 2, with the variance of
Kendall's S summed over the seasons and corrected for ties (Sen 1968; Gilbert 1987, "Statistical Methods for
Environmental Pollution Monitoring", chapters 16 and 17). Peaks of days that follow each other are alike, which makes a
series seem surer than it is: the variance is multiplied as Hamed and Rao say (1998, "A modified Mann-Kendall trend test
for autocorrelated data", J. Hydrol. 204, 182-196), with the autocorrelation of the ranks of what the line leaves, up to
the first lag at which it is not significant.

Where equipment was installed at once, the level before and after is another (`trend_steps`): pairs across a step say
nothing of the trend, and are left out, so that a step is no trend.
"""

from collections.abc import Sequence
from math import inf, isfinite, sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from powertui.domain.trend_figures import LEAST_DAYS, Trend, TrendKind
from powertui.domain.trend_steps import find_steps

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

WEEK = 7
CONFIDENCE = 0.95
UPPER_SHARE = 0.95
"""The part of the days that stay below the upper line."""

_MOST_LAGS = 14


def find_trend(days: Sequence[int], values: Sequence[float], confidence: float = CONFIDENCE) -> Trend:
    """The trend of values on some days (numbered, rising, gaps allowed). Raises ValueError if days do not rise."""
    at, value = np.asarray(days, dtype=np.int64), np.asarray(values, dtype=np.float64)
    if len(at) != len(value) or (len(at) > 1 and (np.diff(at) <= 0).any()):
        raise ValueError("each day has one value, and days rise")
    if len(at) < LEAST_DAYS:
        return Trend(TrendKind.TOO_SHORT, len(at))
    steps = find_steps(at, value)
    stretch = np.searchsorted(np.asarray(steps, dtype=np.int64), at, side="right").astype(np.int64)
    strata = stretch * WEEK + at % WEEK
    first, second = _pairs(strata)
    if len(first) == 0:
        return Trend(TrendKind.TOO_SHORT, len(at), steps=steps)
    slopes = np.sort((value[second] - value[first]) / (at[second] - at[first]))
    slope = float(_middle(slopes))
    left, upper = _line(at, value, stretch, slope)
    variance = _variance_of_s(value, strata) * _inflation(left, at)
    low, high = _interval(slopes, sqrt(variance), confidence)
    kind = TrendKind.RISING if low > 0 else TrendKind.FALLING if high < 0 else TrendKind.NONE
    upper_low, upper_high = (_line(at, value, stretch, end)[1] if isfinite(end) else None for end in (low, high))
    return Trend(kind, len(at), slope, low, high, upper, upper_low, upper_high, steps)


def _line(at: Whole, value: Floats, stretch: Whole, slope: float) -> tuple[Floats, float]:
    """What a slope leaves of each day, with a level of its own for each stretch; and its upper line on the last day."""
    residual = value - slope * (at - at[-1])
    level = np.array([np.median(residual[stretch == number]) for number in range(int(stretch[-1]) + 1)])
    left: Floats = residual - level[stretch]
    return left, float(level[-1]) + _nearest_rank(left)


def _pairs(strata: Whole) -> tuple[Whole, Whole]:
    """All pairs within a stratum: the places of the earlier and of the later."""
    firsts: list[Whole] = []
    seconds: list[Whole] = []
    for stratum in np.unique(strata):
        places = np.flatnonzero(strata == stratum)
        first, second = np.triu_indices(len(places), 1)
        firsts.append(places[first])
        seconds.append(places[second])
    return np.concatenate(firsts), np.concatenate(seconds)


def _middle(ordered: Floats) -> float:
    half, is_odd = divmod(len(ordered), 2)
    return float(ordered[half]) if is_odd else float((ordered[half - 1] + ordered[half]) / 2)


def _variance_of_s(value: Floats, strata: Whole) -> float:
    """Of Kendall's S under no trend, over independent strata, with ties (Gilbert 1987, equation 16.3)."""
    total = 0.0
    for stratum in np.unique(strata):
        own = value[strata == stratum]
        count = len(own)
        ties = np.unique(own, return_counts=True)[1]
        total += count * (count - 1) * (2 * count + 5) - float((ties * (ties - 1) * (2 * ties + 5)).sum())
    return total / 18


def _inflation(left: Floats, at: Whole) -> float:
    """By how much the variance of S is greater for days that follow each other being alike; 1 or more."""
    count = len(left)
    ranks = np.argsort(np.argsort(left, kind="stable"), kind="stable").astype(np.float64)
    on_days = np.full(int(at[-1] - at[0]) + 1, np.nan)
    on_days[at - at[0]] = ranks - ranks.mean()
    spread = float(np.nanmean(on_days**2))
    more = 0.0
    for lag in range(1, min(_MOST_LAGS, count // 4) + 1):
        products = on_days[lag:] * on_days[:-lag]
        known = int(np.count_nonzero(~np.isnan(products)))
        if known < count // 4:
            break
        alike = float(np.nanmean(products)) / spread
        if alike < NormalDist().inv_cdf(CONFIDENCE) / sqrt(known):
            break
        more += (count - lag) * (count - lag - 1) * (count - lag - 2) * alike
    return 1 + 2 * more / (count * (count - 1) * (count - 2))


def _interval(slopes: Floats, deviation: float, confidence: float) -> tuple[float, float]:
    """The slopes at Kendall's ranks; without end where there are too few."""
    reach = NormalDist().inv_cdf((1 + confidence) / 2) * deviation
    low, high = (len(slopes) - reach) / 2, (len(slopes) + reach) / 2
    # Ranks count from 1; between two the wider one is taken.
    at_low, at_high = int(np.floor(low)) - 1, int(np.ceil(high))
    return (
        float(slopes[at_low]) if at_low >= 0 else -inf,
        float(slopes[at_high]) if at_high < len(slopes) else inf,
    )


def _nearest_rank(values: Floats) -> float:
    ordered = np.sort(values)
    return float(ordered[int(np.ceil(UPPER_SHARE * len(ordered))) - 1])
