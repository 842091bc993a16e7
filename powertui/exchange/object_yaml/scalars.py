"""Values of fields, to text and back: choices as their slug, a missing value as nothing."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import MISSING, fields
from enum import Enum
from types import NoneType
from typing import get_args, get_type_hints

Scalar = str | int | float | bool | Enum | None

_PLAIN = re.compile(r"[A-Za-z_][\w./+-]*( [\w./+-]+)*")
_WORDS_THAT_MEAN_SOMETHING = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class BadValue(Exception):  # noqa: N818 - never leaves this package: the reader turns it into a Mistake
    """Says what would be right."""


def types_of(kind: type) -> Mapping[str, tuple[type, bool]]:
    """For each field of plain values: its type, and whether it may be missing."""
    found: dict[str, tuple[type, bool]] = {}
    for name, hint in get_type_hints(kind).items():
        parts = get_args(hint)
        if parts and NoneType not in parts:
            continue
        plain = [part for part in (parts or (hint,)) if part is not NoneType]
        if len(plain) == 1 and isinstance(plain[0], type):
            found[name] = (plain[0], NoneType in parts)
    return found


def required_fields(kind: type) -> frozenset[str]:
    return frozenset(field.name for field in fields(kind) if field.default is MISSING)


def written(value: Scalar) -> str:
    """A value as YAML, in a flow mapping too."""
    if isinstance(value, Enum):
        return written(str(value.value))
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if not isinstance(value, str):
        return str(int(value)) if float(value).is_integer() else repr(value)
    if _PLAIN.fullmatch(value) and value.casefold() not in _WORDS_THAT_MEAN_SOMETHING and value.isascii():
        return value
    return json.dumps(value, ensure_ascii=not value.isprintable())


def read(text: str, kind: type, *, is_plain: bool) -> Scalar:
    """A value of a field's type. Raises BadValue with what would be right."""
    if kind is str:
        return text
    if issubclass(kind, Enum):
        return _choice(text, kind)
    word = text.strip()
    if kind is bool:
        if is_plain and word.casefold() in _BOOLEANS:
            return _BOOLEANS[word.casefold()]
        raise BadValue("right would be true or false")
    try:
        number = int(word) if kind is int else float(word)
    except ValueError:
        raise BadValue("right would be a whole number" if kind is int else "right would be a number") from None
    if not math.isfinite(number) or (kind is int and not -(2**31) <= number < 2**31):
        raise BadValue("the number is too large")
    return number


def _choice(text: str, kind: type[Enum]) -> Enum:
    for member in kind:
        if str(member.value).casefold() == text.strip().casefold():
            return member
    raise BadValue(f"right would be {', '.join(str(member.value) for member in kind)}")
