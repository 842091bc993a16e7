"""From a raw SNMP value to a reading: supported? -> number -> scale -> milli value and quality. Pure functions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from collectors.profiles.model import Column, Parse
from collectors.snmp.client import SnmpType, SnmpValue
from powertui.domain.reading import MILLI, MISSING_RAW, Quality, Quantity

_LARGEST = 2**63 - 1
LONGEST_TEXT = 1000
"""Characters of a text that are kept; SNMP's DisplayString has 255, some system descriptions more."""
_NUMBER_TYPES = frozenset(
    {SnmpType.INTEGER, SnmpType.GAUGE32, SnmpType.COUNTER32, SnmpType.COUNTER64, SnmpType.TIME_TICKS}
)
_IN_TEXT = re.compile(r"^\s*(-?\d+(?:\.\d+)?)(?:\s*[-–]\s*(\d+(?:\.\d+)?))?")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffd]+")

Milli = tuple[int, Quality]
"""round(value x 1000), or MISSING_RAW, and how far it can be trusted."""

MISSING: Milli = (MISSING_RAW, Quality.MISSING)
UNSUPPORTED: Milli = (MISSING_RAW, Quality.UNSUPPORTED)


@dataclass(frozen=True, slots=True)
class Rule:
    """How one column of one device is decoded; scales that the device tells are in it already."""

    numerator: int
    denominator: int
    """Raw x numerator / denominator is the value x 1000."""
    parse: Parse
    words: Mapping[int, int] | None
    unknown: int | None
    """Our number for a word that the profile does not know."""
    magnitude: bool
    quality: Quality
    not_supported: frozenset[int]
    not_supported_texts: frozenset[str]


_UNKNOWN = {Quantity.STATE: 9, Quantity.LOAD_STATE: 99, Quantity.STATUS: 99}


def rule_for(column: Column, factor: Fraction = Fraction(1)) -> Rule:
    """The rule of a column; `factor` is what the device says of its scale."""
    scale = column.scale * factor * MILLI
    return Rule(
        numerator=scale.numerator,
        denominator=scale.denominator,
        parse=column.parse,
        words=column.words,
        unknown=_UNKNOWN.get(column.quantity),
        magnitude=column.magnitude,
        quality=Quality.ESTIMATED if column.estimated else Quality.GOOD,
        not_supported=column.not_supported,
        not_supported_texts=column.not_supported_texts,
    )


def decode(rule: Rule, value: SnmpValue | None) -> Milli:
    """A value as batches hold it. What is not there, or is no number, is MISSING; -1 and its like UNSUPPORTED."""
    if value is None or value.value is None:
        return MISSING
    raw = value.value
    if value.type not in _NUMBER_TYPES or not isinstance(raw, int):
        return _decode_text(rule, value)
    if raw in rule.not_supported:
        return UNSUPPORTED
    if rule.words is not None:
        return _decode_word(rule, raw)
    if rule.magnitude:
        raw = abs(raw)
    scaled = raw * rule.numerator if rule.denominator == 1 else round(Fraction(raw * rule.numerator, rule.denominator))
    return (scaled, rule.quality) if -_LARGEST <= scaled <= _LARGEST else MISSING


def _decode_word(rule: Rule, raw: int) -> Milli:
    word = (rule.words or {}).get(raw, rule.unknown)
    return MISSING if word is None else (word * MILLI, rule.quality)


def _decode_text(rule: Rule, value: SnmpValue) -> Milli:
    """Some devices write numbers as text; a range has no one number, so its middle is an estimate."""
    text = text_of(value)
    if text.strip().lower() in rule.not_supported_texts:
        return UNSUPPORTED
    match = _IN_TEXT.match(text) if rule.parse is Parse.TEXT else None
    if match is None or len(text) > 100:
        return MISSING
    low, high = Fraction(match[1]), match[2]
    number = (low + Fraction(high)) / 2 if high else low
    scaled = round(number * Fraction(rule.numerator, rule.denominator))
    quality = Quality.ESTIMATED if high else rule.quality
    return (scaled, quality) if -_LARGEST <= scaled <= _LARGEST else MISSING


def text_of(value: SnmpValue | None) -> str:
    """A value as words: names, labels, serial numbers. Control characters are taken out, what is too long is cut."""
    if value is None or value.value is None:
        return ""
    if isinstance(value.value, bytes):
        try:
            text = value.value.decode()
        except UnicodeDecodeError:
            text = value.value.decode("latin-1")
        return _UNPRINTABLE.sub(" ", text[:LONGEST_TEXT]).strip()
    if isinstance(value.value, tuple):
        return ".".join(map(str, value.value))
    return str(value.value)


def has_bit(value: SnmpValue | None, bit: int) -> bool:
    """Whether a bit of a BITS value is set; bit 0 is the first octet's highest."""
    octets = value.value if value is not None else None
    if not isinstance(octets, bytes) or bit // 8 >= len(octets):
        return False
    return bool(octets[bit // 8] & (0x80 >> bit % 8))


def factor_of(digits: SnmpValue | None, scale: SnmpValue | None) -> Fraction:
    """What a digits column (3: thousandths) or a scale column (-100: hundredths, 100: hundreds) says."""
    factor = Fraction(1)
    if digits is not None and isinstance(digits.value, int) and 0 <= digits.value <= 12:
        factor /= 10**digits.value
    if scale is not None and isinstance(scale.value, int) and scale.value != 0:
        factor = factor * scale.value if scale.value > 0 else factor / -scale.value
    return factor
