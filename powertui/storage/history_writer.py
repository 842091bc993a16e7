"""Writing history: many devices' batches at once, in the way that costs each database least.

SQLite: statements of many rows each. PostgreSQL: binary COPY into a partition for each day.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from powertui.domain.history import DAY_S, QUARTER_S
from powertui.domain.reading import ReadingBatch
from powertui.storage import schema
from powertui.storage.history_layout import COLUMNS, WIDTH
from powertui.storage.history_marks import ROLLED, mark_s
from powertui.storage.latest_store import Attempt
from powertui.storage.partitions import ensure_partition

ROWS_AT_ONCE = 400
"""In one statement of SQLite's; more gains nothing, and 32,766 parameters is the most it takes."""

_COPY_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_COPY_TRAILER = b"\xff\xff"


def write_history(connection: Connection, attempts: Sequence[Attempt], *, only_gaps: bool = False) -> None:
    """Store the rows of polls, each in its slot; a row of a subject and a slot takes the place of an earlier one.

    With `only_gaps`, for readings that come late, the earlier one stays.

    A slot in which a poll failed is noted too: that is what tells a gap from a time at which nobody polled.
    """
    slots_s = sorted({attempt.slot_s for attempt in attempts})
    _note_slots(connection, slots_s)
    batches = [
        (attempt.slot_s, attempt.layout, attempt.result)
        for attempt in attempts
        if attempt.layout is not None and attempt.layout.rows and isinstance(attempt.result, ReadingBatch)
    ]
    # In the order of the table, so that it grows at its end.
    batches.sort(key=lambda each: (each[0], each[1].subject_ids[0]))
    if connection.dialect.name == "postgresql":
        for day in sorted({slot_s // DAY_S for slot_s in slots_s}):
            ensure_partition(connection, schema.history, day)
        rows = b"".join(layout.copied(batch, slot_s) for slot_s, layout, batch in batches)
        if only_gaps and rows:
            _copy_over(connection, rows, only_gaps=True)
        else:
            _copy(connection, rows)
    else:
        flat: list[Any] = []
        for slot_s, layout, batch in batches:
            flat.extend(layout.parameters(batch, slot_s))
        _insert_many(connection, flat, only_gaps=only_gaps)


def _insert_many(connection: Connection, flat: Sequence[Any], *, only_gaps: bool) -> None:
    rows = len(flat) // WIDTH
    position = 0
    while position < rows:
        left = rows - position
        # A few sizes only, so that the database knows each statement already.
        count = ROWS_AT_ONCE if left >= ROWS_AT_ONCE else 1 << (left.bit_length() - 1)
        parameters = tuple(flat[position * WIDTH : (position + count) * WIDTH])
        connection.exec_driver_sql(_insert_statement(count, only_gaps=only_gaps), parameters)
        position += count


@cache
def _insert_statement(count: int, *, only_gaps: bool) -> str:
    row = f"({', '.join('?' * WIDTH)})"
    rows = ", ".join([row] * count)
    word = "IGNORE" if only_gaps else "REPLACE"
    return f"INSERT OR {word} INTO history ({', '.join(COLUMNS)}) VALUES {rows}"  # noqa: S608 - our own columns


def _copy(connection: Connection, rows: bytes) -> None:
    if not rows:
        return
    from psycopg.errors import UniqueViolation

    columns = ", ".join(COLUMNS)
    cursor = connection.connection.cursor()
    connection.exec_driver_sql("SAVEPOINT history")
    try:
        with cursor.copy(f"COPY history ({columns}) FROM STDIN WITH (FORMAT BINARY)") as copy:
            copy.write(_COPY_HEADER + rows + _COPY_TRAILER)
    except UniqueViolation:
        # A device that was polled twice in a slot: COPY cannot replace, so it is done once more by way of a table.
        connection.exec_driver_sql("ROLLBACK TO SAVEPOINT history")
        _copy_over(connection, rows)
    finally:
        cursor.close()
    connection.exec_driver_sql("RELEASE SAVEPOINT history")


def _copy_over(connection: Connection, rows: bytes, *, only_gaps: bool = False) -> None:
    columns = ", ".join(COLUMNS)
    connection.exec_driver_sql("CREATE TEMPORARY TABLE history_again (LIKE history) ON COMMIT DROP")
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY history_again ({columns}) FROM STDIN WITH (FORMAT BINARY)") as copy:
        copy.write(_COPY_HEADER + rows + _COPY_TRAILER)
    cursor.close()
    changes = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[2:])
    action = "NOTHING" if only_gaps else f"UPDATE SET {changes}"
    connection.exec_driver_sql(
        f"INSERT INTO history ({columns})"  # noqa: S608 - our own columns
        f" SELECT DISTINCT ON (slot_s, subject_id) {columns} FROM history_again"
        f" ON CONFLICT (slot_s, subject_id) DO {action}"
    )
    connection.exec_driver_sql("DROP TABLE history_again")


def _note_slots(connection: Connection, slots_s: Sequence[int]) -> None:
    """Slots that there are; and quarters of an hour that must be rolled up again."""
    table = schema.history_slot
    known = set(connection.execute(select(table.c.slot_s).where(table.c.slot_s.in_(slots_s))).scalars())
    new = [{"slot_s": slot_s} for slot_s in slots_s if slot_s not in known]
    if new:
        # Another poller may be first.
        statement = postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
        connection.execute(statement.on_conflict_do_nothing(), new)
    rolled_s = mark_s(connection, ROLLED)
    if rolled_s is not None and slots_s and slots_s[0] < rolled_s:
        _note_redo(connection, {slot_s // QUARTER_S * QUARTER_S for slot_s in slots_s if slot_s < rolled_s})


def _note_redo(connection: Connection, buckets_s: Iterable[int]) -> None:
    table = schema.history_redo
    for bucket_s in sorted(buckets_s):
        again = update(table).where(table.c.bucket_s == bucket_s).values(writes=table.c.writes + 1)
        if connection.execute(again).rowcount == 0:
            connection.execute(insert(table).values(bucket_s=bucket_s, writes=1))
