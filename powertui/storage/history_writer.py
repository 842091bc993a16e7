"""Writing history: many devices' batches at once, in the way that costs each database least.

SQLite: statements of many rows each, a row for each subject. PostgreSQL: binary COPY, a row for each poll.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from powertui.domain.history import QUARTER_S
from powertui.domain.reading import ReadingBatch
from powertui.storage import schema
from powertui.storage.history_layout import COLUMNS, WIDTH
from powertui.storage.history_marks import CLOSED, ROLLED, mark_s
from powertui.storage.latest_store import Attempt
from powertui.storage.poll_writer import Poll, write_polls

ROWS_AT_ONCE = 400
"""In one statement of SQLite's; more gains nothing, and 32,766 parameters is the most it takes."""


def write_history(connection: Connection, attempts: Sequence[Attempt], *, only_gaps: bool = False) -> None:
    """Store what polls brought, each in its slot; a subject's values in a slot take the place of earlier ones.

    With `only_gaps`, for readings that come late, the earlier one stays.

    A slot in which a poll failed is noted too: that is what tells a gap from a time at which nobody polled.
    """
    polls = [
        Poll(attempt.target_id, attempt.slot_s, attempt.layout, attempt.result)
        for attempt in attempts
        if attempt.layout is not None and attempt.layout.rows and isinstance(attempt.result, ReadingBatch)
    ]
    if connection.dialect.name == "postgresql":
        write_polls(connection, polls, only_gaps=only_gaps)
    else:
        _write_rows(connection, polls, only_gaps=only_gaps)
    # Behind the rows: who packs a day waits for those who write to it, and what comes later must know of that.
    _note_slots(connection, sorted({attempt.slot_s for attempt in attempts}))


def _write_rows(connection: Connection, polls: list[Poll], *, only_gaps: bool) -> None:
    # In the order of the table, so that it grows at its end.
    polls.sort(key=lambda poll: (poll.slot_s, poll.layout.subject_ids[0]))
    flat: list[Any] = []
    for poll in polls:
        flat.extend(poll.layout.parameters(poll.batch, poll.slot_s))
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


def _note_slots(connection: Connection, slots_s: Sequence[int]) -> None:
    """Slots that there are; and quarters of an hour that must be rolled up again, or packed again with their day."""
    table = schema.history_slot
    known = set(connection.execute(select(table.c.slot_s).where(table.c.slot_s.in_(slots_s))).scalars())
    new = [{"slot_s": slot_s} for slot_s in slots_s if slot_s not in known]
    if new:
        # Another poller may be first.
        statement = postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
        connection.execute(statement.on_conflict_do_nothing(), new)
    # A day may be packed before it is rolled up, after a time in which nobody saw to either.
    done_s = max(mark_s(connection, ROLLED) or 0, mark_s(connection, CLOSED) or 0)
    if slots_s and slots_s[0] < done_s:
        _note_redo(connection, {slot_s // QUARTER_S * QUARTER_S for slot_s in slots_s if slot_s < done_s})


def _note_redo(connection: Connection, buckets_s: Iterable[int]) -> None:
    table = schema.history_redo
    for bucket_s in sorted(buckets_s):
        again = update(table).where(table.c.bucket_s == bucket_s).values(writes=table.c.writes + 1)
        if connection.execute(again).rowcount == 0:
            connection.execute(insert(table).values(bucket_s=bucket_s, writes=1))
