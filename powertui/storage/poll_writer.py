"""Writing history on PostgreSQL: a row for each poll, by binary COPY into a partition for each day."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from struct import Struct

from sqlalchemy import Connection, Integer, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.exc import DBAPIError, IntegrityError

from powertui.domain.history import DAY_S
from powertui.domain.reading import ReadingBatch
from powertui.storage import schema
from powertui.storage.history_layout import HistoryLayout, offset_ms
from powertui.storage.packed_poll import merge_polls, pack_parts
from powertui.storage.partitions import prepare_day

_COPY_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_COPY_TRAILER = b"\xff\xff"
_COPY_ROW = Struct(">hiqiqiii")
"""The number of columns, then of each its length and its value; the last one's value follows."""
_COPY = "COPY history_poll (slot_s, layout_id, offset_ms, packed) FROM STDIN WITH (FORMAT BINARY)"
_UNIQUE_VIOLATION = "23505"


@dataclass(frozen=True, slots=True)
class Poll:
    """What one poll brought."""

    target_id: int
    slot_s: int
    layout: HistoryLayout
    batch: ReadingBatch


@dataclass(slots=True)
class _Row:
    poll: Poll
    packed: bytes


def write_polls(connection: Connection, polls: Sequence[Poll], *, only_gaps: bool) -> None:
    """Store what polls brought; of a poll in a slot that has one already the newer values stay, or the older ones.

    Only of polls of the same layout: who was described anew within a slot has two rows in it.
    """
    # The rows come before what says how to read them: who removes a day waits for them, and then neither is missing.
    for day in sorted({poll.slot_s // DAY_S for poll in polls}):
        prepare_day(connection, day)
    rows = [_Row(poll, packed) for poll in polls if (packed := poll.layout.packed(poll.batch))]
    if not rows:
        return
    # In the order of the table, so that it grows at its end.
    rows.sort(key=lambda row: (row.poll.slot_s, row.poll.layout.id))
    if not _copied(connection, rows):
        _write_over(connection, rows, only_gaps=only_gaps)
    _note_layouts(connection, rows)


def _copied(connection: Connection, rows: Sequence[_Row]) -> bool:
    """Whether all went; None did where one of them has its like in the table, or among the others."""
    parts = [_COPY_HEADER]
    for row in rows:
        poll, size = row.poll, len(row.packed)
        moment = offset_ms(poll.batch, poll.slot_s)
        parts += (_COPY_ROW.pack(4, 8, poll.slot_s, 8, poll.layout.id, 4, moment, size), row.packed)
    parts.append(_COPY_TRAILER)
    connection.exec_driver_sql("SAVEPOINT history")
    try:
        _copy(connection, b"".join(parts))
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", "") != _UNIQUE_VIOLATION:
            raise
        connection.exec_driver_sql("ROLLBACK TO SAVEPOINT history")
        return False
    connection.exec_driver_sql("RELEASE SAVEPOINT history")
    return True


def _copy(connection: Connection, rows: bytes) -> None:
    """The driver's own COPY; what goes wrong is raised as of any other statement: a full disk, a day just removed."""
    from psycopg import Error

    cursor = connection.connection.cursor()
    try:
        with cursor.copy(_COPY) as copy:
            copy.write(rows)
    except Error as error:
        raise DBAPIError.instance(_COPY, None, error, Error, dialect=connection.dialect) from error
    finally:
        cursor.close()


def _write_over(connection: Connection, rows: Sequence[_Row], *, only_gaps: bool) -> None:
    """Row by row, for COPY cannot replace: a device that was polled twice in a slot, or readings that come late."""
    table = schema.history_poll
    for row in rows:
        poll = row.poll
        moment, packed, parts = offset_ms(poll.batch, poll.slot_s), row.packed, poll.layout.parts()
        is_same = (table.c.slot_s == poll.slot_s) & (table.c.layout_id == poll.layout.id)
        there = connection.execute(
            select(table.c.offset_ms, table.c.packed).where(is_same).with_for_update()
        ).one_or_none()
        if there is not None and only_gaps:
            moment, packed = there.offset_ms, merge_polls(packed, there.packed, parts)
        elif there is not None:
            packed = merge_polls(there.packed, packed, parts)
        adding = insert(table).values(slot_s=poll.slot_s, layout_id=poll.layout.id, offset_ms=moment, packed=packed)
        own = list(table.primary_key.columns)
        changes = {name: adding.excluded[name] for name in ("offset_ms", "packed")}
        connection.execute(adding.on_conflict_do_update(index_elements=own, set_=changes))


def _note_layouts(connection: Connection, rows: Sequence[_Row]) -> None:
    """What says how rows are read, once a day."""
    table = schema.history_layout
    own = {(row.poll.slot_s // DAY_S, row.poll.target_id, row.poll.layout.id): row.poll.layout for row in rows}
    for day in sorted({key[0] for key in own}):
        # As an array: one statement, however many they are.
        targets = sorted({key[1] for key in own if key[0] == day})
        found = connection.execute(
            select(table.c.target_id, table.c.id).where(
                table.c.day == day, table.c.target_id == any_(literal(targets, ARRAY(Integer)))
            )
        )
        known = {(day, row.target_id, row.id) for row in found}
        own = {key: layout for key, layout in own.items() if key not in known}
    if own:
        connection.execute(
            insert(table).on_conflict_do_nothing(),
            [
                {"day": day, "target_id": target_id, "id": layout.id, "parts": pack_parts(layout.parts())}
                for (day, target_id, _), layout in sorted(own.items(), key=itemgetter(0))
            ],
        )
