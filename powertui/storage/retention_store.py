"""Removing rollups that are too old: subject by subject, for that is how they are clustered."""

import time

from sqlalchemy import Connection, Engine, Table, delete, func, select

from powertui.storage import schema
from powertui.storage.engine import reading, writing
from powertui.storage.history_blocks import rollup_id
from powertui.storage.history_reader import oldest_row_s
from powertui.storage.removal import PAUSE_S

SUBJECTS_AT_ONCE = 100


def drop_rollups_before(engine: Engine, table: Table, day: int) -> int:
    """Remove the days before one from `rollup_block` or `rollup_day`; returns how many rows went."""
    removed = 0
    subject_id = 0
    while True:
        with reading(engine) as connection:
            spans, subject_id = _expired(connection, table, subject_id, day)
        if spans:
            with writing(engine) as connection:
                for first, last in spans:
                    removed += connection.execute(delete(table).where(table.c.id.between(first, last))).rowcount
            time.sleep(PAUSE_S)
        if subject_id < 0:
            return removed


def _expired(connection: Connection, table: Table, subject_id: int, day: int) -> tuple[list[tuple[int, int]], int]:
    """What is too old of the next subjects, from one key to another; and the subject to go on with, -1 at the end."""
    spans: list[tuple[int, int]] = []
    for _ in range(SUBJECTS_AT_ONCE):
        first = connection.execute(select(func.min(table.c.id)).where(table.c.id >= rollup_id(subject_id, 0))).scalar()
        if first is None:
            return spans, -1
        subject_id = (first >> 20) + 1
        last = rollup_id(first >> 20, day) - 1
        if first <= last:
            spans.append((first, last))
    return spans, subject_id


def drop_slots_before(engine: Engine, before_s: int) -> None:
    """Forget slots whose readings are gone; not those of rows that are still to be packed."""
    slot_s = schema.history_slot.c.slot_s
    with writing(engine) as connection:
        oldest_s = oldest_row_s(connection)
        connection.execute(
            delete(schema.history_slot).where(slot_s < (before_s if oldest_s is None else min(before_s, oldest_s)))
        )
