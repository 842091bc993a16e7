"""PostgreSQL's partitions of history: one for each day in UTC, made when it is written to, dropped as a whole."""

import time
from collections.abc import Callable

from sqlalchemy import Connection, Engine, Table, text
from sqlalchemy.exc import OperationalError

from powertui.domain.history import DAY_S
from powertui.storage import schema
from powertui.storage.engine import writing

LOCK_TIMEOUT_MS = 60
"""So long, and no longer, who waits for a day stands in the way of its writers."""

TRIES = 50
_PAUSE_S = 0.2

_PARTITIONS_LOCK = 0x706F776574

_INLINE_BYTES = 8160
"""A row's greatest length in a page: cut out of a page a subject's values cost least, and they are not compressed."""


def partition_name(table: Table, day: int) -> str:
    """Days are counted since the epoch."""
    return f"{table.name}_{day}"


def prepare_day(connection: Connection, day: int) -> None:
    """Make the partition of a day's readings if there is none; on SQLite there is nothing to make.

    Attached, not made in place: that would lock out who writes.
    """
    if connection.dialect.name != "postgresql":
        return
    table = schema.history_poll
    name = partition_name(table, day)
    if _exists(connection, name):
        return
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _PARTITIONS_LOCK})
    if _exists(connection, name):
        return
    bounds = f"FROM ({day * DAY_S}) TO ({(day + 1) * DAY_S})"
    connection.exec_driver_sql(
        f"CREATE TABLE {name} (LIKE {table.name} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)"
        f" WITH (toast_tuple_target = {_INLINE_BYTES})"
    )
    connection.exec_driver_sql(f"ALTER TABLE {table.name} ATTACH PARTITION {name} FOR VALUES {bounds}")


def partition_days(connection: Connection, table: Table) -> tuple[int, ...]:
    """The days that there are partitions of, oldest first."""
    inherits = "SELECT CAST(CAST(inhrelid AS regclass) AS text) FROM pg_inherits WHERE inhparent = to_regclass(:name)"
    names = connection.execute(text(inherits), {"name": table.name}).scalars()
    return tuple(sorted(int(name.rpartition("_")[2]) for name in names))


def wait_for_writers(engine: Engine, table: Table, day: int) -> bool:
    """Wait for all who have written to a day and not committed yet; False: there are always some."""
    return _undisturbed(engine, partition_name(table, day), lambda _: True)


def drop_partition(engine: Engine, table: Table, day: int, may_drop: Callable[[Connection], bool]) -> bool:
    """Drop a day, if `may_drop` says so when nobody can write to it any more; whether it is gone."""
    name = partition_name(table, day)

    def drop(connection: Connection) -> bool:
        if not may_drop(connection):
            return False
        connection.exec_driver_sql(f"DROP TABLE {name}")
        return True

    return _undisturbed(engine, name, drop)


def _undisturbed(engine: Engine, name: str, work: Callable[[Connection], bool]) -> bool:
    """Do something while nobody writes to a partition; True where there is none.

    Who waits for it keeps later writers waiting: it is asked for briefly, and asked for again.
    """
    for _ in range(TRIES):
        try:
            with writing(engine) as connection:
                if not _exists(connection, name):
                    return True
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_MS}ms'")
                connection.exec_driver_sql(f"LOCK TABLE {name} IN SHARE MODE")
                return work(connection)
        except OperationalError:
            time.sleep(_PAUSE_S)
    return False


def _exists(connection: Connection, name: str) -> bool:
    # Not to_regclass: a session may remember that there was none, after waiting for the one that made it.
    found = "SELECT EXISTS (SELECT FROM pg_class WHERE relname = :name AND pg_table_is_visible(oid))"
    return bool(connection.execute(text(found), {"name": name}).scalar_one())
