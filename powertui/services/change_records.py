"""Changes as the change log keeps them: JSON of what was and of what is, with ids, so that it can be followed later."""

import json
from dataclasses import fields
from enum import Enum

from powertui.domain.merge_changes import Action, Change
from powertui.domain.merge_kinds import ModelObject
from powertui.domain.topology import PowerOutletTemplate, PowerPortTemplate, Termination
from powertui.storage.change_log import LoggedChange

_Part = PowerPortTemplate | PowerOutletTemplate | Termination

JsonValue = str | int | float | bool | None | list["JsonValue"] | dict[str, "JsonValue"]


def logged(change: Change) -> LoggedChange:
    """A change's row. Of a changed object, only the fields that changed."""
    name = f"{change.kind.value} {change.name}"
    summary = f"{change.action.value} {name}"
    before, after = change.before, change.after
    if change.action is Action.CHANGE and before is not None and after is not None:
        changed = {field.name for field in fields(after) if getattr(before, field.name) != getattr(after, field.name)}
        told = ", ".join(f"{one.name} {_word(one.before)} → {_word(one.after)}" for one in change.fields)
        return LoggedChange(name, f"{summary}: {told}", _json(before, changed | {"id"}), _json(after, changed | {"id"}))
    return LoggedChange(name, summary, "" if before is None else _json(before), "" if after is None else _json(after))


def record(item: ModelObject, only: set[str] | None = None) -> dict[str, JsonValue]:
    """An object's fields, references as our ids."""
    return {
        field.name: _value(getattr(item, field.name)) for field in fields(item) if only is None or field.name in only
    }


def _json(item: ModelObject, only: set[str] | None = None) -> str:
    return json.dumps(record(item, only), ensure_ascii=False, separators=(",", ":"))


def _value(value: object) -> JsonValue:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, _Part):
        return {field.name: _value(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_value(part) for part in value]
    raise TypeError(type(value).__name__)


def _word(value: object) -> str:
    return "–" if value in (None, "") else str(value)
