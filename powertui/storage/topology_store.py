"""The model in the database: written whole, read whole, with a revision that tells readers when to read again."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, func, insert, select

from powertui.domain.topology import (
    Cable,
    Device,
    Location,
    PowerFeed,
    PowerOutlet,
    PowerPanel,
    PowerPort,
    Rack,
    Site,
    Termination,
    Topology,
)
from powertui.storage import schema

_Stored = Site | Location | Rack | PowerPanel | PowerFeed | Device | PowerPort | PowerOutlet
_Object = TypeVar("_Object", bound=_Stored)


def model_revision(connection: Connection) -> int:
    """The revision of the model; 0 before anything was written."""
    return connection.execute(select(func.max(schema.change_log.c.id))).scalar() or 0


def load_topology(connection: Connection) -> Topology:
    """The whole model."""
    ends: dict[tuple[int, str], list[Termination]] = {}
    terminations = schema.cable_termination
    for row in connection.execute(select(terminations).order_by(terminations.c.position)):
        ends.setdefault((row.cable_id, row.cable_end), []).append(Termination(row.kind, row.object_id))
    return Topology(
        sites=_load(connection, schema.site, Site),
        locations=_load(connection, schema.location, Location),
        racks=_load(connection, schema.rack, Rack),
        power_panels=_load(connection, schema.power_panel, PowerPanel),
        power_feeds=_load(connection, schema.power_feed, PowerFeed),
        devices=_load(connection, schema.device, Device),
        power_ports=_load(connection, schema.power_port, PowerPort),
        power_outlets=_load(connection, schema.power_outlet, PowerOutlet),
        cables=tuple(
            Cable(
                row.id,
                tuple(ends.get((row.id, "A"), ())),
                tuple(ends.get((row.id, "B"), ())),
                row.status,
                row.label,
            )
            for row in connection.execute(select(schema.cable).order_by(schema.cable.c.id))
        ),
    )


def note_change(connection: Connection, *, at_s: float, source: str, summary: str) -> None:
    """Log a change of the model, so that readers read it again; call it in the transaction that makes the change."""
    connection.execute(insert(schema.change_log).values(at_s=at_s, source=source, summary=summary))


def save_topology(connection: Connection, topology: Topology) -> None:
    """Write a whole model into an empty database."""
    for table, objects in (
        (schema.site, topology.sites),
        (schema.location, topology.locations),
        (schema.rack, topology.racks),
        (schema.power_panel, topology.power_panels),
        (schema.power_feed, topology.power_feeds),
        (schema.device, topology.devices),
        (schema.power_port, topology.power_ports),
        (schema.power_outlet, topology.power_outlets),
    ):
        _insert(connection, table, [_columns(item) for item in objects])
    _insert(
        connection,
        schema.cable,
        [{"id": cable.id, "status": cable.status, "label": cable.label} for cable in topology.cables],
    )
    _insert(connection, schema.cable_termination, list(_terminations(topology.cables)))


def _load(connection: Connection, table: Table, kind: type[_Object]) -> tuple[_Object, ...]:
    return tuple(kind(**row) for row in connection.execute(select(table).order_by(table.c.id)).mappings())


def _columns(item: _Stored) -> dict[str, Any]:
    return {field.name: getattr(item, field.name) for field in fields(item)}


def _terminations(cables: Iterable[Cable]) -> Iterable[dict[str, Any]]:
    for cable in cables:
        for end, terminations in (("A", cable.a), ("B", cable.b)):
            for position, termination in enumerate(terminations):
                yield {
                    "cable_id": cable.id,
                    "cable_end": end,
                    "position": position,
                    "kind": termination.kind,
                    "object_id": termination.id,
                }


def _insert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)
