"""What the check of devices' first readings found, in the database; it belongs to the newest description."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, insert, select

from powertui.domain.contradiction import CheckWarning
from powertui.domain.reading import QUANTITY_BY_CODE
from powertui.storage import schema


def save_warnings(connection: Connection, target_id: int, warnings: Sequence[CheckWarning]) -> None:
    """Store a device's warnings in place of the older ones."""
    save_warnings_of(connection, {target_id: warnings})


def save_warnings_of(connection: Connection, warnings: Mapping[int, Sequence[CheckWarning]]) -> None:
    """Store the warnings of some devices, by their targets' ids, in place of the older ones."""
    table = schema.target_warning
    connection.execute(delete(table).where(table.c.target_id.in_(list(warnings))))
    rows = [
        {
            "target_id": target_id,
            "position": position,
            "kind": warning.kind,
            "key": warning.key[:100],
            "quantity": warning.quantity.code if warning.quantity is not None else None,
            "is_scale": warning.is_scale,
            "text": warning.text,
        }
        for target_id, of_target in warnings.items()
        for position, warning in enumerate(of_target)
    ]
    if rows:
        connection.execute(insert(table), rows)


def load_warnings(
    connection: Connection, target_ids: Sequence[int] | None = None
) -> dict[int, tuple[CheckWarning, ...]]:
    """The warnings of some targets, or of all, by the target's id; those without any are left out."""
    table = schema.target_warning
    chosen = select(table).order_by(table.c.target_id, table.c.position)
    if target_ids is not None:
        chosen = chosen.where(table.c.target_id.in_(target_ids))
    found: dict[int, list[CheckWarning]] = {}
    for row in connection.execute(chosen):
        quantity = QUANTITY_BY_CODE.get(row.quantity) if row.quantity is not None else None
        found.setdefault(row.target_id, []).append(CheckWarning(row.kind, row.key, quantity, row.is_scale, row.text))
    return {target_id: tuple(warnings) for target_id, warnings in found.items()}
