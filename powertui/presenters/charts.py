"""A chart as data: moments, values with gaps, levels and ticks."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from powertui.domain.plant import HistoryPoint
from powertui.presenters.sparks import buckets, recorded_window
from powertui.presenters.words import tick_label

TICK_COUNT = 6


@dataclass(frozen=True, slots=True)
class Plot:
    """What a chart shows; None among the values is a gap."""

    since_s: float
    until_s: float
    moments: tuple[float, ...]
    series: tuple[tuple[float | None, ...], ...]
    low: float
    high: float
    limit: float | None
    model: float | None
    levels: tuple[float, ...]
    ticks: tuple[tuple[float, str], ...]

    def is_gap(self, at_s: float) -> bool:
        """Nothing was measured then, though it was before."""
        step_s = (self.until_s - self.since_s) / max(1, len(self.moments))
        place = min(len(self.moments) - 1, max(0, int((at_s - self.since_s) / step_s)))
        return self._is_empty(place) and not all(self._is_empty(earlier) for earlier in range(place))

    def _is_empty(self, place: int) -> bool:
        return all(values[place] is None for values in self.series)


def plot_of(
    points: Sequence[HistoryPoint],
    *,
    field: str,
    window_s: float,
    now_s: float,
    limit: float | None,
    model: float | None,
    count: int = 120,
) -> Plot | None:
    """A plot of one quantity over a window; None where nothing was measured in it."""
    window_s = recorded_window(points, window_s, now_s, field)
    count = min(count, max(12, len(points)))
    since_s = now_s - window_s
    values = tuple(buckets(points, count, since_s, now_s, field))
    known = [value for value in values if value is not None]
    if not known:
        return None
    marks = [mark for mark in (limit, model) if mark is not None and mark < 2 * max(known)]
    low, high, step = _axis(min([*known, *marks]), max([*known, *marks]))
    step_s = window_s / count
    levels = tuple(low + step * position for position in range(round((high - low) / step) + 1))
    ticks = tuple(
        (since_s + window_s * position / TICK_COUNT, tick_label(since_s + window_s * position / TICK_COUNT, window_s))
        for position in range(TICK_COUNT + 1)
    )
    moments = tuple(since_s + (position + 0.5) * step_s for position in range(count))
    return Plot(since_s, now_s, moments, (values,), low, high, limit, model, levels, ticks)


def _axis(low: float, high: float) -> tuple[float, float, float]:
    """Round ends and a round step, with about five levels."""
    reach = max(high - low, abs(high) * 0.05, 1.0)
    raw = reach / 4
    magnitude = 10 ** floor(log10(raw))
    step = next(factor * magnitude for factor in (1, 2, 5, 10) if factor * magnitude >= raw)
    bottom = floor((low - reach * 0.05) / step) * step
    return max(0.0, bottom), ceil((high + reach * 0.05) / step) * step, step
