"""Objects of the model that are several rows: cables with their ends, device types with templates, PDU branches."""

from collections.abc import Sequence
from dataclasses import fields
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


def load_cables(connection: Connection) -> tuple[Cable, ...]:
    """All cables, by id."""
    ends: dict[tuple[int, str], list[Termination]] = {}
    part = schema.cable_termination.c
    rows = connection.execute(select(part.cable_id, part.cable_end, part.kind, part.object_id).order_by(part.position))
    for cable_id, end, kind, object_id in rows.all():
        ends.setdefault((cable_id, end), []).append(Termination(kind, object_id))
    own = [field.name for field in fields(Cable) if field.name not in {"id", "a", "b"}]
    table = schema.cable
    return tuple(
        Cable(row[0], tuple(ends.get((row[0], "A"), ())), tuple(ends.get((row[0], "B"), ())), *row[1:])
        for row in connection.execute(select(table.c.id, *(table.c[name] for name in own)).order_by(table.c.id)).all()
    )


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
