"""A cell's text to a value; what cannot be one is a problem with its place, and the field's default stands in."""

import math
import re
from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

from powertui.exchange.netbox_csv.tables import Row
from powertui.exchange.problems import Problems, quoted
from powertui.exchange.slugs import slug_of

_Choice = TypeVar("_Choice", bound=Enum)

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LINE_BREAK = re.compile(r"[\t\r\n]")
_NOTHING = frozenset({"", "—", "None"})
"""An export writes these where there is nothing."""

_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False, "": False}


def text(row: Row, column: str, problems: Problems, *, lines: bool = False) -> str:
    """A text; `lines`: it may have several."""
    value = row[column]
    if _CONTROL.search(value) or (not lines and _LINE_BREAK.search(value)):
        problems.add(row.at(column), f"{quoted(value)} has a control character or a line break in it")
        return ""
    return value


def needed(row: Row, column: str, problems: Problems) -> str:
    """A text that must be there."""
    value = text(row, column, problems)
    if not value:
        problems.add(row.at(column), "must not be empty")
    return value


def whole(row: Row, column: str, problems: Problems, unit: str = "") -> int | None:
    """A whole number, with or without its unit (`80%`, `42U`); None where there is none."""
    value = row[column].removesuffix(unit).strip()
    if value in _NOTHING:
        return None
    if re.fullmatch(r"[+-]?[0-9]{1,12}(\.0+)?", value):
        return int(float(value))
    problems.add(row.at(column), f"must be a whole number, not {quoted(value)}")
    return None


def number(row: Row, column: str, problems: Problems) -> float | None:
    """A number; None where there is none."""
    value = row[column].removesuffix("U")
    if value in _NOTHING:
        return None
    try:
        found = float(value)
    except ValueError:
        found = math.nan
    if math.isfinite(found):
        return found
    problems.add(row.at(column), f"must be a number, not {quoted(value)}")
    return None


def flag(row: Row, column: str, problems: Problems, *, default: bool = False) -> bool:
    """True or false."""
    if not row[column]:
        return default
    value = _FLAGS.get(row[column].lower())
    if value is None:
        problems.add(row.at(column), f"must be true or false, not {quoted(row[column])}")
        return default
    return value


def choice(row: Row, column: str, default: _Choice, problems: Problems) -> _Choice:
    """One of an enum, by its slug or its label."""
    return optional_choice(row, column, type(default), problems) or default


def optional_choice(row: Row, column: str, kind: type[_Choice], problems: Problems) -> _Choice | None:
    """One of an enum, by its slug or its label; None where the cell is empty."""
    value = row[column]
    if value in _NOTHING:
        return None
    for member in kind:
        if slug_of(value) == slug_of(str(member.value)):
            return member
    known = ", ".join(str(member.value) for member in kind)
    problems.add(row.at(column), f"must be one of {known}, not {quoted(value)}")
    return None


def slug(row: Row, column: str, problems: Problems, default: str = "") -> str:
    """A free choice such as a status or a role, by its slug or its label; lists of them can be extended in NetBox."""
    value = text(row, column, problems)
    return default if value in _NOTHING else slug_of(value)


def labelled(row: Row, column: str, labels: Mapping[str, str], problems: Problems) -> str:
    """A choice whose slug its label does not give: `NEMA 5-20R` is `nema-5-20r`, `Meters` is `m`."""
    value = text(row, column, problems)
    if value in _NOTHING:
        return ""
    return labels.get(value) or next(
        (known for label, known in labels.items() if label.lower() == value.lower()), value
    )


def colour(row: Row, column: str, problems: Problems) -> str:
    """Six hexadecimal digits; an export writes # before them."""
    value = row[column].removeprefix("#").lower()
    if value and not re.fullmatch(r"[0-9a-f]{6}", value):
        problems.add(row.at(column), f"must be a colour such as ff9800, not {quoted(row[column])}")
        return ""
    return value
