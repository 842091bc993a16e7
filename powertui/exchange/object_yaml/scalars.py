"""Values of fields, to text and back: choices as their slug, a missing value as nothing."""

import json
import re
from collections.abc import Mapping
from dataclasses import MISSING, fields
from enum import Enum
from types import NoneType
from typing import get_args, get_type_hints

from powertui.exchange import values
from powertui.exchange.values import Unusable

Scalar = str | int | float | bool | Enum | None

_PLAIN = re.compile(r"[A-Za-z_][\w./+-]*( [\w./+-]+)*")
_WORDS_THAT_MEAN_SOMETHING = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


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
    found: Scalar | Unusable
    if issubclass(kind, Enum):
        found = values.choice(text.strip(), kind, str.casefold)
    elif kind is bool:
        # In quotes it is a text, which would be none of YAML's flags elsewhere.
        found = values.flag(text) if is_plain else Unusable("true or false", text)
    else:
        found = values.whole(text) if kind is int else values.number(text)
    if isinstance(found, Unusable):
        raise BadValue(f"right would be {found.right}")
    return found
