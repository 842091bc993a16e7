"""Changing the model: plan first, then all of the plan in one transaction, each change in the change log.

Whatever changes the model goes through here: imports, edits, forms. A plan that anything refuses is never applied.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from powertui.domain.merge import plan_merge
from powertui.domain.merge_changes import Change, difference
from powertui.domain.merge_kinds import KINDS, ModelKind
from powertui.domain.merge_names import ModelNames
from powertui.domain.merge_removal import Protection
from powertui.domain.merge_scope import EVERYTHING, Scope
from powertui.domain.topology import Topology
from powertui.domain.validate import Refusal, change_refusals, refusals
from powertui.domain.vocabulary import NETBOX_VOCABULARY, Vocabulary
from powertui.errors import DatabaseError, ModelError
from powertui.services.change_records import logged
from powertui.services.ports import Clock
from powertui.storage.change_log import note_changes
from powertui.storage.engine import writing
from powertui.storage.topology_store import load_topology, model_revision, write_objects


@dataclass(frozen=True, slots=True)
class CurrentModel:
    """The model as it was read."""

    topology: Topology
    revision: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a plan must not be applied: one sentence."""

    object_name: str
    """With its kind: `power feed PP-A1 / A1-01`."""
    field: str
    """Empty: the object as a whole."""
    message: str

    def __str__(self) -> str:
        field = f"{self.field}: " if self.field else ""
        return f"{self.object_name}: {field}{self.message}"


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """What would change, and what forbids it."""

    changes: tuple[Change, ...]
    refusals: tuple[Refused, ...]
    result: Topology
    base_revision: int
    """The model's revision that the plan starts from."""


def read_model(engine: Engine) -> CurrentModel:
    """The model as of now."""
    with engine.connect() as connection:
        # The revision first: a change in between is then noticed when the plan is applied.
        revision = model_revision(connection)
        return CurrentModel(load_topology(connection), revision)


def plan(
    engine: Engine,
    incoming: Topology,
    *,
    prune: bool = False,
    scope: Scope = EVERYTHING,
    vocabulary: Vocabulary = NETBOX_VOCABULARY,
) -> SyncPlan:
    """What an import of `incoming` would change."""
    return plan_import(read_model(engine), incoming, prune=prune, scope=scope, vocabulary=vocabulary)


def plan_import(
    current: CurrentModel,
    incoming: Topology,
    *,
    prune: bool = False,
    scope: Scope = EVERYTHING,
    vocabulary: Vocabulary = NETBOX_VOCABULARY,
) -> SyncPlan:
    """The same, of a model that was read already."""
    merged = plan_merge(current.topology, incoming, prune=prune, scope=scope)
    refused = [
        Refused(f"{item.kind.value} {item.name}", "", "there is none in the model, and the source does not describe it")
        for item in merged.unknown
    ]
    refused += _protected(current.topology, merged.result, merged.protections)
    if merged.changes and not merged.protections:
        # The rules of a topology as it is, not those of how it came about: a NetBox has one-ended cables.
        found = refusals(merged.result, vocabulary)
        refused += _new(found, refusals(current.topology, vocabulary) if found else ())
    return SyncPlan(merged.changes, tuple(refused), merged.result, current.revision)


def plan_result(
    current: CurrentModel,
    result: Topology,
    protections: Sequence[Protection] = (),
    *,
    vocabulary: Vocabulary = NETBOX_VOCABULARY,
) -> SyncPlan:
    """What it takes to get to a topology with the same ids; `protections` are those of `domain.merge_removal`."""
    changes = difference(current.topology, result)
    refused = _protected(current.topology, result, protections)
    if changes and not protections:
        found = change_refusals(current.topology, result, vocabulary)
        refused += _new(found, refusals(current.topology, vocabulary) if found else ())
    return SyncPlan(changes, tuple(refused), result, current.revision)


def apply(engine: Engine, plan: SyncPlan, *, who: str, source: str, clock: Clock) -> int:
    """Make all changes of a plan in one transaction; returns the model's new revision.

    Raises ModelError if the plan is refused, or the model is no longer the one that it starts from.
    """
    if plan.refusals:
        raise ModelError(f"nothing is changed: {plan.refusals[0]}")
    try:
        with writing(engine) as connection:
            if model_revision(connection) != plan.base_revision:
                raise ModelError("the model was changed by somebody else meanwhile; nothing is written: run it again")
            if not plan.changes:
                return plan.base_revision
            _write(connection, plan.changes)
            rows = [logged(change) for change in plan.changes]
            return note_changes(connection, rows, at_s=clock.now_s(), source=source, who=who)
    except DBAPIError as error:
        reason = str(error.orig).strip().partition("\n")[0] if error.orig else type(error).__name__
        raise DatabaseError(f"the database refused the changes, and nothing is written: {reason}") from error


def _write(connection: Connection, changes: Sequence[Change]) -> None:
    by_kind: dict[ModelKind, list[Change]] = {}
    for change in changes:
        by_kind.setdefault(change.kind, []).append(change)
    # What refers to others goes first: the database looks for references to each row that it removes.
    for spec in reversed(KINDS):
        removed = [one.before for one in by_kind.get(spec.kind, ()) if one.before is not None and one.after is None]
        if removed:
            write_objects(connection, spec.type, removed=removed)
    for spec in KINDS:
        kept = [one for one in by_kind.get(spec.kind, ()) if one.after is not None]
        if kept:
            write_objects(
                connection,
                spec.type,
                added=[one.after for one in kept if one.after is not None and one.before is None],
                changed=[one.after for one in kept if one.after is not None and one.before is not None],
            )


def _new(found: Sequence[Refusal], before: Sequence[Refusal]) -> list[Refused]:
    """What the changes bring in. What is wrong already, and was not touched, must not forbid mending something else."""
    known = set(before)
    return [Refused(f"{one.kind} {one.name}", one.field or "", one.message) for one in found if one not in known]


def _protected(current: Topology, result: Topology, protections: Sequence[Protection]) -> list[Refused]:
    names, left = ModelNames(current), ModelNames(result)
    by_object: dict[tuple[ModelKind, int], list[Protection]] = {}
    for one in protections:
        by_object.setdefault((one.kind, one.id), []).append(one)
    told = []
    for (kind, item_id), reasons in by_object.items():
        holder = f"{reasons[0].by_kind.value} {left.name(reasons[0].by_kind, reasons[0].by_id)}"
        more = f" and {len(reasons) - 1} more" if len(reasons) > 1 else ""
        told.append(
            Refused(
                f"{kind.value} {names.name(kind, item_id)}",
                "",
                f"cannot be removed, for it is still that of {holder}{more}: remove or move that first",
            )
        )
    return told
