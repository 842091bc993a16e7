"""Removing much without standing in anyone's way.

SQLite has one writer at a time: rows go in small transactions, each as long as a poller can wait without noticing, with
pauses in which it gets its turn. On PostgreSQL a day of history is a partition, and goes at once.
"""

import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Column, Connection, Engine, Table, delete, select, tuple_

from powertui.domain.history import DAY_S
from powertui.storage import schema
from powertui.storage.engine import writing
from powertui.storage.history_blocks import block_id
from powertui.storage.partitions import drop_partition

HOLD_S = 0.008
"""So long a transaction that removes is to take."""

PAUSE_S = 0.025
"""Between two of them: SQLite's writers do not queue, they try again."""

_FIRST_ROWS = 500
_MOST_ROWS = 50_000

MayRemove = Callable[[Connection], bool]


def drop_history_rows(engine: Engine, day: int, may_remove: MayRemove) -> bool:
    """Remove a day's rows of history, as long as `may_remove` says so; whether all of them are gone."""
    if engine.dialect.name == "postgresql":
        return _drop_day(engine, day, may_remove)
    slot_s = schema.history.c.slot_s
    return _remove(engine, schema.history, (slot_s, day * DAY_S, (day + 1) * DAY_S), may_remove)


def _drop_day(engine: Engine, day: int, may_remove: MayRemove) -> bool:
    def may_drop(connection: Connection) -> bool:
        if not may_remove(connection):
            return False
        table = schema.history_layout
        connection.execute(delete(table).where(table.c.day == day))
        return True

    # Of `history` there is a day only if it was begun by a version that kept rows there.
    return drop_partition(engine, schema.history, day, may_remove) and drop_partition(
        engine, schema.history_poll, day, may_drop
    )


def drop_rollup_rows(engine: Engine, since_s: int, until_s: int) -> bool:
    """Remove the rows of quarters of an hour between two moments."""
    return _remove(engine, schema.rollup, (schema.rollup.c.bucket_s, since_s, until_s), _always)


def drop_blocks_before(engine: Engine, day: int) -> bool:
    """Remove the packed readings of all days before one."""
    return _remove(engine, schema.history_block, (schema.history_block.c.id, 0, block_id(day, 0)), _always)


def _remove(engine: Engine, table: Table, span: tuple[Column[Any], int, int], may_remove: MayRemove) -> bool:
    """Remove rows in the order of their key, the first column of which is within a span."""
    column, start, end = span
    key = list(table.primary_key.columns)
    is_in_span = (column >= start) & (column < end)
    count = _FIRST_ROWS
    while True:
        with writing(engine) as connection:
            began_s = time.perf_counter()
            if not may_remove(connection):
                return False
            pivot = connection.execute(
                select(*key).where(is_in_span).order_by(*key).limit(1).offset(count)
            ).one_or_none()
            connection.execute(delete(table).where(is_in_span if pivot is None else _before(key, start, pivot)))
        took_s = time.perf_counter() - began_s
        if pivot is None:
            return True
        count = max(50, min(_MOST_ROWS, round(count * min(2.0, HOLD_S / max(took_s, 0.001)))))
        time.sleep(PAUSE_S)


def _before(key: list[Column[Any]], start: int, pivot: Any) -> Any:
    # Its first column bounds what is looked at: of a comparison of pairs SQLite makes no end of a range.
    is_near = (key[0] >= start) & (key[0] <= pivot[0])
    return is_near & (key[0] < pivot[0] if len(key) == 1 else tuple_(*key) < tuple_(*pivot))


def _always(_connection: Connection) -> bool:
    return True
