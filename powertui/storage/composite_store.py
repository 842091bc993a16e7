"""Objects of the model that are several rows: cables with their ends, device types with templates, PDU branches."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, insert, select

from powertui.domain.topology import (
    Cable,
    DeviceType,
    PduBranch,
    PowerOutletTemplate,
    PowerPortTemplate,
    Termination,
)
from powertui.storage import schema
from powertui.storage.shared_values import AT_ONCE, SharedValues

_Ends = tuple[Termination, ...]


def load_cables(connection: Connection, shared: SharedValues | None = None) -> tuple[Cable, ...]:
    """All cables, by id; `shared` are the values of what was read with them."""
    shared = shared or SharedValues()
    own = [field.name for field in fields(Cable) if field.name not in {"id", "a", "b"}]
    table = schema.cable
    columns = [table.c.id, *(table.c[name] for name in own)]
    rows = connection.execute(select(*columns).order_by(table.c.id), execution_options={"yield_per": AT_ONCE})
    ends = _ends(connection, shared)
    found: list[Cable] = []
    head = next(ends, None)
    for portion in rows.partitions():
        for cable_id, *values in zip(*shared.columns(columns, portion), strict=True):
            while head is not None and head[0] < cable_id:
                # Of a cable that was not there yet when the cables were asked for.
                head = next(ends, None)
            if head is not None and head[0] == cable_id:
                found.append(Cable(cable_id, head[1], head[2], *values))
                head = next(ends, None)
            else:
                found.append(Cable(cable_id, (), (), *values))
    return tuple(found)


def _ends(connection: Connection, shared: SharedValues) -> Iterator[tuple[int, _Ends, _Ends]]:
    """Of each cable that ends anywhere its A and its B end, by the cable's id; one of them at a time is held."""
    part = schema.cable_termination.c
    rows = connection.execute(
        select(part.cable_id, part.cable_end, part.kind, part.object_id).order_by(
            part.cable_id, part.cable_end, part.position
        ),
        execution_options={"yield_per": AT_ONCE},
    )
    for cable_id, group in groupby(chain.from_iterable(rows.partitions()), key=itemgetter(0)):
        a: _Ends = ()
        b: _Ends = ()
        for _, end, kind, object_id in group:
            termination = Termination(kind, shared.number(object_id))
            if end == "A":
                a = (*a, termination)
            else:
                b = (*b, termination)
        yield cable_id, a, b


def write_terminations(connection: Connection, cables: Sequence[Cable]) -> None:
    """The ends of some cables, which have none so far."""
    rows: list[dict[str, Any]] = [
        {
            "cable_id": cable.id,
            "cable_end": end,
            "position": position,
            "kind": termination.kind,
            "object_id": termination.id,
        }
        for cable in cables
        for end, terminations in (("A", cable.a), ("B", cable.b))
        for position, termination in enumerate(terminations)
    ]
    if rows:
        connection.execute(insert(schema.cable_termination), rows)


def load_device_types(connection: Connection) -> tuple[DeviceType, ...]:
    """All device types, by id."""
    ports: dict[int, list[PowerPortTemplate]] = {}
    port = schema.power_port_template
    for row in connection.execute(select(port).order_by(port.c.position)):
        values = row._asdict()
        ports.setdefault(row.device_type_id, []).append(
            PowerPortTemplate(*(values[field.name] for field in fields(PowerPortTemplate)))
        )
    outlets: dict[int, list[PowerOutletTemplate]] = {}
    outlet = schema.power_outlet_template
    for row in connection.execute(select(outlet).order_by(outlet.c.position)):
        values = row._asdict()
        outlets.setdefault(row.device_type_id, []).append(
            PowerOutletTemplate(*(values[field.name] for field in fields(PowerOutletTemplate)))
        )
    table = schema.device_type
    return tuple(
        DeviceType(**row, power_ports=tuple(ports.get(row["id"], ())), power_outlets=tuple(outlets.get(row["id"], ())))
        for row in connection.execute(select(table).order_by(table.c.id)).mappings()
    )


def write_templates(connection: Connection, device_types: Sequence[DeviceType]) -> None:
    """The templates of some device types, which have none so far."""
    ports = [
        {"device_type_id": kind.id, "position": position, **_columns(template)}
        for kind in device_types
        for position, template in enumerate(kind.power_ports)
    ]
    outlets = [
        {"device_type_id": kind.id, "position": position, **_columns(template)}
        for kind in device_types
        for position, template in enumerate(kind.power_outlets)
    ]
    if ports:
        connection.execute(insert(schema.power_port_template), ports)
    if outlets:
        connection.execute(insert(schema.power_outlet_template), outlets)


def load_branches(connection: Connection) -> tuple[PduBranch, ...]:
    """All PDU branches, by id."""
    outlet_ids: dict[int, list[int]] = {}
    part = schema.pdu_branch_outlet
    for row in connection.execute(select(part).order_by(part.c.position)):
        outlet_ids.setdefault(row.branch_id, []).append(row.outlet_id)
    table = schema.pdu_branch
    return tuple(
        PduBranch(**row, outlet_ids=tuple(outlet_ids.get(row["id"], ())))
        for row in connection.execute(select(table).order_by(table.c.id)).mappings()
    )


def write_branch_outlets(connection: Connection, branches: Sequence[PduBranch]) -> None:
    """The outlets of some branches, which have none so far."""
    rows = [
        {"branch_id": branch.id, "position": position, "outlet_id": outlet_id}
        for branch in branches
        for position, outlet_id in enumerate(branch.outlet_ids)
    ]
    if rows:
        connection.execute(insert(schema.pdu_branch_outlet), rows)


def _columns(template: PowerPortTemplate | PowerOutletTemplate) -> dict[str, Any]:
    return {field.name: getattr(template, field.name) for field in fields(template)}
