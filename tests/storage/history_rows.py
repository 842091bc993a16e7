"""What is in history's rows, however an engine keeps them."""

from sqlalchemy import Connection

from powertui.storage.history_reader import newest_slot_s, oldest_row_s
from powertui.storage.rollup_store import rows_of_subjects

GREATEST_ID = 2**31 - 1


def stored_rows(connection: Connection) -> list[tuple[int | None, ...]]:
    """By slot and subject: slot, subject, offset, quality, and the values of `STORED`."""
    oldest_s = oldest_row_s(connection)
    if oldest_s is None:
        return []
    found = rows_of_subjects(connection, oldest_s, newest_slot_s(connection) + 1, 0, GREATEST_ID)
    rows = [(row[0], subject_id, row[-2], row[-1], *row[1:-2]) for subject_id, rows in found.items() for row in rows]
    return sorted(rows, key=lambda row: row[:2])
