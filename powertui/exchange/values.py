"""The one place where foreign values become ours, as NetBox makes them its own; every reader asks here.

A value is a text (from YAML, CSV) or what JSON has. Each function gives the value, or an `Unusable` that says what
would be right: readers add where it stands. What counts as nothing, and what then holds, is the readers' own matter:
they ask only about what is there.

NetBox has two ways in, which differ for numbers. Its forms, its CSV import and its REST API refuse a fraction where a
whole number belongs; its models, given numbers, cut it off (12.5 V is stored as 12 V). A text must be whole in both.
"""

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from powertui.domain.choices import TerminationKind
from powertui.exchange.problems import quoted, shown

_Choice = TypeVar("_Choice", bound=Enum)

MOST_WHOLE = 2**31 - 1
"""What a database's integers hold; NetBox's own limits, field by field, are all within."""

NETBOX_TERMINATIONS = {f"dcim.{kind.value.replace('_', '')}": kind for kind in TerminationKind}
"""What a power cable ends at, by NetBox's object types."""

_WHOLE = re.compile(r"[+-]?[0-9]+(\.0*)?")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_MOST_DIGITS = 400
"""Longer texts are no numbers that anybody wrote."""

_FLAGS = dict.fromkeys(("true", "t", "yes", "y", "on", "1"), True) | dict.fromkeys(
    ("false", "f", "no", "n", "off", "0"), False
)
"""The words that NetBox's REST API takes."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A value that a field cannot take."""

    right: str
    """What would be: `a whole number`."""
    given: str
    """What stands there instead, fit for a message."""

    @property
    def sentence(self) -> str:
        """What is wrong, to follow the name of the field."""
        return f"must be {self.right}, not {self.given}"


def text(value: object) -> str | Unusable:
    """A text; null is an empty one."""
    if value is None:
        return ""
    return value if isinstance(value, str) else _unusable("a text", value)


def whole(value: object, *, cut: bool = False) -> int | Unusable:
    """A whole number; `cut`: as NetBox's models do it, the fraction of a number is cut off, not that of a text."""
    found: float | None = None
    if isinstance(value, str):
        word = value.strip()
        found = int(word.partition(".")[0]) if len(word) < _MOST_DIGITS and _WHOLE.fullmatch(word) else None
    elif isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        found = value if cut or value == int(value) else None
    if found is None:
        return _unusable("a whole number", value)
    if abs(found) > MOST_WHOLE + 1:
        return _unusable(f"a whole number of at most {MOST_WHOLE}", value)
    return int(found)


def number(value: object) -> float | Unusable:
    """A number that may have a fraction; one of JSON stays what it is."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        # An integer may be too large for a float.
        return value if abs(value) < 10**300 else _unusable("a number", value)
    if isinstance(value, str) and len(value) < _MOST_DIGITS and _NUMBER.fullmatch(value.strip()):
        found = float(value)
        if math.isfinite(found):
            return found
    return _unusable("a number", value)


def flag(value: object) -> bool | Unusable:
    """True or false, in words too."""
    if isinstance(value, bool):
        return value
    word = str(value).strip().casefold() if isinstance(value, str | int) else ""
    found = _FLAGS.get(word)
    return _unusable("true or false", value) if found is None else found


def as_it_is(word: str) -> str:
    """Choices are compared letter by letter, as NetBox compares slugs."""
    return word


def choice(value: object, kind: type[_Choice], key: Callable[[str], str] = as_it_is) -> _Choice | Unusable:
    """One of an enum by its slug; `key`: what of a text is compared, where people may write a label or capitals."""
    if isinstance(value, str):
        wanted = key(value)
        for member in kind:
            if key(str(member.value)) == wanted:
                return member
    return _unusable(f"one of {', '.join(str(member.value) for member in kind)}", value)


def termination_kind(value: object) -> TerminationKind | Unusable:
    """What a cable ends at, by NetBox's object type (`dcim.powerport`) or our word (`power_port`)."""
    if isinstance(value, str):
        word = value.strip().casefold()
        app, _, model = word.rpartition(".")
        found = NETBOX_TERMINATIONS.get(f"{app or 'dcim'}.{model.replace('_', '')}")
        if found is not None:
            return found
    return _unusable(f"one of {', '.join(NETBOX_TERMINATIONS)} for power", value)


def _unusable(right: str, value: object) -> Unusable:
    given = quoted(value) if isinstance(value, str) else shown(json.dumps(value, default=repr))
    return Unusable(right, given)
