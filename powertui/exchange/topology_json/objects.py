"""One object of the model from its JSON: strict keys, values taken as NetBox's models take them."""

from dataclasses import MISSING, dataclass, fields, is_dataclass
from difflib import get_close_matches
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from powertui.domain.choices import TerminationKind
from powertui.exchange import values
from powertui.exchange.problems import quoted
from powertui.exchange.values import Unusable

_Object = TypeVar("_Object")


@dataclass(frozen=True, slots=True)
class Wrong:
    """What cannot be taken of an object."""

    field: str
    """Its key, with those around it: `a[0].kind`; empty: the object as a whole."""
    sentence: str
    """What would be right, to follow the field."""

    def __str__(self) -> str:
        return f"{self.field} {self.sentence}" if self.field else self.sentence


def read_object(data: object, kind: type[_Object]) -> _Object | tuple[Wrong, ...]:
    """The object of a kind that a JSON value describes, else all that is wrong with it."""
    wrong: list[Wrong] = []
    found: _Object = _object(data, kind, "", wrong)
    return tuple(wrong) if wrong else found


def unknown_key(key: str, known: list[str]) -> str:
    """The sentence about a key that nothing reads."""
    close = get_close_matches(key, known, n=1)
    return f"unknown key {quoted(key)}; " + (f'did you mean "{close[0]}"?' if close else f"it knows {', '.join(known)}")


@cache
def hints(kind: type) -> dict[str, Any]:
    """The types of a dataclass's fields."""
    return get_type_hints(kind)


def _object(data: object, kind: type, at: str, wrong: list[Wrong]) -> Any:
    """None where anything is wrong, which is noted then."""
    if not isinstance(data, dict):
        wrong.append(Wrong(at, "must be an object"))
        return None
    before = len(wrong)
    known = {field.name: field for field in fields(kind)}
    wrong += [Wrong(at, unknown_key(key, list(known))) for key in data if key not in known]
    missing = [name for name, field in known.items() if name not in data and field.default is MISSING]
    wrong += [Wrong(at, f"needs {quoted(name)}") for name in missing]
    inside = f"{at}." if at else ""
    read = {key: _value(item, hints(kind)[key], f"{inside}{key}", wrong) for key, item in data.items() if key in known}
    return kind(**read) if len(wrong) == before else None


def _value(value: object, hint: Any, at: str, wrong: list[Wrong]) -> Any:
    parts = get_args(hint)
    if get_origin(hint) is tuple:
        if isinstance(value, list):
            return tuple(_value(part, parts[0], f"{at}[{number}]", wrong) for number, part in enumerate(value))
        wrong.append(Wrong(at, "must be a list"))
        return None
    if NoneType in parts:
        # A form's empty text is no choice and no number, as null is.
        if value is None or value == "":
            return None
        hint = next(part for part in parts if part is not NoneType)
    if is_dataclass(hint) and isinstance(hint, type):
        return _object(value, hint, at, wrong)
    found = _plain(value, hint, at)
    if isinstance(found, Unusable):
        wrong.append(Wrong(at, found.sentence))
    return found


def _plain(value: object, hint: type, at: str) -> object | Unusable:
    if hint is TerminationKind:
        return values.termination_kind(value)
    if issubclass(hint, Enum):
        return values.choice(value, hint)
    if hint is int:
        return values.whole(value, cut=not _is_reference(at))
    if hint is bool:
        return values.flag(value)
    return values.number(value) if hint is float else values.text(value)


def _is_reference(at: str) -> bool:
    """Whether a number says which object is meant: cut off, it would mean another."""
    name = at.rpartition(".")[2].partition("[")[0]
    return name == "id" or name.endswith(("_id", "_ids"))
