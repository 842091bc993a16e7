"""Closing a day: its rows become a packed block, 96 quarters and one daily figure for each subject; then the rows go.

Whatever stops it, it can be done again: blocks are merged with rows that are still there, or that came late.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from powertui.domain.history import DAY_S, QUARTER_S, STORED
from powertui.domain.history_figures import BucketFigures, bucket_figures
from powertui.storage import schema
from powertui.storage.bulk import put_rows
from powertui.storage.engine import reading, writing
from powertui.storage.history_blocks import ROW_CODES, block_id, rollup_id
from powertui.storage.history_marks import CLOSED, drop_redo, load_redo, mark_s, set_mark
from powertui.storage.history_reader import subject_intervals
from powertui.storage.packing import pack_block, unpack_block
from powertui.storage.partitions import partition_days, wait_for_writers
from powertui.storage.removal import drop_history_rows, drop_rollup_rows
from powertui.storage.rollup_packing import pack_quarters
from powertui.storage.rollup_store import (
    RowsOfSubjects,
    columns_of,
    day_energy_ends,
    figure_columns,
    rows_of_subjects,
    subject_ids,
)

SUBJECTS_AT_ONCE = 32
"""Whose rows of a day are in memory together: 90,000 at one reading in 30 s."""

_OFFSET, _QUALITY = len(STORED) + 1, len(STORED) + 2


def days_to_close(engine: Engine, before_s: float) -> tuple[int, ...]:
    """The days that have rows and ended before a moment, and those that were written to since; oldest first."""
    with reading(engine) as connection:
        closed_s = mark_s(connection, CLOSED) or 0
        late = {bucket_s // DAY_S for bucket_s in load_redo(connection, 0, closed_s)}
        return tuple(sorted(late.union(day for day in _days(connection) if (day + 1) * DAY_S <= before_s)))


def _days(connection: Connection) -> Iterator[int]:
    """The days that there are rows of, oldest first."""
    table = schema.history
    if connection.dialect.name == "postgresql":
        days = {day for each in (table, schema.history_poll) for day in partition_days(connection, each)}
        yield from sorted(days)
        return
    oldest = select(func.min(table.c.slot_s))
    slot_s = connection.execute(oldest).scalar()
    while slot_s is not None:
        yield slot_s // DAY_S
        slot_s = connection.execute(oldest.where(table.c.slot_s >= (slot_s // DAY_S + 1) * DAY_S)).scalar()


def close_day(engine: Engine, day: int) -> bool:
    """Pack a day and remove its rows. False: it was written to meanwhile, or the rows could not be removed yet."""
    since_s, until_s = day * DAY_S, (day + 1) * DAY_S
    with writing(engine) as connection:
        redo = load_redo(connection, since_s, until_s)
        if (mark_s(connection, CLOSED) or 0) < until_s:
            set_mark(connection, CLOSED, until_s)
        ids = subject_ids(connection)
    # From here on who writes says so; who wrote before must be done, or would be dropped unread.
    if engine.dialect.name == "postgresql" and not wait_for_writers(engine, schema.history_poll, day):
        return False
    for start in range(0, len(ids), SUBJECTS_AT_ONCE):
        _pack(engine, day, ids[start : start + SUBJECTS_AT_ONCE])
    with writing(engine) as connection:
        drop_redo(connection, redo)

    def is_as_packed(connection: Connection) -> bool:
        return not load_redo(connection, since_s, until_s)

    # The readings last: as long as there are any, a day is closed once more, whatever ended it here.
    return drop_rollup_rows(engine, since_s, until_s) and drop_history_rows(engine, day, is_as_packed)


def _pack(engine: Engine, day: int, ids: Sequence[int]) -> None:
    since_s, until_s = day * DAY_S, (day + 1) * DAY_S
    with reading(engine) as connection:
        rows = rows_of_subjects(connection, since_s, until_s, ids[0], ids[-1])
        if not rows:
            return
        blocks = _blocks(connection, day, rows)
        expired = _without_raw(connection, day, rows.keys() - blocks.keys())
        interval_of = subject_intervals(connection, list(rows))
        energy_before = day_energy_ends(connection, day - 1, list(rows))
    packed: list[dict[str, Any]] = []
    quarters: list[dict[str, Any]] = []
    days: list[dict[str, Any]] = []
    for subject_id, own in rows.items():
        if subject_id in expired:
            # The day's own readings are gone already: its rollups know more than what came late.
            continue
        merged = _merged(own, blocks.get(subject_id))
        packed.append({"id": block_id(day, subject_id), "samples": len(merged), "packed": _packed(merged)})
        interval_s, before = interval_of[subject_id], energy_before.get(subject_id)
        whole = bucket_figures(columns_of(merged), len(merged), DAY_S, interval_s, before)
        of_quarters = _quarters(merged, since_s, interval_s, before)
        rises = [figures.energy_wh for figures in of_quarters.values() if figures.energy_wh is not None]
        key = rollup_id(subject_id, day)
        # A day's energy is that of its quarters: each knows a reset from what only looks like one.
        days.append({"id": key, **figure_columns(replace(whole, energy_wh=sum(rises) if rises else None))})
        quarters.append({"id": key, "packed": pack_quarters(of_quarters)})
    with writing(engine) as connection:
        put_rows(connection, schema.history_block, packed)
        put_rows(connection, schema.rollup_block, quarters)
        put_rows(connection, schema.rollup_day, days)


def _blocks(connection: Connection, day: int, rows: RowsOfSubjects) -> dict[int, bytes]:
    table = schema.history_block
    keys = [block_id(day, subject_id) for subject_id in rows]
    found = connection.execute(select(table.c.id, table.c.packed).where(table.c.id.in_(keys)))
    return {row.id & 0xFFFFFFFF: row.packed for row in found}


def _without_raw(connection: Connection, day: int, ids: "set[int]") -> set[int]:
    """Subjects whose day was packed, and whose block is no more."""
    table = schema.rollup_day
    keys = [rollup_id(subject_id, day) for subject_id in ids]
    return {key >> 20 for key in connection.execute(select(table.c.id).where(table.c.id.in_(keys))).scalars()}


def _merged(rows: Sequence[tuple[Any, ...]], block: bytes | None) -> Sequence[tuple[Any, ...]]:
    """A subject's rows, with what was packed before; of the same slot the row is the newer."""
    if block is None:
        return rows
    columns = unpack_block(block)
    count = len(columns[ROW_CODES[0]])
    missing = [None] * count
    slot, offset, quality, *values = (columns.get(code, missing) for code in ROW_CODES)
    found = {row[0]: row for row in zip(slot, *values, offset, quality, strict=True)}
    found.update((row[0], row) for row in rows)
    return [found[slot_s] for slot_s in sorted(found)]


def _packed(rows: Sequence[tuple[Any, ...]]) -> bytes:
    slot, *columns = zip(*rows, strict=True)
    *values, offset, quality = columns
    named = zip(ROW_CODES, (slot, offset, quality, *values), strict=True)
    return pack_block({code: column for code, column in named if column.count(None) < len(column)})


def _quarters(
    rows: Sequence[tuple[Any, ...]], since_s: int, interval_s: float, energy_before_wh: int | None
) -> Mapping[int, BucketFigures]:
    found: dict[int, BucketFigures] = {}
    start = 0
    while start < len(rows):
        number = (rows[start][0] - since_s) // QUARTER_S
        end_s = since_s + (number + 1) * QUARTER_S
        end = start + 1
        while end < len(rows) and rows[end][0] < end_s:
            end += 1
        part = rows[start:end]
        figures = bucket_figures(columns_of(part), len(part), QUARTER_S, interval_s, energy_before_wh)
        if figures.energy_end_wh is not None:
            energy_before_wh = figures.energy_end_wh
        found[number] = figures
        start = end
    return found
