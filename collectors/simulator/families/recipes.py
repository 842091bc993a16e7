"""A figure as a column of the profile has it on the wire: the reader's decoding, turned round."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from collectors.profiles.columns import Column, Parse
from collectors.simulator.families.texts import text_with
from collectors.snmp.client import SnmpType, SnmpValue

_HIGHEST, _LOWEST = 2**31 - 1, -(2**31)
_COUNTER = 2**32
_PRECISE = 6
"""Digits behind the point of a figure that count."""

INVERSES: Mapping[str, Callable[[int], bytes]] = {"big_endian": lambda number: number.to_bytes(8)}
"""For each of the profiles' named functions, what undoes it."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a column's figures are written."""

    column: Column
    factor: Fraction = Fraction(1)
    """What the device says of the scale."""
    fahrenheit: bool = False
    decimals: int = 0
    """Behind the point, where figures are texts."""

    @property
    def scale(self) -> Fraction:
        return self.column.scale * self.factor * (Fraction(5, 9) if self.fahrenheit else 1)

    @property
    def offset(self) -> Fraction:
        return (self.column.offset - 32) * Fraction(5, 9) if self.fahrenheit else self.column.offset

    @property
    def lsb(self) -> float:
        """The smallest step of the figure."""
        return float(self.scale / Fraction(10) ** self.decimals)

    def written(self, figure: float) -> SnmpValue | None:
        """The figure as the agent gives it; None where the family has no word for it."""
        if self.column.words is not None:
            return _word(self.column, int(figure))
        number = (Fraction(round(figure, _PRECISE)).limit_denominator(10**9) - self.offset) / self.scale
        if is_text(self.column):
            text = _text(self.column, number, self.decimals)
            return None if text is None else SnmpValue(SnmpType.OCTETS, text.encode())
        raw = round(number)
        if self.column.decoder:
            return SnmpValue(SnmpType.OCTETS, INVERSES[self.column.decoder](raw))
        if self.column.counter is not None:
            return SnmpValue(SnmpType.COUNTER32, raw % (self.column.counter.wraps_at or _COUNTER))
        return SnmpValue(SnmpType.INTEGER, min(_HIGHEST, max(_LOWEST, raw)))


def is_text(column: Column) -> bool:
    """Whether a column's numbers are texts."""
    return bool(column.pattern) or column.parse is not Parse.NUMBER


def decimals_of(column: Column) -> int:
    """As many digits behind the point as the column's texts can have, up to three."""
    if not is_text(column):
        return 0
    if column.pattern:
        return 1 if text_with(column.pattern, "1.5") is not None else 0
    return 3


def _text(column: Column, number: Fraction, decimals: int) -> str | None:
    digits = f"{float(number):.{decimals}f}"
    if column.pattern:
        return text_with(column.pattern, digits)
    return f"{digits}{column.quantity.unit}" if column.parse is Parse.QUANTITY else digits


def _word(column: Column, word: int) -> SnmpValue | None:
    """What the device says for our word: the lowest number, else a text."""
    assert column.words is not None  # noqa: S101 - asked of columns with words only
    numbers = sorted(raw for raw, ours in column.words.numbers.items() if ours == word)
    if numbers:
        return SnmpValue(SnmpType.INTEGER, numbers[0])
    texts = sorted(text for text, ours in column.words.texts.items() if ours == word)
    return SnmpValue(SnmpType.OCTETS, texts[0].encode()) if texts else None
