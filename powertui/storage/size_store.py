"""How large tables are: bytes on disk, rows, and how many values are in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.exc import OperationalError

from powertui.domain.history import QUARTERS_OF_A_DAY, STORED
from powertui.storage import schema
from powertui.storage.history_layout import COLUMNS
from powertui.storage.packing import present_counts
from powertui.storage.partitions import partition_days, partition_name
from powertui.storage.poll_reader import values_in_polls
from powertui.storage.rollup_packing import gauge_count

SAMPLE = 2000
"""So many rows tell how many values a row has."""


@dataclass(frozen=True, slots=True)
class TableSize:
    """What a table takes on disk, with its indexes."""

    name: str
    bytes: int | None
    """None where this SQLite was built without the means to tell (DBSTAT)."""
    rows: int


def database_bytes(connection: Connection) -> int:
    """What the database takes in all; on SQLite pages that are free again are not counted, for they are used next."""
    if connection.dialect.name == "postgresql":
        found = connection.execute(text("SELECT pg_database_size(current_database())")).scalar()
        return int(found or 0)
    pages, free, size = (
        int(connection.exec_driver_sql(f"PRAGMA {name}").scalar() or 0)
        for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size


def table_sizes(connection: Connection) -> tuple[TableSize, ...]:
    """Each table's size, greatest first; one pass over the whole file on SQLite."""
    if connection.dialect.name == "postgresql":
        found = [_postgres_size(connection, table) for table in schema.metadata.sorted_tables]
    else:
        found = _sqlite_sizes(connection)
    return tuple(sorted(found, key=lambda size: (-(size.bytes or 0), size.name)))


def _postgres_size(connection: Connection, table: Table) -> TableSize:
    names = [table.name]
    if table in (schema.history, schema.history_poll):
        names = [partition_name(table, day) for day in partition_days(connection, table)]
    total = sum(
        int(connection.execute(text("SELECT pg_total_relation_size(to_regclass(:name))"), {"name": name}).scalar() or 0)
        for name in names
    )
    return TableSize(table.name, total, _count(connection, table))


def _sqlite_sizes(connection: Connection) -> list[TableSize]:
    by_table: dict[str, int] | None
    try:
        rows = connection.exec_driver_sql(
            "SELECT m.tbl_name, sum(s.pgsize) FROM dbstat AS s JOIN sqlite_master AS m ON m.name = s.name"
            " WHERE s.aggregate = 1 GROUP BY m.tbl_name"
        )
        by_table = {name: int(size) for name, size in rows}
    except OperationalError:
        by_table = None
    return [
        TableSize(table.name, None if by_table is None else by_table.get(table.name, 0), _count(connection, table))
        for table in schema.metadata.sorted_tables
    ]


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar() or 0


def history_table(connection: Connection) -> Table:
    """The one that readings go to which are not packed."""
    return schema.history_poll if connection.dialect.name == "postgresql" else schema.history


def values_in_rows(connection: Connection) -> float:
    """Values in a row of history, by the oldest ones; 0 without any."""
    if connection.dialect.name == "postgresql":
        return values_in_polls(connection, SAMPLE // 10)
    table = schema.history
    columns = [table.c[name] for name in COLUMNS[-len(STORED) :]]
    rows = connection.execute(select(*columns).order_by(*table.primary_key.columns).limit(SAMPLE)).all()
    return sum(len(row) - list(row).count(None) for row in rows) / len(rows) if rows else 0.0


def values_in_blocks(connection: Connection) -> float:
    """Values of history in a block, by some of them."""
    table = schema.history_block
    packed = _some(connection, table)
    return sum(sum(present_counts(each).values()) for each in packed) / len(packed) if packed else 0.0


def values_in_rollups(connection: Connection, table: Table) -> float:
    """Numbers in a row of a table of rollups: four of each gauge, the energy and the coverage of each stretch."""
    packed = _some(connection, table)
    stretches = QUARTERS_OF_A_DAY if table is schema.rollup_block else 1
    return sum(stretches * (4 * gauge_count(each) + 2) for each in packed) / len(packed) if packed else 0.0


def _some(connection: Connection, table: Table) -> Sequence[bytes]:
    key = next(iter(table.primary_key.columns))
    return connection.execute(select(table.c.packed).order_by(key.desc()).limit(SAMPLE // 10)).scalars().all()
