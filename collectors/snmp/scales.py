"""What devices say of their values' scales: digits, exponents, units, percentages. Pure."""

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

from collectors.profiles.columns import DeviceScale
from collectors.snmp.client import Oid, SnmpValue

_PREFIXES = {
    "p": Fraction(1, 10**12),
    "n": Fraction(1, 10**9),
    "u": Fraction(1, 10**6),
    "µ": Fraction(1, 10**6),
    "m": Fraction(1, 10**3),
    "": Fraction(1),
    "k": Fraction(10**3),
    "K": Fraction(10**3),
    "M": Fraction(10**6),
    "G": Fraction(10**9),
}
_SYMBOLS = ("VAh", "varh", "Wh", "VA", "var", "Hz", "W", "A", "V", "%", "°C")
"""Longest first, so that VAh is not taken for a VA."""
_SPELLINGS = {"va": "VA", "vah": "VAh", "wh": "Wh", "w": "W", "a": "A", "v": "V", "hz": "Hz", "c": "°C", "%rh": "%"}
"""As devices write them, in small letters."""
_MOST_DIGITS = 12
_SI_UNITS = 9
"""ENTITY-SENSOR-MIB's number for "no prefix"; each step is a factor of thousand."""

Cell = Callable[[Oid], SnmpValue | None]
"""A column's value at the index that is scaled."""


@lru_cache(maxsize=1000)
def factor_between(said: str, own: str) -> Fraction | None:
    """What a value in the unit `said` (`kW`, `mA`) is multiplied by to be in `own`; None if that cannot be.

    A value without a unit is in the quantity's own.
    """
    if not said:
        return Fraction(1)
    factor, symbol = _taken_apart(said)
    own_factor, own_symbol = _taken_apart(own)
    return factor / own_factor if symbol and symbol == own_symbol else None


def _taken_apart(unit: str) -> tuple[Fraction, str]:
    """Prefix and symbol of a unit; no symbol if it is none that a PDU has."""
    for length in range(len(unit)):
        prefix, rest = unit[:length], unit[length:]
        symbol = rest if rest in _SYMBOLS else _SPELLINGS.get(rest.lower(), "")
        if symbol and prefix in _PREFIXES:
            return _PREFIXES[prefix], symbol
    return Fraction(1), ""


def device_factor(scale: DeviceScale, cell: Cell, percent_of: SnmpValue | None) -> Fraction | None:
    """What the device says of a value's scale; None if it should say, and does not: no value is better than a wrong."""
    factors = []
    if scale.digits is not None:
        factors.append(_power_of_ten(cell(scale.digits), -1))
    if scale.exponent is not None:
        factors.append(_power_of_ten(cell(scale.exponent), 1))
    if scale.scale is not None:
        factors.append(_divisor_or_multiplier(cell(scale.scale)))
    if scale.si_scale is not None:
        factors.append(_si_prefix(cell(scale.si_scale)))
    if scale.unit is not None:
        factors.append((scale.units or {}).get(_text(cell(scale.unit))))
    if scale.percent_of is not None:
        whole = _number(percent_of)
        factors.append(None if whole is None or whole <= 0 else whole * scale.percent_of.scale / 100)
    product = Fraction(1)
    for factor in factors:
        if factor is None:
            return None
        product *= factor
    return product


def _power_of_ten(value: SnmpValue | None, sign: int) -> Fraction | None:
    digits = _number(value)
    return Fraction(10) ** (sign * digits) if digits is not None and abs(digits) <= _MOST_DIGITS else None


def _divisor_or_multiplier(value: SnmpValue | None) -> Fraction | None:
    """-100 is hundredths, 100 is hundreds; 0 is as it is."""
    told = _number(value)
    if told is None:
        return None
    return Fraction(told) if told > 0 else Fraction(1, -told or 1)


def _si_prefix(value: SnmpValue | None) -> Fraction | None:
    prefix = _number(value)
    return Fraction(1000) ** (prefix - _SI_UNITS) if prefix is not None and 1 <= prefix < 2 * _SI_UNITS else None


def _number(value: SnmpValue | None) -> int | None:
    """A whole number; some devices write even these as text."""
    raw = value.value if value is not None else None
    if isinstance(raw, bytes) and len(raw) <= _MOST_DIGITS and raw.strip().removeprefix(b"-").isdigit():
        return int(raw)
    return raw if isinstance(raw, int) else None


def _text(value: SnmpValue | None) -> str:
    raw = value.value if value is not None else None
    return raw.decode("latin-1").strip("\0 ") if isinstance(raw, bytes) else str(raw)
