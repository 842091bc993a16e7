"""From a raw SNMP value to a reading: supported? -> number -> scale -> milli value and quality. Pure functions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

from collectors.profiles.columns import Column, Parse, Words
from collectors.profiles.decoders import DECODERS
from collectors.snmp.client import Raw, SnmpType, SnmpValue
from collectors.snmp.scales import factor_between
from powertui.domain.reading import MILLI, MISSING_RAW, Quality, Quantity

LARGEST = 2**63 - 1
"""The greatest number that a batch can hold."""
LONGEST_TEXT = 1000
"""Characters of a text that are kept; SNMP's DisplayString has 255, some system descriptions more."""
_IN_TEXT = re.compile(r"^\s*(-?\d+(?:\.\d+)?)(?:\s*[-–]\s*(\d+(?:\.\d+)?))?(?![.,]?\d|[eE][+-]?\d)", re.ASCII)
"""Not the beginning of a longer number: 1,234 is not 1."""
_UNREADABLE = "\ufffd"
_DECIMAL = re.compile(r"^[-+]?\d{1,18}(?:[.,]\d{1,18})?$", re.ASCII)
_QUANTITY = re.compile(r"^([-+]?\d{1,18}(?:[.,]\d{1,18})?)\s*(\S{0,8})$", re.ASCII)
_INTEGER = re.compile(r"^-?\d{1,18}$", re.ASCII)
LONGEST_NUMBER = 100
"""Characters of a text that may be a number."""
_NO_READINGS = frozenset({SnmpType.OID, SnmpType.IP_ADDRESS})
"""However much they may look like a number when they are written."""

Milli = tuple[int, Quality]
"""round(value x 1000), or MISSING_RAW, and how far it can be trusted."""

MISSING: Milli = (MISSING_RAW, Quality.MISSING)
UNSUPPORTED: Milli = (MISSING_RAW, Quality.UNSUPPORTED)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """How one column of one device is decoded; scales that the device tells are in it already. Plain data.

    One for all devices that say the same of a column: a fleet has a million values, and some hundred rules.
    """

    numerator: int
    denominator: int
    """Raw x numerator / denominator is the value x 1000."""
    parse: Parse
    words: Words | None
    unknown: int | None
    """Our number for a word that the profile does not know."""
    magnitude: bool
    quality: Quality
    not_supported: frozenset[int]
    not_supported_texts: frozenset[str]
    not_supported_below: int | None = None
    offset: int = 0
    """Added to what is scaled, in thousandths: degrees Fahrenheit begin elsewhere."""
    pattern: str = ""
    decoder: str = ""
    unit: str = ""
    """The quantity's own, for texts that name theirs."""
    plain: bool = True
    """A number and a factor are all there is to it, as with nearly all columns: the short way."""


_UNKNOWN = {Quantity.STATE: 9, Quantity.LOAD_STATE: 99, Quantity.STATUS: 99}


@lru_cache(maxsize=20_000)
def rule_for(column: Column, factor: Fraction = Fraction(1), *, fahrenheit: bool = False) -> Rule:
    """The rule of a column; `factor` and `fahrenheit` are what the device says of its scale."""
    scale, offset = column.scale * factor * MILLI, column.offset * MILLI
    if fahrenheit:
        scale, offset = scale * 5 / 9, (offset - 32 * MILLI) * 5 / 9
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
        not_supported_below=column.not_supported_below,
        offset=round(offset),
        pattern=column.pattern,
        decoder=column.decoder,
        unit=column.quantity.unit,
        plain=column.not_supported_below is None
        and not (column.words or column.magnitude or offset or column.pattern or column.decoder),
    )


NO_RULE = rule_for(Column(Quantity.CURRENT, ()))
"""Of a channel that has no object to decode."""


def decode(rule: Rule, value: SnmpValue | None) -> Milli:
    """A value as batches hold it. What is not there, or is no number, is MISSING; -1 and its like UNSUPPORTED."""
    return MISSING if value is None or value.type in _NO_READINGS else decode_raw(rule, value.value)


def decode_raw(rule: Rule, raw: Raw) -> Milli:
    """The same for a value as a poll's answer has it: whole numbers are ints whatever their SNMP type."""
    if raw is None:
        return MISSING
    if rule.decoder:
        made = DECODERS[rule.decoder](raw)
        if made is None:
            return MISSING
        return _decode_number(rule, made) if isinstance(made, int) else _decode_text(rule, made)
    if isinstance(raw, int) and not rule.pattern:
        return _decode_number(rule, raw)
    return _decode_text(rule, written(raw))


