"""Numbers as people read them: with unit, aligned, and – where there is none."""

from powertui.domain.reading import Quality, Quantity, Reading
from powertui.domain.summed import Summed

NOTHING = "–"
"""Stands wherever a value is missing; never 0."""

_DECIMALS = {
    Quantity.CURRENT: 1,
    Quantity.VOLTAGE: 0,
    Quantity.VOLTAGE_LINE_TO_LINE: 0,
    Quantity.ACTIVE_POWER: 0,
    Quantity.APPARENT_POWER: 0,
    Quantity.POWER_FACTOR: 2,
    Quantity.ENERGY: 1,
    Quantity.FREQUENCY: 1,
}


def number(value: float | None, decimals: int = 0) -> str:
    """A bare number with thousands set apart."""
    return NOTHING if value is None else f"{value:,.{decimals}f}"


def with_unit(value: float | None, unit: str, decimals: int = 0) -> str:
    """A number and its unit."""
    return NOTHING if value is None else f"{value:,.{decimals}f} {unit}".rstrip()


def kilo(value: float | None, unit: str) -> str:
    """A power in k-units with one decimal: 13.9 kVA."""
    return NOTHING if value is None else f"{value / 1000:,.1f} k{unit}"


def percent(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.0f} %"


def signed_percent(value: float | None) -> str:
    """A difference: +22 %, −8 %."""
    if value is None:
        return NOTHING
    rounded = round(value)
    return f"{'+' if rounded > 0 else '−' if rounded < 0 else '±'}{abs(rounded)} %"


def reading(item: Reading) -> str:
    """A reading's value with its unit; an estimate is marked ~, what cannot be !."""
    return NOTHING if item.value is None else f"{mark(item)}{bare_reading(item)}"


def bare_reading(item: Reading) -> str:
    """The same without its mark."""
    return with_unit(item.value, item.quantity.unit, _DECIMALS.get(item.quantity, 0))


def mark(item: Reading) -> str:
    """What stands before a value that is not simply measured: ~ an estimate, ! what cannot be."""
    return {Quality.ESTIMATED: "~", Quality.IMPLAUSIBLE: "!"}.get(item.quality, "")


def sum_mark(item: Summed) -> str:
    """The same of a sum; ≥ where some of its parts are not told now, so that it is at least this."""
    return "≥" if item.is_lower_bound else mark(item.known)


def age(age_s: float | None) -> str:
    """How long ago, in the unit that fits: 12 s, 4 m, 3 h, 2 d."""
    if age_s is None:
        return "never"
    for unit, unit_s in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if age_s >= 2 * unit_s or (unit != "m" and age_s >= unit_s):
            return f"{age_s / unit_s:.0f} {unit}"
    return f"{age_s:.0f} s"


def duration(seconds: float | None) -> str:
    """A span with its two greatest units: 41 d 3 h, 4 m 30 s."""
    if seconds is None:
        return NOTHING
    remaining = int(seconds)
    parts: list[str] = []
    for unit, unit_s in (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)):
        count, remaining = divmod(remaining, unit_s)
        if count or (unit == "s" and not parts):
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2])


def plain(text: str) -> str:
    """A name from outside without control characters, so that it cannot move a cursor or colour a screen."""
    return "".join(character if character.isprintable() else "·" for character in text)
