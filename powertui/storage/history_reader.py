"""Reading history: each subject's readings, whether they are rows or packed."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select, true

from powertui.domain.history import DAY_S, STORED
from powertui.domain.plant import HistoryPoint
from powertui.domain.reading import MILLI, Quantity
from powertui.storage import schema
from powertui.storage.history_blocks import CODE_OF, SLOTS, block_id
from powertui.storage.history_layout import COLUMNS
from powertui.storage.object_store import IDS_AT_ONCE
from powertui.storage.packing import unpack_block
from powertui.storage.poll_reader import read_polled, read_slots

DEFAULT_INTERVAL_S = 30.0
"""Where nobody ever said how often a device is polled."""

COLUMN_OF = dict(zip(STORED, COLUMNS[-len(STORED) :], strict=True))
"""The name of each stored quantity's column."""

CHARTED = (Quantity.ACTIVE_POWER, Quantity.APPARENT_POWER, Quantity.CURRENT)
"""The quantities of a HistoryPoint, in its order."""


@dataclass(slots=True)
class Samples:
    """A subject's readings in columns, oldest first, as stored; None is missing."""

    slots_s: list[int] = field(default_factory=list)
    columns: dict[Quantity, list[int | None]] = field(default_factory=dict)


def load_history(
    connection: Connection, subject_ids: Sequence[int], since_s: float
) -> dict[int, tuple[HistoryPoint, ...]]:
    """The readings of some subjects, oldest first.

    A slot at which others were polled is a gap for a subject that has no reading within its interval of it.
    """
    slots = _slots(connection, since_s)
    interval_of = subject_intervals(connection, subject_ids)
    samples = load_samples(connection, subject_ids, CHARTED, since_s)
    return {
        subject_id: tuple(_points(samples[subject_id], slots, interval_of[subject_id])) for subject_id in subject_ids
    }


def load_samples(
    connection: Connection, subject_ids: Sequence[int], quantities: Sequence[Quantity], since_s: float
) -> dict[int, Samples]:
    """The readings of some quantities of some subjects, whether they are in rows or in blocks."""
    found: dict[int, dict[int, Sequence[int | None]]] = {subject_id: {} for subject_id in subject_ids}
    _read_blocks(connection, found, quantities, since_s)
    # Later than blocks: of what came late, the row is the newer.
    _read_rows(connection, found, quantities, since_s)
    if connection.dialect.name == "postgresql":
        read_polled(connection, found, quantities, since_s)
    return {subject_id: _in_columns(rows, quantities) for subject_id, rows in found.items()}