def _decode_number(rule: Rule, raw: int) -> Milli:
    if raw in rule.not_supported:
        return UNSUPPORTED
    if rule.not_supported_below is not None and raw < rule.not_supported_below:
        return UNSUPPORTED
    if rule.words is not None:
        return _word(rule, rule.words.numbers.get(raw, rule.unknown))
    number = abs(raw) if rule.magnitude else raw
    return _fitting(rounded(number * rule.numerator, rule.denominator) + rule.offset, rule.quality)


@lru_cache(maxsize=20_000)
def known_words(rule: Rule) -> Mapping[int, int]:
    """What each of a rule's numbers is x 1000, where they stand for words and for nothing but that."""
    if rule.words is None or rule.pattern or rule.decoder:
        return MappingProxyType({})
    made = {raw: _decode_number(rule, raw) for raw in rule.words.numbers}
    return MappingProxyType({raw: value for raw, (value, quality) in made.items() if quality is rule.quality})


def rounded(number: int, by: int) -> int:
    """The quotient number / by, to the nearest whole number; halves to the even one."""
    if by == 1:
        return number
    quotient, rest = divmod(number, by)
    return quotient + (2 * rest > by or (2 * rest == by and quotient % 2 == 1))


def _fitting(scaled: int, quality: Quality) -> Milli:
    return (scaled, quality) if -LARGEST <= scaled <= LARGEST else MISSING


def _word(rule: Rule, word: int | None) -> Milli:
    return MISSING if word is None else (word * MILLI, rule.quality)


def _decode_text(rule: Rule, text: str) -> Milli:
    """Some devices write numbers as text."""
    text = text.strip()
    if text.lower() in rule.not_supported_texts:
        return UNSUPPORTED
    if rule.pattern:
        match = re.search(rule.pattern, text[:LONGEST_TEXT])
        text = (match[1] or "").strip() if match else ""
    if not text or len(text) > LONGEST_NUMBER:
        return MISSING
    if rule.words is not None:
        return _word(rule, rule.words.texts.get(text.lower(), rule.unknown))
    if _INTEGER.match(text):
        whole, floor = int(text), rule.not_supported_below
        if whole in rule.not_supported or (floor is not None and whole < floor):
            return UNSUPPORTED
    return _number_in(rule, text)


def _number_in(rule: Rule, text: str) -> Milli:
    """The number that a text is or begins with, as the profile has it."""
    quality, factor = rule.quality, Fraction(1)
    if rule.parse is Parse.TEXT:
        match = _IN_TEXT.match(text)
        if match is None:
            return MISSING
        number = Fraction(match[1])
        if match[2]:
            # A range has no one number; its middle is an estimate.
            number, quality = (number + Fraction(match[2])) / 2, Quality.ESTIMATED
    elif rule.parse is Parse.QUANTITY:
        match = _QUANTITY.match(text)
        told = factor_between(match[2], rule.unit) if match else None
        if match is None or told is None:
            return MISSING
        number, factor = Fraction(match[1].replace(",", ".")), told
    elif rule.parse is Parse.DECIMAL or rule.pattern:
        if not _DECIMAL.match(text):
            return MISSING
        number = Fraction(text.replace(",", "."))
    elif rule.decoder and _INTEGER.match(text):
        number = Fraction(text)
    else:
        return MISSING
    exact = (abs(number) if rule.magnitude else number) * factor * rule.numerator / rule.denominator
    return _fitting(round(exact) + rule.offset, quality)


def text_of(value: SnmpValue | None) -> str:
    """A value as words: names, labels, serial numbers. Control characters are taken out, what is too long is cut."""
    return "" if value is None else written(value.value)


def written(raw: Raw) -> str:
    """The same for a value as a poll's answer has it."""
    if raw is None:
        return ""
    if isinstance(raw, bytes):
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            text = raw.decode("latin-1")
        return _printable(text[:LONGEST_TEXT])
    return ".".join(map(str, raw))[:LONGEST_TEXT] if isinstance(raw, tuple) else str(raw)


def _printable(text: str) -> str:
    """A text without what moves a cursor, turns the direction of writing or cannot be seen: a space for each run."""
    if text.isprintable() and _UNREADABLE not in text:
        return text.strip()
    marked = "".join(letter if letter.isprintable() and letter != _UNREADABLE else "\n" for letter in text)
    return " ".join(filter(None, marked.split("\n"))).strip()


def has_bit(value: SnmpValue | None, bit: int) -> bool:
    """Whether a bit of a BITS value is set; bit 0 is the first octet's highest."""
    octets = value.value if value is not None else None
    if not isinstance(octets, bytes) or bit // 8 >= len(octets):
        return False
    return bool(octets[bit // 8] & (0x80 >> bit % 8))
