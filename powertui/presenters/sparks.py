"""History in one line: ▁ to █, and ░ where nothing was measured."""

from collections.abc import Sequence

from powertui.domain.plant import HistoryPoint
from powertui.presenters.text import Line, Span, Tone

_LEVELS = "▁▂▃▄▅▆▇█"
GAP = "░"

SHORTEST_S = 300.0
"""A window is not cut to less than this."""


def buckets(
    points: Sequence[HistoryPoint], width: int, since_s: float, until_s: float, field: str = "active_power_w"
) -> list[float | None]:
    """The mean of each of `width` equal spans of time; None where no point has a value."""
    sums = [0.0] * width
    counts = [0] * width
    span_s = max(1e-9, until_s - since_s)
    for point in points:
        value: float | None = getattr(point, field)
        place = int((point.at_s - since_s) / span_s * width)
        if value is not None and 0 <= place <= width:
            sums[min(place, width - 1)] += value
            counts[min(place, width - 1)] += 1
    return [total / count if count else None for total, count in zip(sums, counts, strict=True)]


def recorded_window(points: Sequence[HistoryPoint], window_s: float, now_s: float, field: str) -> float:
    """A window, cut to what has been recorded by now; five minutes at least."""
    began_at_s = next((point.at_s for point in points if getattr(point, field) is not None), now_s)
    return min(window_s, max(SHORTEST_S, now_s - began_at_s))


def spark(values: Sequence[float | None], tone: Tone = Tone.LOAD) -> Line:
    """One sign for each value, from the least (▁) to the greatest (█).

    Steady values stay in the middle, values of nothing at the bottom.
    What lies before the first value is blank: nothing was recorded then, which is no gap.
    """
    known = [value for value in values if value is not None]
    if not known:
        return (Span(GAP * len(values), Tone.FAINT),)
    low, high = min(known), max(known)
    reach = max(high - low, 0.3 * abs(high), 1e-9)
    base = (low + high) / 2 - reach / 2
    if low >= 0:
        base = max(0.0, base)
    began = next(place for place, value in enumerate(values) if value is not None)
    spans: list[Span] = [Span(" " * began)] if began else []
    for value in values[began:]:
        sign, sign_tone = (GAP, Tone.FAINT) if value is None else (_level((value - base) / reach), tone)
        if spans and spans[-1].tone is sign_tone:
            spans[-1] = Span(spans[-1].text + sign, sign_tone)
        else:
            spans.append(Span(sign, sign_tone))
    return tuple(spans)


def _level(share: float) -> str:
    return _LEVELS[min(len(_LEVELS) - 1, max(0, int(share * len(_LEVELS))))]
