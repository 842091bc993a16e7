"""A cell's text to a value; what cannot be one is a problem with its place, and the field's default stands in."""

import re
from enum import Enum
from typing import TypeVar

from powertui.domain.vocabulary import ChoiceList
from powertui.exchange import values
from powertui.exchange.netbox_csv.tables import Row
from powertui.exchange.problems import Problems, quoted
from powertui.exchange.slugs import slug_of
from powertui.exchange.values import Unusable

_Choice = TypeVar("_Choice", bound=Enum)
_Value = TypeVar("_Value")

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LINE_BREAK = re.compile(r"[\t\r\n]")
_NOTHING = frozenset({"", "—", "None"})
"""An export writes these where there is nothing."""


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
    return None if value in _NOTHING else _taken(row, column, values.whole(value), problems)


def number(row: Row, column: str, problems: Problems) -> float | None:
    """A number; None where there is none."""
    value = row[column].removesuffix("U").strip()
    return None if value in _NOTHING else _taken(row, column, values.number(value), problems)


def flag(row: Row, column: str, problems: Problems, *, default: bool = False) -> bool:
    """True or false."""
    found = _taken(row, column, values.flag(row[column]), problems) if row[column] else None
    return default if found is None else found


def choice(row: Row, column: str, default: _Choice, problems: Problems) -> _Choice:
    """One of an enum, by its slug or its label."""
    return optional_choice(row, column, type(default), problems) or default


def optional_choice(row: Row, column: str, kind: type[_Choice], problems: Problems) -> _Choice | None:
    """One of an enum, by its slug or its label; None where the cell is empty."""
    value = row[column]
    return None if value in _NOTHING else _taken(row, column, values.choice(value, kind, slug_of), problems)


def slug(row: Row, column: str, problems: Problems) -> str:
    """A free choice such as a role, by its slug or its label."""
    value = text(row, column, problems)
    return "" if value in _NOTHING else slug_of(value)


def listed(row: Row, column: str, choices: ChoiceList, problems: Problems, default: str = "") -> str:
    """The slug of a choice that someone can add to, from its slug or its label: `NEMA 5-20R` is `nema-5-20r`.

    What is none of the choices stays as it is written, to be refused with all else that is wrong in the model.
    """
    value = text(row, column, problems)
    return default if value in _NOTHING else choices.called(value) or value


def colour(row: Row, column: str, problems: Problems) -> str:
    """Six hexadecimal digits; an export writes # before them."""
    value = row[column].removeprefix("#").lower()
    if value and not re.fullmatch(r"[0-9a-f]{6}", value):
        problems.add(row.at(column), f"must be a colour such as ff9800, not {quoted(row[column])}")
        return ""
    return value


def _taken(row: Row, column: str, value: _Value | Unusable, problems: Problems) -> _Value | None:
    if not isinstance(value, Unusable):
        return value
    problems.add(row.at(column), value.sentence)
    return None
