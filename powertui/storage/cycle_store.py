"""Completed rounds of polls."""

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, insert, select, update

from powertui.storage import schema


@dataclass(frozen=True, slots=True)
class CycleRow:
    """A completed round of polls."""

    slot_s: int
    number: int
    """Counts up by one from cycle to cycle, whoever polls and whatever the clock says."""
    interval_s: float
    started_at_s: float
    took_s: float
    polled: int
    failed: int
    value_count: int


def save_cycle(connection: Connection, cycle: CycleRow) -> None:
    """Note that a cycle of polls is complete."""
    table = schema.cycle
    row = asdict(cycle)
    if connection.execute(update(table).where(table.c.slot_s == cycle.slot_s).values(**row)).rowcount == 0:
        connection.execute(insert(table).values(**row))


def newest_cycle(connection: Connection) -> CycleRow | None:
    """The cycle that was completed last; by its number, since a clock may have been set back."""
    newest = select(schema.cycle).order_by(schema.cycle.c.number.desc()).limit(1)
    row = connection.execute(newest).mappings().one_or_none()
    return CycleRow(**row) if row else None


def trim_cycles(connection: Connection, before_s: float) -> int:
    """Forget the cycles before a moment; the newest stays. Returns how many went."""
    table = schema.cycle
    newest = newest_cycle(connection)
    if newest is None:
        return 0
    gone = delete(table).where(table.c.slot_s < before_s, table.c.number < newest.number)
    return connection.execute(gone).rowcount
