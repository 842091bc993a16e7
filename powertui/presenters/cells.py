"""Cells that many tables share: readings, differences, limits, ages; what is old is dim, what is missing is –."""

from powertui.domain.reading import Reading
from powertui.domain.summed import Summed
from powertui.presenters import numbers
from powertui.presenters.bars import load_bar
from powertui.presenters.conditions import Condition
from powertui.presenters.picture import Picture, over_limit
from powertui.presenters.text import Line, Span, Tone

LARGE_PCT = 25.0
"""A difference between measured and modelled that is worth a look."""

NONE: Line = (Span(numbers.NOTHING, Tone.FAINT),)


def value(picture: Picture, item: Reading | Summed, decimals: int = 0, tone: Tone = Tone.PLAIN) -> Line:
    """A reading without its unit; ~ marks an estimate, ! what cannot be, ≥ a sum that is at least this."""
    reading, mark = _marked(item)
    if reading.value is None:
        return NONE
    text = f"{mark}{numbers.number(reading.value, decimals)}"
    return (Span(text, Tone.DIM if picture.is_stale(reading) else tone),)


def measured(picture: Picture, item: Reading | Summed, tone: Tone = Tone.PLAIN) -> Line:
    """A reading with its unit."""
    reading, mark = _marked(item)
    if reading.value is None:
        return NONE
    return (Span(f"{mark}{numbers.bare_reading(reading)}", Tone.DIM if picture.is_stale(reading) else tone),)


def kilo(picture: Picture, item: Reading | Summed, unit: str) -> Line:
    """A power in k-units."""
    reading, mark = _marked(item)
    if reading.value is None:
        return NONE
    text = f"{mark}{numbers.kilo(reading.value, unit)}"
    return (Span(text, Tone.DIM if picture.is_stale(reading) else Tone.PLAIN),)


def plain_number(amount: float | None, decimals: int = 0, tone: Tone = Tone.DIM) -> Line:
    """A figure that is no reading: a model's, a limit."""
    return NONE if amount is None else (Span(numbers.number(amount, decimals), tone),)


def _marked(item: Reading | Summed) -> tuple[Reading, str]:
    """The reading to show, and what stands before it."""
    return (item, numbers.mark(item)) if isinstance(item, Reading) else (item.known, numbers.sum_mark(item))


def percent(pct: float | None, condition: Condition = Condition.FINE, *, is_least: bool = False) -> Line:
    """A share; dim where it is old, ≥ where it is at least this."""
    if pct is None:
        return NONE
    return (
        Span(f"{'≥' if is_least else ''}{numbers.percent(pct)}", Tone.DIM if condition.is_silence else condition.tone),
    )


def difference_pct(measured_value: float | None, modelled: float | None) -> float | None:
    """Measured minus modelled, over modelled, in %; None without a model to compare with."""
    if measured_value is None or not modelled:
        return None
    return 100 * (measured_value - modelled) / modelled


def delta_percent(pct: float | None) -> Line:
    """+22 %; strong where it is large."""
    if pct is None:
        return NONE
    return (Span(numbers.signed_percent(pct), Tone.STRONG if abs(pct) >= LARGE_PCT else Tone.DIM),)


def signed(amount: float | None, unit: str = "") -> str:
    """+2,496 VA."""
    if amount is None:
        return numbers.NOTHING
    rounded = round(amount)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else "±"
    return f"{sign}{abs(rounded):,} {unit}".rstrip()


def age(picture: Picture, sampled_at_s: float | None) -> Line:
    """How old; `?` once it is too old to be trusted."""
    if sampled_at_s is None:
        return NONE
    age_s = max(0.0, picture.now_s - sampled_at_s)
    if age_s > picture.view.stale_after_s:
        return (Span(f"{numbers.age(age_s)} ?", Tone.UNKNOWN),)
    return (Span(numbers.age(age_s), Tone.DIM),)


def bar(
    width: int, used_pct: float | None, modelled_pct: float | None, condition: Condition, *, is_stale: bool = False
) -> Line:
    """A load bar in its condition's tone."""
    return load_bar(width, used_pct, modelled_pct, bar_tone(condition, is_stale=is_stale))


def bar_tone(condition: Condition, *, is_stale: bool = False) -> Tone:
    if is_stale or condition.is_silence:
        return Tone.DIM
    return condition.tone if condition in {Condition.WARNING, Condition.CRITICAL} else Tone.LOAD


def leg_tone(used_pct: float | None) -> Tone:
    """Of a leg's current: plain below its limit."""
    return over_limit(used_pct).tone
