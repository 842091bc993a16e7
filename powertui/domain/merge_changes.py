"""The difference of two topologies of the same ids, as changes that a person can read."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import Enum
from typing import Any

from powertui.domain.merge_kinds import KIND_OF, KINDS, SPEC, KindSpec, ModelKind, ModelObject, objects_of
from powertui.domain.merge_names import ModelNames
from powertui.domain.natural import natural_key
from powertui.domain.topology import Cable, PduBranch, Termination, Topology

Value = str | int | float | bool | None


class Action(Enum):
    """What happens to an object; the value is its word."""

    ADD = "add"
    CHANGE = "change"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field before and after; what it refers to by name, choices by their slug."""

    name: str
    """As in the dataclass, without a reference's `_id`."""
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one object."""

    action: Action
    kind: ModelKind
    name: str
    """What people call it: `PP-A1 / A1-01`. That of after, but for a removal."""
    before: ModelObject | None
    after: ModelObject | None
    fields: tuple[FieldChange, ...] = ()
    """What a change changes. Additions and removals name none: the object is all there."""


def difference(current: Topology, result: Topology) -> tuple[Change, ...]:
    """What happened between two topologies whose objects have the same ids: by kind, then by name."""
    before_names, after_names = ModelNames(current), ModelNames(result)
    changes: list[Change] = []
    for spec in KINDS:
        changes.extend(_changes_of_kind(spec, current, result, before_names, after_names))
    return tuple(changes)


def _changes_of_kind(
    spec: KindSpec, current: Topology, result: Topology, before_names: ModelNames, after_names: ModelNames
) -> list[Change]:
    before: Mapping[int, ModelObject] = {item.id: item for item in objects_of(current, spec.kind)}
    after: Mapping[int, ModelObject] = {item.id: item for item in objects_of(result, spec.kind)}
    found: list[Change] = []
    for item in after.values():
        old = before.get(item.id)
        if old is None:
            found.append(Change(Action.ADD, spec.kind, after_names.of(item), None, item))
        elif old is not item and old != item:
            told = _changed_fields(spec, old, item, before_names, after_names)
            found.append(Change(Action.CHANGE, spec.kind, after_names.of(item), old, item, told))
    found.extend(
        Change(Action.REMOVE, spec.kind, before_names.of(item), item, None)
        for item in before.values()
        if item.id not in after
    )
    if len(found) > 1:
        found = _told_apart(found, before_names, after_names)
        found.sort(key=_order)
    return found


def _told_apart(changes: list[Change], before_names: ModelNames, after_names: ModelNames) -> list[Change]:
    """Objects that are called the same, with their site's name before theirs."""
    counts = Counter(change.name for change in changes)
    if len(counts) == len(changes):
        return changes
    told = []
    for change in changes:
        site = ""
        if counts[change.name] > 1:
            site = (
                after_names.site_of(change.after) if change.after is not None else before_names.site_of(change.before)
            )
        told.append(replace(change, name=f"{site} / {change.name}") if site else change)
    return told


def _order(change: Change) -> tuple[Any, ...]:
    item = change.after or change.before
    # A cable's first end will do: what it ends at is sorted already, and has one cable only.
    return (natural_key(change.name.partition(" – ")[0]), item.id if item else 0)


def _changed_fields(
    spec: KindSpec, old: ModelObject, new: ModelObject, before_names: ModelNames, after_names: ModelNames
) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(_label(spec, field.name), shown(old, field.name, before_names), shown(new, field.name, after_names))
        for field in fields(spec.type)
        if getattr(old, field.name) != getattr(new, field.name)
    )


def _label(spec: KindSpec, field: str) -> str:
    return field.removesuffix("_id") if any(one.field == field for one in spec.references) else field


def shown(item: ModelObject, field: str, names: ModelNames) -> Value:
    """A field's value without ids and enums."""
    value: object = getattr(item, field)
    if isinstance(value, Enum):
        return str(value.value)
    for reference in SPEC[KIND_OF[type(item)]].references:
        if reference.field == field:
            return names.name(reference.kind, value) if isinstance(value, int) else None
    if isinstance(item, PduBranch) and field == "outlet_ids":
        return ", ".join(names.name(ModelKind.POWER_OUTLET, one).rpartition(" / ")[2] for one in item.outlet_ids)
    if isinstance(item, Cable) and field in {"a", "b"}:
        ends: tuple[Termination, ...] = getattr(item, field)
        return names.end(ends)
    if isinstance(value, tuple):
        return ", ".join(part.name for part in value)
    return value if isinstance(value, str | int | float | bool) else None
