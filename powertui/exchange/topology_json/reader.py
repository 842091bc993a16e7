"""JSON back to a topology: strict keys and types, each mistake named by its place in the document."""

import json
from dataclasses import MISSING, Field, fields, is_dataclass
from difflib import get_close_matches
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from powertui.domain.topology import Topology
from powertui.errors import ModelError
from powertui.exchange.problems import Problems, quoted, shown
from powertui.exchange.references import check_references
from powertui.exchange.topology_json.writer import FORMAT, VERSION


class _Unusable(Exception):  # noqa: N818 - never leaves this module
    """A value that a field cannot take; says what would be right."""


def read_topology_json(text: str, name: str) -> Topology:
    """The topology in a file's text. Raises ModelError with what is wrong and where."""
    where = shown(name, 200)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{where} is not JSON: {error}") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ModelError(f'{where} is not a model in JSON: it should begin with "format": "{FORMAT}"')
    if document.get("version") != VERSION:
        raise ModelError(f"{where}: this program reads version {VERSION} of the format")
    problems = Problems()
    kinds = {field.name: get_args(_hints(Topology)[field.name])[0] for field in fields(Topology)}
    for key in document.keys() - kinds.keys() - {"format", "version"}:
        problems.add(where, _unknown(key, list(kinds)))
    read = {key: _objects(document.get(key, []), kind, f"{where}: {key}", problems) for key, kind in kinds.items()}
    problems.raise_if_any()
    topology = Topology(**read)
    check_references(topology, where)
    return topology


def _objects(values: object, kind: type, place: str, problems: Problems) -> tuple[Any, ...]:
    if not isinstance(values, list):
        problems.add(place, "must be a list")
        return ()
    read = []
    for number, value in enumerate(values):
        try:
            read.append(_dataclass(value, kind))
        except _Unusable as error:
            problems.add(f"{place}[{number}]", str(error))
    return tuple(read)


def _dataclass(value: object, kind: type) -> Any:
    if not isinstance(value, dict):
        raise _Unusable("must be an object")
    known = {field.name: field for field in fields(kind)}
    hints = _hints(kind)
    for key in value:
        if key not in known:
            raise _Unusable(_unknown(key, list(known)))
    missing = [name for name, field in known.items() if name not in value and not _has_default(field)]
    if missing:
        raise _Unusable(f"needs {quoted(missing[0])}")
    return kind(**{key: _value(item, hints[key], key) for key, item in value.items()})


def _value(value: object, hint: Any, key: str) -> Any:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        if value is None:
            return None
        hint = next(part for part in get_args(hint) if part is not type(None))
    elif origin is tuple:
        if not isinstance(value, list):
            raise _Unusable(f"{key} must be a list")
        return tuple(_value(part, get_args(hint)[0], key) for part in value)
    if is_dataclass(hint) and isinstance(hint, type):
        return _dataclass(value, hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _choice(value, hint, key)
    return _scalar(value, hint, key)


def _choice(value: object, hint: type[Enum], key: str) -> Enum:
    for choice in hint:
        if choice.value == value:
            return choice
    raise _Unusable(f"{key} must be one of {', '.join(str(choice.value) for choice in hint)}, not {shown(repr(value))}")


def _scalar(value: object, hint: type, key: str) -> object:
    if hint is float and isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if type(value) is hint:
        return value
    words = {int: "a whole number", float: "a number", str: "a text", bool: "true or false"}
    raise _Unusable(f"{key} must be {words.get(hint, hint.__name__)}, not {shown(repr(value))}")


def _unknown(key: str, known: list[str]) -> str:
    close = get_close_matches(key, known, n=1)
    return f"unknown key {quoted(key)}; " + (f'did you mean "{close[0]}"?' if close else f"it knows {', '.join(known)}")


def _has_default(field: Field[Any]) -> bool:
    return field.default is not MISSING


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
