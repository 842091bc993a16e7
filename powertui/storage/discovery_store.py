"""What discoveries found, as the collector notes it."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from powertui.storage import schema


@dataclass(frozen=True, slots=True)
class DiscoveryNote:
    """A collector's notes of a device, and when they were last known to be true."""

    noted_at_s: float
    notes: bytes


def save_note(connection: Connection, target_id: int, note: DiscoveryNote) -> None:
    """Store a device's notes in place of the older ones; empty ones are none."""
    table = schema.discovery_note
    connection.execute(delete(table).where(table.c.target_id == target_id))
    if note.notes:
        row = {"target_id": target_id, "noted_at_s": note.noted_at_s, "notes": note.notes}
        connection.execute(insert(table).values(row))


def load_note(connection: Connection, target_id: int) -> DiscoveryNote | None:
    """A device's notes; None where there are none."""
    table = schema.discovery_note
    row = connection.execute(
        select(table.c.noted_at_s, table.c.notes).where(table.c.target_id == target_id)
    ).one_or_none()
    return None if row is None else DiscoveryNote(row.noted_at_s, row.notes)
