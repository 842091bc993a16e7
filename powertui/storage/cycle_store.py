"""Completed rounds of polls."""

from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql

from powertui.storage import schema

_ADDING = 0x70_74_63_79


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
    shed: int = 0
    """Polls that were left out in it, because those before were still under way."""


def save_cycle(connection: Connection, cycle: CycleRow) -> None:
    """Note that a cycle of polls is complete."""
    table = schema.cycle
    row = asdict(cycle)
    if connection.execute(update(table).where(table.c.slot_s == cycle.slot_s).values(**row)).rowcount == 0:
        connection.execute(insert(table).values(**row))


def add_to_cycle(connection: Connection, cycle: CycleRow) -> None:
    """Note what one of several pollers did in a cycle that all of them share. Its number is given here."""
    table = schema.cycle
    # Two of them may begin the same one.
    connection.execute(select(func.pg_advisory_xact_lock(_ADDING)))
    number = select(func.coalesce(func.max(table.c.number), 0) + 1).scalar_subquery()
    adding = postgresql.insert(table).values(**asdict(replace(cycle, number=0)) | {"number": number})
    summed = ("polled", "failed", "value_count", "shed")
    together = {name: table.c[name] + adding.excluded[name] for name in summed}
    together["took_s"] = func.greatest(table.c.took_s, adding.excluded.took_s)
    connection.execute(adding.on_conflict_do_update(index_elements=[table.c.slot_s], set_=together))


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
