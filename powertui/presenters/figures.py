"""Cells of plain tables: the number alone (its unit stands in the heading), marked ~ estimated or ? stale."""

from collections.abc import Sequence

from powertui.domain.reading import Quality, Reading
from powertui.domain.summed import Summed
from powertui.presenters.conditions import Condition
from powertui.presenters.numbers import NOTHING, age, mark, number
from powertui.presenters.picture import Picture
from powertui.presenters.plain import cell
from powertui.presenters.text import Line, Tone


def figure(picture: Picture, item: Reading | Summed, decimals: int = 0) -> Line:
    """A reading: 1,234 as measured, ~1,234 estimated, ?1,234 stale, !1,234 what cannot be, – missing.

    Of a sum with parts that are not told now ≥1,234: it is at least that.
    """
    reading = item if isinstance(item, Reading) else item.known
    if reading.value is None:
        return cell(NOTHING, Tone.FAINT)
    text = number(reading.value, decimals)
    if isinstance(item, Summed) and item.is_lower_bound and not picture.is_stale(reading):
        return cell(f"≥{text}")
    if picture.is_stale(reading):
        return cell(f"{mark(reading).replace('~', '') or '?'}{text}", Tone.UNKNOWN)
    return cell(f"~{text}" if reading.quality is Quality.ESTIMATED else text)


def plain_number(value: float | None, decimals: int = 0) -> Line:
    """A figure that was not measured."""
    return cell(NOTHING, Tone.FAINT) if value is None else cell(number(value, decimals))


def difference(value: float | None) -> Line:
    """A figure with its sign, the typographic minus included."""
    if value is None:
        return cell(NOTHING, Tone.FAINT)
    rounded = round(value)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return cell(f"{sign}{abs(rounded):,}")


def used(picture: Picture, pct: float | None, *behind: Reading | Summed) -> Line:
    """A share in % with the mark of the readings behind it; over 100 it stands out."""
    if pct is None:
        return cell(NOTHING, Tone.FAINT)
    known = [item if isinstance(item, Reading) else item.known for item in behind]
    if any(picture.is_stale(reading) for reading in known):
        return cell(f"?{pct:.0f}", Tone.UNKNOWN)
    mark = "~" if any(reading.quality is Quality.ESTIMATED for reading in known) else ""
    mark = "≥" if any(isinstance(item, Summed) and item.is_lower_bound for item in behind) else mark
    return cell(f"{mark}{pct:.0f}", Tone.CRIT if pct > 100 else Tone.PLAIN)


def reading_age(picture: Picture, readings: Sequence[Reading]) -> Line:
    """The age of the oldest of some readings."""
    age_s = oldest_age_s(picture, readings)
    return cell(NOTHING, Tone.FAINT) if age_s is None else cell(age(age_s))


def oldest_age_s(picture: Picture, readings: Sequence[Reading]) -> float | None:
    """The age of the oldest of some readings that have one, in seconds."""
    ages = [age_s for reading in readings if (age_s := reading.age_s(picture.now_s)) is not None]
    return max(ages, default=None)


def condition_sign(condition: Condition) -> Line:
    """Glyph and word; nothing for what is fine."""
    return condition.sign


def condition_word(condition: Condition) -> str:
    """The word in JSON: ok, info, stale, warn, crit."""
    return condition.word or "ok"
