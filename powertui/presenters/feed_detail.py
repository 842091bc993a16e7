"""A feed's legs: bars against the limit, and the figures of each."""

from powertui.domain.measured import total
from powertui.domain.neutral import neutral_estimate_a
from powertui.domain.reading import Quality, Quantity, Reading
from powertui.domain.rollup import FeedLoad, LegLoad
from powertui.presenters import cells, numbers
from powertui.presenters.facts import imbalance_words, leg_bars
from powertui.presenters.picture import Picture
from powertui.presenters.text import Line, Span, Tone, fit, line

_WIDTHS = (5, 6, 7, 7, 8, 6, 8, 8, 7)
_TITLES = ("", "V", "A", "W", "VA", "PF", "Model W", "Δ", "Age")


def phase_title(load: FeedLoad) -> tuple[str, str]:
    """A box's title, and the limit that the bars' ticks stand for."""
    limit = f"│ {load.legs[0].limit_a:.1f} A = {load.feed.amperage_a} A breaker × {load.feed.max_utilization_pct} %"
    return ("Legs" if len(load.legs) > 1 else "Current"), limit


def phase_lines(picture: Picture, load: FeedLoad, width: int, height: int) -> list[Line]:
    """Bars, then each leg's figures and their sum; the sum alone where there is little room."""
    lines = leg_bars(picture, load, width)
    imbalance = imbalance_words(load)
    figures = [
        (),
        _row(*(line(Span(title, Tone.DIM)) for title in _TITLES)),
        *(_leg_row(picture, leg) for leg in load.legs),
        _sum_row(picture, load),
    ]
    if len(lines) + len(figures) > height:
        return [*lines, *_short_lines(picture, load, imbalance)]
    lines += figures
    if imbalance:
        note = Span(" off the legs' mean", Tone.DIM)
        lines.append(line(Span("imbalance ", Tone.DIM), *imbalance, note, *_neutral(load)))
    return lines


def _neutral(load: FeedLoad) -> Line:
    """An estimate: nobody measures it here."""
    amperes = neutral_estimate_a(load)
    return () if amperes is None else (Span("   neutral ", Tone.DIM), Span(f"~{amperes:.1f} A"))


def _short_lines(picture: Picture, load: FeedLoad, imbalance: Line) -> list[Line]:
    modelled = load.modelled.allocated_w if load.modelled else None
    pct = cells.difference_pct(load.apparent_power.value, modelled)
    return [
        line(
            Span("sum ", Tone.DIM),
            *cells.measured(picture, load.apparent_power, Tone.STRONG),
            Span(f" of {load.available_power_va:,} VA  ", Tone.DIM),
            *cells.percent(load.used_pct, picture.feed_condition(load)),
        ),
        line(
            Span("model ", Tone.DIM),
            numbers.with_unit(modelled, "W"),
            Span("  Δ ", Tone.DIM),
            *cells.delta_percent(pct),
            *(line(Span("  imbalance ", Tone.DIM), *imbalance) if imbalance else ()),
        ),
    ]


def _leg_row(picture: Picture, leg: LegLoad) -> Line:
    delta = cells.difference_pct(leg.active_power.value, leg.modelled_allocated_w)
    return _row(
        line(Span(leg.name, Tone.STRONG)),
        cells.value(picture, leg.voltage),
        cells.value(picture, leg.current, 1, cells.leg_tone(leg.used_pct)),
        cells.value(picture, leg.active_power),
        cells.value(picture, leg.apparent_power),
        cells.value(picture, leg.power_factor, 2),
        cells.plain_number(leg.modelled_allocated_w),
        cells.delta_percent(delta),
        cells.age(picture, leg.current.sampled_at_s),
    )


def _sum_row(picture: Picture, load: FeedLoad) -> Line:
    modelled = load.modelled.allocated_w if load.modelled else None
    return _row(
        line(Span("sum", Tone.DIM)),
        (),
        (),
        cells.value(picture, load.active_power, tone=Tone.STRONG),
        cells.value(picture, load.apparent_power, tone=Tone.STRONG),
        cells.value(picture, _power_factor(load), 2),
        cells.plain_number(modelled),
        cells.delta_percent(cells.difference_pct(load.apparent_power.value, modelled)),
        cells.age(picture, load.apparent_power.sampled_at_s),
    )


def _power_factor(load: FeedLoad) -> Reading:
    watts, volt_amperes = load.active_power, load.apparent_power
    if watts.value is None or not volt_amperes.value:
        return total(Quantity.POWER_FACTOR, ())
    quality = max(watts.quality, volt_amperes.quality, Quality.ESTIMATED)
    return Reading(Quantity.POWER_FACTOR, watts.value / volt_amperes.value, quality, watts.sampled_at_s)


def _row(*parts: Line) -> Line:
    return line(
        *(
            fit(part, width, right=position > 0)
            for position, (part, width) in enumerate(zip(parts, _WIDTHS, strict=True))
        )
    )
