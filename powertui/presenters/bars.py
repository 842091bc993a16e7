"""Load bars that read in monochrome: ■ measured, ◆ modelled, │ the limit."""

from powertui.presenters.text import Line, Span, Tone

FULL_PCT = 125.0
"""A bar's right end: a quarter over the limit, so that an excess has somewhere to go."""

FILLED = "■"
EMPTY = "·"

LEGEND = f"{FILLED} measured  ◆ modelled  │ limit"


def load_bar(width: int, used_pct: float | None, modelled_pct: float | None, tone: Tone = Tone.LOAD) -> Line:
    """A bar of `width` columns; the limit's tick stands at 100 % of it."""
    if width < 4:
        return ()
    limit_at = min(width - 1, round(width * 100 / FULL_PCT))
    filled = 0 if used_pct is None else min(width, max(0, round(width * used_pct / FULL_PCT)))
    model_at = None if modelled_pct is None else min(width - 1, max(0, int(width * modelled_pct / FULL_PCT)))
    signs: list[tuple[str, Tone]] = []
    for column in range(width):
        if column == model_at:
            signs.append(("◆", Tone.MODEL))
        elif column == limit_at:
            signs.append(("│", Tone.LIMIT))
        elif column < filled:
            signs.append((FILLED, tone))
        else:
            signs.append((EMPTY, Tone.FAINT))
    return _merged(signs)


def plain_bar(width: int, used_pct: float | None, tone: Tone = Tone.LOAD) -> Line:
    """A bar whose right end is 100 %."""
    filled = 0 if used_pct is None else min(width, max(0, round(width * used_pct / 100)))
    return (Span(FILLED * filled, tone), Span(EMPTY * (width - filled), Tone.FAINT))


def _merged(signs: list[tuple[str, Tone]]) -> Line:
    spans: list[Span] = []
    for sign, tone in signs:
        if spans and spans[-1].tone is tone:
            spans[-1] = Span(spans[-1].text + sign, tone)
        else:
            spans.append(Span(sign, tone))
    return tuple(spans)
