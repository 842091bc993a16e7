"""Objects of the model as rows: one table for each kind, columns named as its fields."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import TypeVar

from sqlalchemy import Column, Connection, String, Table, bindparam, cast, delete, insert, literal, select, text, update

from powertui.domain.merge_kinds import KIND_OF
from powertui.domain.poll_target import PollTarget
from powertui.domain.topology import (
    Cable,
    Device,
    DeviceType,
    Location,
    PduBranch,
    PowerFeed,
    PowerOutlet,
    PowerPanel,
    PowerPort,
    Rack,
    Site,
    Tenant,
)
from powertui.storage import composite_store, scenario_store, schema, target_store
from powertui.storage.shared_values import AT_ONCE, SharedValues

Plain = Tenant | Site | Location | Rack | PowerPanel | PowerFeed | Device | PowerPort | PowerOutlet
"""Kinds that are one row each."""
Stored = Plain | DeviceType | PduBranch | Cable | PollTarget

_Plain = TypeVar("_Plain", bound=Plain)

_TABLES: Mapping[type, Table] = {
    Tenant: schema.tenant,
    Site: schema.site,
    Location: schema.location,
    Rack: schema.rack,
    PowerPanel: schema.power_panel,
    PowerFeed: schema.power_feed,
    Device: schema.device,
    PowerPort: schema.power_port,
    PowerOutlet: schema.power_outlet,
    DeviceType: schema.device_type,
    PduBranch: schema.pdu_branch,
    Cable: schema.cable,
    PollTarget: schema.poll_target,
}

_REWRITTEN_PARTS: Mapping[type[Stored], tuple[Column[int], ...]] = {
    Cable: (schema.cable_termination.c.cable_id,),
    DeviceType: (schema.power_port_template.c.device_type_id, schema.power_outlet_template.c.device_type_id),
    PduBranch: (schema.pdu_branch_outlet.c.branch_id,),
}
"""Rows that an object consists of: a change writes them anew."""

_PARTS_OF_REMOVED: Mapping[type[Stored], tuple[Column[int], ...]] = {
    PollTarget: (schema.latest.c.target_id, schema.poll_request.c.target_id, schema.subject.c.target_id),
}
"""Rows about an object, which a change leaves alone."""

_UNIQUE_NAMES = (PowerPanel, PowerFeed, PowerPort, PowerOutlet)
"""Kinds whose names the database keeps apart."""

IDS_AT_ONCE = 500
"""In one statement: databases bound the number of its parameters."""


def load_objects(connection: Connection, kind: type[_Plain], shared: SharedValues | None = None) -> tuple[_Plain, ...]:
    """All objects of a kind, by id; `shared` are the values of what was read with them."""
    shared = shared or SharedValues()
    table = _TABLES[kind]
    columns = [table.c[field.name] for field in fields(kind)]
    found: list[_Plain] = []
    rows = connection.execute(select(*columns).order_by(table.c.id), execution_options={"yield_per": AT_ONCE})
    for portion in rows.partitions():
        found.extend(map(kind, *shared.columns(columns, portion)))
    return tuple(found)


def write_objects(
    connection: Connection,
    kind: type[Stored],
    *,
    added: Sequence[Stored] = (),
    changed: Sequence[Stored] = (),
    removed: Sequence[Stored] = (),
) -> None:
    """Write the objects of one kind. Kinds may come in any order: references are checked when the transaction ends."""
    defer_constraints(connection)
    table = _TABLES[kind]
    removed_ids = [item.id for item in removed]
    _delete(connection, _REWRITTEN_PARTS.get(kind, ()), [*removed_ids, *(item.id for item in changed)])
    _delete(connection, (*_PARTS_OF_REMOVED.get(kind, ()), table.c.id), removed_ids)
    if removed_ids:
        scenario_store.objects_gone(connection, KIND_OF[kind], frozenset(removed_ids))
    if changed and kind in _UNIQUE_NAMES:
        _set_names_aside(connection, table, [item.id for item in changed])
    if changed:
        columns = [field for field in _column_names(kind, table) if field != "id"]
        statement = (
            update(table)
            .where(table.c.id == bindparam("this_id"))
            .values({name: bindparam(f"new_{name}") for name in columns})
        )
        connection.execute(
            statement,
            [{"this_id": item.id, **{f"new_{name}": getattr(item, name) for name in columns}} for item in changed],
        )
    if added:
        names = _column_names(kind, table)
        connection.execute(insert(table), [{name: getattr(item, name) for name in names} for item in added])
    _write_parts(connection, kind, added=added, changed=changed)


def defer_constraints(connection: Connection) -> None:
    """Let references be checked at the end of the transaction."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    else:
        connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))


def _set_names_aside(connection: Connection, table: Table, ids: Sequence[int]) -> None:
    """Two objects may swap their names: for a moment none of them has either."""
    aside = literal("~ ") + cast(table.c.id, String)
    for chunk in _chunks(ids):
        connection.execute(update(table).where(table.c.id.in_(chunk)).values(name=aside))


def _delete(connection: Connection, columns: Sequence[Column[int]], ids: Sequence[int]) -> None:
    for column in columns:
        for chunk in _chunks(ids):
            connection.execute(delete(column.table).where(column.in_(chunk)))


def _write_parts(
    connection: Connection, kind: type[Stored], *, added: Sequence[Stored], changed: Sequence[Stored]
) -> None:
    items = (*added, *changed)
    if kind is Cable:
        composite_store.write_terminations(connection, [item for item in items if isinstance(item, Cable)])
    elif kind is DeviceType:
        composite_store.write_templates(connection, [item for item in items if isinstance(item, DeviceType)])
    elif kind is PduBranch:
        composite_store.write_branch_outlets(connection, [item for item in items if isinstance(item, PduBranch)])
    elif kind is PollTarget:
        target_store.begin_polling(connection, [item for item in added if isinstance(item, PollTarget)])


def _column_names(kind: type[Stored], table: Table) -> list[str]:
    return [field.name for field in fields(kind) if field.name in table.c]


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + IDS_AT_ONCE] for start in range(0, len(ids), IDS_AT_ONCE))
