"""Labelled facts, and the bars that stand among them."""

from collections.abc import Sequence

from powertui.domain.reading import Reading
from powertui.domain.rollup import FeedLoad, LegLoad
from powertui.domain.summed import Coverage
from powertui.presenters import cells, numbers
from powertui.presenters.conditions import Condition
from powertui.presenters.picture import Picture, over_limit
from powertui.presenters.sides import SideLoad
from powertui.presenters.text import Line, Span, Tone, fit, line, pad

LABEL_WIDTH = 10

UNBALANCED_PCT = 20.0
"""An imbalance that is worth marking."""


def fact(label: str, *parts: Span | str | Line) -> Line:
    """A dim label and what there is to say."""
    return line(Span(pad(label, LABEL_WIDTH), Tone.DIM), " ", *parts)


def age_fact(picture: Picture, reading: Reading) -> Line:
    """How old a reading is; `?` once it is stale."""
    if reading.sampled_at_s is None:
        return fact("Age", Span("never measured", Tone.UNKNOWN))
    return fact("Age", *cells.age(picture, reading.sampled_at_s))


def measured_line(picture: Picture, reading: Reading, used_pct: float | None) -> Line:
    """A load and its share of the limit."""
    share = cells.percent(used_pct, over_limit(used_pct)) if used_pct is not None else ()
    return fact("Measured", fit(cells.measured(picture, reading, Tone.STRONG), 11), "  ", share)


def modelled_lines(modelled_w: int | None, limit: float | None, measured: float | None, unit: str) -> list[Line]:
    """Allocated draw and its share of the limit; then how far the measured load is from it."""
    if modelled_w is None:
        return [fact("Modelled", *cells.NONE)]
    share = (Span(numbers.percent(100 * modelled_w / limit), Tone.DIM),) if limit else ()
    lines = [fact("Modelled", fit(line(numbers.with_unit(modelled_w, "W")), 11), "  ", share)]
    if measured is not None:
        pct = cells.difference_pct(measured, modelled_w)
        percent = f"  {numbers.signed_percent(pct)}" if pct is not None else ""
        lines.append(fact("Δ", f"{cells.signed(measured - modelled_w, unit)}{percent}"))
    return lines


def leg_words(picture: Picture, legs: Sequence[LegLoad]) -> Line:
    """L1 27.1 A ✖  L2 18.2 A  L3 15.0 A."""
    parts: list[Span] = []
    for leg in legs:
        condition = over_limit(leg.used_pct)
        mark = f" {condition.glyph}" if condition is not Condition.FINE else ""
        parts += [Span(f"{leg.name} ", Tone.DIM), *cells.measured(picture, leg.current, condition.tone)]
        parts += [Span(mark, condition.tone), Span("  ")]
    return tuple(parts)


def leg_bars(picture: Picture, load: FeedLoad, width: int) -> list[Line]:
    """One bar for each leg: current, its limit's tick, the share of the limit."""
    lines = []
    for leg in load.legs:
        condition = over_limit(leg.used_pct)
        modelled_pct = None
        if leg.modelled_allocated_w is not None and load.available_power_va:
            modelled_pct = 100 * leg.modelled_allocated_w * len(load.legs) / load.available_power_va
        is_stale = picture.is_stale(leg.current)
        head = line(
            Span(f"{leg.name} ", Tone.STRONG),
            fit(cells.measured(picture, leg.current, condition.tone), 7, right=True),
            " ",
            condition.mark,
            " ",
        )
        tail = line(" ", fit(cells.percent(leg.used_pct, condition), 6, right=True))
        lines.append(
            line(head, cells.bar(max(8, width - 20), leg.used_pct, modelled_pct, condition, is_stale=is_stale), tail)
        )
    return lines


def side_lines(picture: Picture, side: SideLoad, width: int, *, label_width: int) -> Line:
    """One side of a place against its own limit: name, load, limit, bar, share."""
    label = side.name if side.side else ""
    is_stale = picture.is_stale(side.apparent_power)
    condition = side.condition
    head = line(
        Span(pad(label, label_width), Tone.DIM),
        fit(cells.kilo(picture, side.apparent, "VA"), 10, right=True),
        Span(fit(line(f" / {numbers.kilo(side.limit_va, 'VA')}"), 12)[0].text, Tone.DIM),
    )
    room = width - label_width - 10 - 12 - 9
    fullness = over_limit(side.used_pct)
    bar = cells.bar(max(8, room), side.used_pct, side.modelled_pct, fullness, is_stale=is_stale)
    tail = line(fit(cells.percent(side.used_pct, fullness, is_least=side.is_least), 6, right=True), " ", condition.mark)
    return line(head, " ", bar, tail)


def coverage_words(coverage: Coverage) -> str:
    """How many feeds tell their load now, and in which way."""
    if not coverage.estimated:
        return f"{coverage.fresh} fresh"
    return f"{coverage.measured} measured, {coverage.estimated} estimated"


def imbalance_words(load: FeedLoad) -> Line:
    """Only three-phase feeds have one."""
    pct = load.imbalance_pct
    if pct is None:
        return ()
    is_marked = pct > UNBALANCED_PCT
    return (Span(f"{pct:.0f} %{' ▲' if is_marked else ''}", Tone.WARN if is_marked else Tone.PLAIN),)