def _read_blocks(
    connection: Connection,
    found: Mapping[int, dict[int, Sequence[int | None]]],
    quantities: Sequence[Quantity],
    since_s: float,
) -> None:
    table = schema.history_block
    oldest, newest = connection.execute(
        select(select(func.min(table.c.id)).scalar_subquery(), select(func.max(table.c.id)).scalar_subquery())
    ).one()
    if oldest is None:
        return
    days = range(max(oldest >> 32, int(since_s // DAY_S)), (newest >> 32) + 1)
    codes = [CODE_OF[quantity] for quantity in quantities]
    for ids in in_chunks([block_id(day, subject_id) for day in days for subject_id in found]):
        for row in connection.execute(select(table.c.id, table.c.packed).where(table.c.id.in_(ids))):
            columns = unpack_block(row.packed, (SLOTS, *codes))
            slots = columns[SLOTS]
            missing: list[int | None] = [None] * len(slots)
            values = zip(*(columns.get(code, missing) for code in codes), strict=True)
            place = found[row.id & 0xFFFFFFFF]
            place.update((slot_s, each) for slot_s, each in zip(slots, values, strict=True) if slot_s is not None)
            for slot_s in [slot_s for slot_s in place if slot_s < since_s]:
                del place[slot_s]


def _read_rows(
    connection: Connection,
    found: Mapping[int, dict[int, Sequence[int | None]]],
    quantities: Sequence[Quantity],
    since_s: float,
) -> None:
    oldest_s = connection.execute(select(func.min(schema.history.c.slot_s))).scalar()
    if oldest_s is None:
        return
    table = schema.history
    columns = [table.c.subject_id, table.c.slot_s, *(table.c[COLUMN_OF[quantity]] for quantity in quantities)]
    for ids in in_chunks(list(found)):
        query = history_query(connection.dialect.name, columns, table.c.subject_id.in_(ids), max(since_s, oldest_s))
        for subject_id, slot_s, *values in connection.execute(query):
            found[subject_id][slot_s] = values


def _in_columns(rows: Mapping[int, Sequence[int | None]], quantities: Sequence[Quantity]) -> Samples:
    slots = sorted(rows)
    if not slots:
        return Samples([], {quantity: [] for quantity in quantities})
    columns = zip(*(rows[slot_s] for slot_s in slots), strict=True)
    return Samples(slots, {quantity: list(column) for quantity, column in zip(quantities, columns, strict=True)})


def _points(samples: Samples, slots: Sequence[int], interval_s: float) -> Iterable[HistoryPoint]:
    own = samples.slots_s
    # As `unscaled` does, but for what a database never has: there are thousands.
    read = ([None if value is None else value / MILLI for value in samples.columns[quantity]] for quantity in CHARTED)
    points = dict(zip(own, map(HistoryPoint, own, *read), strict=True))
    gaps = [slot_s for slot_s in slots if slot_s not in points and not _is_near(own, slot_s, interval_s)]
    if not gaps:
        return points.values()
    points.update((slot_s, HistoryPoint(slot_s, None, None, None)) for slot_s in gaps)
    return (points[slot_s] for slot_s in sorted(points))


def _is_near(own: Sequence[int], slot_s: int, interval_s: float) -> bool:
    """Whether there is a reading within an interval of a slot."""
    at = bisect_left(own, slot_s)
    return (at > 0 and slot_s - own[at - 1] < interval_s) or (at < len(own) and own[at] - slot_s < interval_s)


def history_query(
    dialect: str, columns: Sequence[Any], chosen: ColumnElement[bool], since_s: float, until_s: float = inf
) -> Select[*tuple[Any, ...]]:
    """Rows of history by way of the slots: it is clustered by time, and each slot's rows are then one look-up."""
    table, slot_s = schema.history, schema.history_slot.c.slot_s
    is_in_span = slot_s >= since_s if until_s == inf else and_(slot_s >= since_s, slot_s < until_s)
    if dialect != "postgresql":
        return select(*columns).where(table.c.slot_s.in_(select(slot_s).where(is_in_span)), chosen)
    # PostgreSQL would rather go through whole days; an OFFSET is what it does not look behind.
    rows = select(*columns).where(table.c.slot_s == slot_s, chosen).correlate(schema.history_slot).offset(0).lateral()
    return select(*rows.c).select_from(schema.history_slot.join(rows, true())).where(is_in_span)


def subject_intervals(connection: Connection, subject_ids: Sequence[int]) -> dict[int, float]:
    """How often each subject's device is polled, in s."""
    usual_s = usual_interval_s(connection)
    found = dict.fromkeys(subject_ids, usual_s)
    subject, target = schema.subject, schema.poll_target
    for ids in in_chunks(subject_ids):
        rows = connection.execute(
            select(subject.c.id, target.c.interval_s)
            .join(target, target.c.id == subject.c.target_id)
            .where(subject.c.id.in_(ids), target.c.interval_s.is_not(None))
        )
        found.update((row.id, row.interval_s) for row in rows)
    return found


def usual_interval_s(connection: Connection) -> float:
    """How often devices are polled that have no interval of their own."""
    lease, cycle = schema.poller_lease, schema.cycle
    said = connection.execute(select(lease.c.interval_s).limit(1)).scalar()
    if said is None:
        said = connection.execute(select(cycle.c.interval_s).order_by(cycle.c.number.desc()).limit(1)).scalar()
    return said or DEFAULT_INTERVAL_S


def newest_slot_s(connection: Connection) -> int:
    """The greatest slot of all; -1 while there is none."""
    newest = connection.execute(select(func.max(schema.history_slot.c.slot_s))).scalar()
    return -1 if newest is None else newest


def oldest_row_s(connection: Connection) -> int | None:
    """The oldest slot that has readings which are not packed; None without any."""
    tables = (schema.history, schema.history_poll)
    found = [connection.execute(select(func.min(table.c.slot_s))).scalar() for table in tables]
    return min((slot_s for slot_s in found if slot_s is not None), default=None)


def in_chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    """As many as a statement may have parameters for."""
    return (ids[start : start + IDS_AT_ONCE] for start in range(0, len(ids), IDS_AT_ONCE))


def sum_points(histories: Iterable[tuple[HistoryPoint, ...]]) -> tuple[HistoryPoint, ...]:
    """Several subjects' histories added up, at the moments of the first; a sum with a gap in it is a gap."""
    first, *others = histories
    if not others:
        return first
    by_moment = [{point.at_s: point for point in points} for points in others]
    return tuple(_sum_at(point, [points.get(point.at_s) for points in by_moment]) for point in first)


def _sum_at(point: HistoryPoint, others: Sequence[HistoryPoint | None]) -> HistoryPoint:
    parts = [point, *(other for other in others if other is not None)]
    if len(parts) <= len(others):
        return HistoryPoint(point.at_s, None, None, None)
    return HistoryPoint(
        point.at_s,
        _sum([part.active_power_w for part in parts]),
        _sum([part.apparent_power_va for part in parts]),
        _sum([part.current_a for part in parts]),
    )


def _sum(values: Sequence[float | None]) -> float | None:
    present = [value for value in values if value is not None]
    return sum(present) if len(present) == len(values) else None


def _slots(connection: Connection, since_s: float) -> Sequence[int]:
    slot_s = schema.history_slot.c.slot_s
    if connection.dialect.name == "postgresql":
        return read_slots(connection, since_s)
    return connection.execute(select(slot_s).where(slot_s >= since_s).order_by(slot_s)).scalars().all()
