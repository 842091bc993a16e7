"""What pydantic finds wrong in a configuration, said to the person who wrote it. Values that may be secret are not."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from powertui.tomlfile import KeyPath, TomlFile

_QUOTABLE_TABLES = frozenset({"model", "override", "poller", "rules"})
"""Only here is the offending value repeated: elsewhere it may be a password."""

_KINDS = {
    "float_type": "a number",
    "int_type": "a whole number",
    "string_type": "a text in quotes",
    "bool_type": "true or false",
    "finite_number": "a finite number",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "mapping_type": "a table",
    "dict_type": "a table",
    "tuple_type": "a list of texts",
}

_BOUNDS = {
    "greater_than_equal": ("ge", "at least"),
    "greater_than": ("gt", "more than"),
    "less_than_equal": ("le", "at most"),
    "less_than": ("lt", "less than"),
}


def sentence(file: TomlFile, model: type[BaseModel], error: ValidationError) -> str:
    """The first problem in the order of the file."""
    problems = error.errors(include_url=False)
    first = min(problems, key=lambda problem: file.lines.get(_path(problem), 1_000_000))
    path = _path(first)
    return f"{file.path if not path else file.place(path)}: {_problem(model, path, first)}"


def _path(problem: ErrorDetails) -> KeyPath:
    return tuple(str(part) for part in problem["loc"])


def _problem(model: type[BaseModel], path: KeyPath, problem: ErrorDetails) -> str:
    kind = problem["type"]
    context: Mapping[str, Any] = problem.get("ctx", {})
    name = ".".join(path)
    if kind == "extra_forbidden":
        return _unknown_key(model, path)
    if kind == "missing":
        return f'{_header(path[:-1])} needs "{path[-1]}"{_choices_of(model, path)}'
    if kind == "tuple_type" and (table := _entry_table(model, path)):
        return f"{name} must be tables, each under {table}"
    if kind == "value_error":
        return f"{_subject(path, problem)} {context.get('error', 'is not usable')}"
    if kind == "literal_error":
        return f"{name} must be one of {_listed(_choices(model, path))}{_suggestion(problem, _choices(model, path))}"
    return f"{name} must be {_expected(kind, context, problem['msg'])}{_instead(path, problem)}"


def _expected(kind: str, context: Mapping[str, Any], message: str) -> str:
    if kind in _BOUNDS:
        key, words = _BOUNDS[kind]
        return f"{words} {context[key]:g}"
    return _KINDS.get(kind) or message.removeprefix("Input should be ")


def _subject(path: KeyPath, problem: ErrorDetails) -> str:
    name = ".".join(path)
    return f"[{name}]" if isinstance(problem["input"], dict) else name


def _header(path: KeyPath) -> str:
    """How the table at a path is written; an entry of an array of tables has its number behind it."""
    if path[-1].isdecimal():
        return f"[[{'.'.join(path[:-1])}]]"
    return f"[{'.'.join(path)}]"


def _entry_table(model: type[BaseModel], path: KeyPath) -> str:
    """The header of one entry, where a key is an array of tables; else none."""
    table = _model_at(model, path[:-1])
    field = table.model_fields.get(path[-1]) if table else None
    is_array = field is not None and any(_is_model(item) for item in get_args(field.annotation))
    return f"[[{'.'.join(path)}]]" if is_array else ""


def _instead(path: KeyPath, problem: ErrorDetails) -> str:
    value = problem["input"]
    if path[0] not in _QUOTABLE_TABLES or isinstance(value, (dict, list)):
        return ""
    return f", not {value!r}" if not isinstance(value, bool) else f", not {str(value).lower()}"


def _unknown_key(model: type[BaseModel], path: KeyPath) -> str:
    table = _model_at(model, path[:-1])
    known = sorted(table.model_fields) if table else []
    close = get_close_matches(path[-1].lower(), known, n=1)
    where = f" in {_header(path[:-1])}" if len(path) > 1 else ""
    hint = f'did you mean "{close[0]}"?' if close else f"it knows {_listed(known)}"
    return f'unknown key "{path[-1]}"{where}; {hint}'


def _choices_of(model: type[BaseModel], path: KeyPath) -> str:
    choices = _choices(model, path)
    return f": {_listed(choices)}" if choices else ""


def _suggestion(problem: ErrorDetails, choices: Iterable[str]) -> str:
    # The choices are protocols' names and versions: what resembles one is no secret, and is not repeated anyway.
    close = get_close_matches(str(problem["input"]).upper(), list(choices), n=1)
    return f'; did you mean "{close[0]}"?' if close else ""


def _choices(model: type[BaseModel], path: KeyPath) -> tuple[str, ...]:
    """The texts that a key allows; none where it allows any."""
    table = _model_at(model, path[:-1])
    field = table.model_fields.get(path[-1]) if table else None
    return tuple(_texts(field.annotation)) if field else ()


def _texts(annotation: object) -> Iterable[str]:
    for argument in get_args(annotation):
        if isinstance(argument, str):
            yield argument
        else:
            yield from _texts(argument)


def _model_at(model: type[BaseModel], path: KeyPath) -> type[BaseModel] | None:
    """The model of the table at a path; names of entries (credentials) are stepped over."""
    current: type[BaseModel] | None = model
    entries: type[BaseModel] | None = None
    for name in path:
        if entries is not None:
            current, entries = entries, None
            continue
        if current is None or name not in current.model_fields:
            return None
        annotation = current.model_fields[name].annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            current = annotation
        else:
            entries = next((item for item in get_args(annotation) if _is_model(item)), None)
            current = None
    return current


def _is_model(item: object) -> bool:
    return isinstance(item, type) and issubclass(item, BaseModel)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
