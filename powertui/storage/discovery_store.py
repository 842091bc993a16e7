"""What discoveries found, as the collector notes it."""

from collections.abc import Mapping, Sequence
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
    save_notes(connection, {target_id: note})


def save_notes(connection: Connection, notes: Mapping[int, DiscoveryNote]) -> None:
    """The same of some devices, by their targets' ids."""
    table = schema.discovery_note
    connection.execute(delete(table).where(table.c.target_id.in_(list(notes))))
    rows = [
        {"target_id": target_id, "noted_at_s": note.noted_at_s, "notes": note.notes}
        for target_id, note in notes.items()
        if note.notes
    ]
    if rows:
        connection.execute(insert(table), rows)


def load_notes(connection: Connection, target_ids: Sequence[int]) -> dict[int, DiscoveryNote]:
    """The notes of some devices, by their targets' ids; those without any are left out."""
    table = schema.discovery_note
    chosen = select(table.c.target_id, table.c.noted_at_s, table.c.notes).where(table.c.target_id.in_(target_ids))
    return {row.target_id: DiscoveryNote(row.noted_at_s, row.notes) for row in connection.execute(chosen)}
