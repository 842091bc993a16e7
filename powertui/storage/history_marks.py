"""How far rollups and compaction have come, and what was written behind them."""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select, update

from powertui.storage import schema

ROLLED = "rolled"
"""All quarters of an hour before it are rolled up."""

CLOSED = "closed"
"""All days before it are packed."""

RETAINED = "retained"
"""When what is too old was removed last."""

DOUBTED = "doubted"
"""Since when the clock has been too far ahead of that to be believed; 0: it is not."""


def mark_s(connection: Connection, name: str) -> int | None:
    """A mark; None if it was never set."""
    table = schema.history_mark
    return connection.execute(select(table.c.until_s).where(table.c.name == name)).scalar()


def set_mark(connection: Connection, name: str, until_s: int) -> None:
    """Move a mark."""
    table = schema.history_mark
    moved = update(table).where(table.c.name == name).values(until_s=until_s)
    if connection.execute(moved).rowcount == 0:
        connection.execute(insert(table).values(name=name, until_s=until_s))


def load_redo(connection: Connection, since_s: int, until_s: int) -> dict[int, int]:
    """Quarters of an hour that were written to behind the mark, and how often."""
    table = schema.history_redo
    rows = connection.execute(
        select(table.c.bucket_s, table.c.writes).where(table.c.bucket_s >= since_s, table.c.bucket_s < until_s)
    )
    return {row.bucket_s: row.writes for row in rows}


def drop_redo(connection: Connection, done: Mapping[int, int]) -> None:
    """Forget what is done; not what was written to again in the meantime."""
    table = schema.history_redo
    for bucket_s, writes in done.items():
        connection.execute(delete(table).where(table.c.bucket_s == bucket_s, table.c.writes == writes))
