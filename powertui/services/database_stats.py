"""How large a database is, what of, and how it will grow."""

from dataclasses import dataclass

from sqlalchemy import Column, Connection, Engine, func, select

from powertui.domain.disk_forecast import DiskForecast, LevelSize, disk_forecast
from powertui.domain.history import DAY_S, HOUR_S, HistoryRetention
from powertui.storage import schema
from powertui.storage.engine import reading
from powertui.storage.size_store import (
    TableSize,
    database_bytes,
    history_table,
    table_sizes,
    values_in_blocks,
    values_in_rollups,
    values_in_rows,
)


@dataclass(frozen=True, slots=True)
class DatabaseStats:
    """Sizes and forecast."""

    levels: tuple[LevelSize, ...]
    """The levels of history, finest first."""
    others: tuple[TableSize, ...]
    """All other tables that have rows."""
    forecast: DiskForecast
    warn_days: float

    @property
    def is_over_soon(self) -> bool:
        """Whether the budget is reached, or will be within the days that a warning is due before."""
        reached = self.forecast.reached_in_days
        return reached is not None and reached <= self.warn_days


def database_stats(engine: Engine, retention: HistoryRetention) -> DatabaseStats:
    """Measure a database. On SQLite this reads the whole file."""
    with reading(engine) as connection:
        sizes = {size.name: size for size in table_sizes(connection)}
        levels = _levels(connection, sizes, retention)
        bytes_now = database_bytes(connection)
    level_names = {level.name for level in levels}
    others = tuple(size for size in sizes.values() if size.name not in level_names and size.rows)
    return DatabaseStats(
        levels, others, disk_forecast(levels, bytes_now, retention.budget_gb * 1e9), retention.warn_days
    )


def _levels(connection: Connection, sizes: dict[str, TableSize], kept: HistoryRetention) -> tuple[LevelSize, ...]:
    subjects = _subjects_a_day(connection)
    history = history_table(connection)
    rows = _rows(connection, history.c.slot_s, sizes[history.name], values_in_rows(connection))
    quarters = _rows(
        connection, schema.rollup.c.bucket_s, sizes["rollup"], values_in_rollups(connection, schema.rollup)
    )
    raw_days = kept.raw_hours * HOUR_S / DAY_S + 1
    return (
        rows,
        _blocks(sizes["history_block"], values_in_blocks(connection), subjects, raw_days),
        quarters,
        _blocks(sizes["rollup_block"], values_in_rollups(connection, schema.rollup_block), subjects, kept.quarter_days),
        _blocks(sizes["rollup_day"], values_in_rollups(connection, schema.rollup_day), subjects, kept.day_days),
    )


def _subjects_a_day(connection: Connection) -> int:
    """How many subjects the newest packed day has; all that there are, before there is one."""
    block = schema.history_block
    newest = connection.execute(select(func.max(block.c.id))).scalar()
    counted = select(func.count())
    if newest is None:
        return connection.execute(counted.select_from(schema.subject)).scalar() or 0
    return connection.execute(counted.select_from(block).where(block.c.id >= newest >> 32 << 32)).scalar() or 0


def _rows(connection: Connection, moment: Column[int], size: TableSize, values_a_row: float) -> LevelSize:
    """A level of days that are not packed yet: at most the day that is, and the hour until it is packed."""
    oldest, newest = connection.execute(select(func.min(moment), func.max(moment))).one()
    covers_days = 0.0 if oldest is None else max(newest - oldest, HOUR_S) / DAY_S
    return LevelSize(
        name=size.name,
        bytes=size.bytes,
        rows=size.rows,
        values=round(size.rows * values_a_row),
        covers_days=covers_days,
        keeps_days=1 + HOUR_S / DAY_S,
        bytes_a_day=(size.bytes or 0) / covers_days if covers_days else 0.0,
    )


def _blocks(size: TableSize, values_a_row: float, subjects: int, keeps_days: float) -> LevelSize:
    """A level with a row for each subject and day."""
    return LevelSize(
        name=size.name,
        bytes=size.bytes,
        rows=size.rows,
        values=round(size.rows * values_a_row),
        covers_days=size.rows / subjects if subjects else 0.0,
        keeps_days=keeps_days,
        bytes_a_day=(size.bytes or 0) / size.rows * subjects if size.rows else 0.0,
    )
