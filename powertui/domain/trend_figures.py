"""What is known of where a load is going, and when it will be at its limit."""

from dataclasses import dataclass
from enum import Enum
from math import inf

LEAST_DAYS = 28
"""Of fewer days, four of each weekday, no trend is told."""


class TrendKind(Enum):
    """What there is to say. Value: words for it."""

    RISING = "rising"
    FALLING = "falling"
    NONE = "no trend"
    TOO_SHORT = "too few days"


@dataclass(frozen=True, slots=True)
class Trend:
    """A robust line through daily values, per day; the values' unit is whatever they had."""

    kind: TrendKind
    days: int
    """On how many days there was a value."""
    slope: float | None = None
    slope_low: float | None = None
    slope_high: float | None = None
    """The ends of its confidence interval."""
    upper: float | None = None
    """What the upper line says of the last day: 95 % of the days stayed below that line."""
    upper_low: float | None = None
    upper_high: float | None = None
    """The same with the slopes at the ends of the interval: all three lines go through the middle of the days."""
    steps: tuple[int, ...] = ()
    """The days with which a new level began."""


@dataclass(frozen=True, slots=True)
class DaysToLimit:
    """When the upper line reaches a limit, in days from the last day on; 0 where it has."""

    days: float
    soonest: float
    latest: float
    """Infinite where the slope's interval leaves that open."""


def days_to_limit(trend: Trend, limit: float) -> DaysToLimit | None:
    """When a rising trend's upper line reaches a limit; None where nothing rises."""
    if trend.kind is not TrendKind.RISING or trend.upper is None or not trend.slope:
        return None
    if trend.upper >= limit:
        return DaysToLimit(0.0, 0.0, 0.0)
    days = (limit - trend.upper) / trend.slope
    return DaysToLimit(
        days,
        min(days, _days(limit, trend.upper_high, trend.slope_high, 0.0)),
        max(days, _days(limit, trend.upper_low, trend.slope_low, inf)),
    )


def _days(limit: float, upper: float | None, slope: float | None, unknown: float) -> float:
    if upper is None or slope is None or slope <= 0:
        return unknown
    return max(0.0, limit - upper) / slope
