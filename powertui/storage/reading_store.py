"""Readings in the database: the newest of each device, and the history of each subject."""

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Insert, Select, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from powertui.domain.plant import HistoryPoint
from powertui.domain.reading import (
    MISSING_RAW,
    PollFailure,
    PollOutcome,
    Quality,
    Quantity,
    ReadingBatch,
    SubjectDescription,
    SubjectKind,
    unscaled,
)
from powertui.storage import schema

_HISTORY_COLUMNS = (
    (Quantity.CURRENT, "current_ma"),
    (Quantity.VOLTAGE, "voltage_mv"),
    (Quantity.ACTIVE_POWER, "active_power_mw"),
    (Quantity.APPARENT_POWER, "apparent_power_mva"),
    (Quantity.POWER_FACTOR, "power_factor_milli"),
    (Quantity.ENERGY, "energy_wh"),
)


@dataclass(frozen=True, slots=True)
class LatestRow:
    """The newest state of a device, as stored."""

    target_id: int
    revision: int
    description_revision: int
    family: str
    vendor: str
    model: str
    serial: str
    firmware: str
    attempted_at_s: float | None
    outcome: PollOutcome
    detail: str
    failures: int
    sampled_at_s: float | None
    latency_s: float | None
    uptime_s: float | None
    rebooted_at_s: float | None
    values: "array[int]"
    qualities: bytes


@dataclass(frozen=True, slots=True)
class Attempt:
    """One poll of one device, to be stored."""

    target_id: int
    attempted_at_s: float
    latency_s: float
    result: ReadingBatch | PollFailure
    rebooted_at_s: float | None
    """Set when this poll shows that the device restarted since the one before."""
    subject_ids: tuple[int, ...]
    quantities: tuple[tuple[Quantity, ...], ...]
    """Of each subject; how the batch is laid out."""


@dataclass(frozen=True, slots=True)
class CycleRow:
    """A completed round of polls."""

    slot_s: int
    number: int
    """Counts up by one from cycle to cycle, whoever polls."""
    interval_s: float
    started_at_s: float
    took_s: float
    polled: int
    failed: int
    value_count: int


def newest_revision(connection: Connection) -> int:
    """The revision of the newest row; 0 if there is none."""
    return connection.execute(select(func.max(schema.latest.c.revision))).scalar() or 0


def next_revision(connection: Connection) -> int:
    """A revision greater than all; call it inside the transaction that writes the row."""
    return newest_revision(connection) + 1


def load_latest(connection: Connection, after_revision: int) -> tuple[LatestRow, ...]:
    """The devices whose state is newer than a revision."""
    rows = connection.execute(select(schema.latest).where(schema.latest.c.revision > after_revision))
    return tuple(_latest_row(row._asdict()) for row in rows)


def load_latest_of(connection: Connection, target_id: int) -> tuple[LatestRow, ...]:
    """The newest state of one device."""
    rows = connection.execute(select(schema.latest).where(schema.latest.c.target_id == target_id))
    return tuple(_latest_row(row._asdict()) for row in rows)


def save_attempts(connection: Connection, attempts: Sequence[Attempt], slot_s: int) -> None:
    """Store polls: the newest state of each device, and a history row for each of its subjects."""
    revision = newest_revision(connection)
    table = schema.latest
    history_rows: list[dict[str, Any]] = []
    for attempt in attempts:
        revision += 1
        result = attempt.result
        changes: dict[str, Any] = {
            "revision": revision,
            "attempted_at_s": attempt.attempted_at_s,
            "latency_s": attempt.latency_s,
        }
        if isinstance(result, PollFailure):
            changes |= {"outcome": result.outcome, "detail": result.detail[:1000], "failures": table.c.failures + 1}
        else:
            changes |= {
                "outcome": PollOutcome.OK,
                "detail": "",
                "failures": 0,
                "sampled_at_s": result.sampled_at_s,
                "uptime_s": result.uptime_s,
                "values": _little_endian(result.values),
                "qualities": result.qualities,
            }
            history_rows.extend(_history_rows(attempt, result, slot_s))
        if attempt.rebooted_at_s is not None:
            changes["rebooted_at_s"] = attempt.rebooted_at_s
        connection.execute(update(table).where(table.c.target_id == attempt.target_id).values(**changes))
    if history_rows:
        connection.execute(history_upsert(connection.dialect.name), history_rows)


def history_upsert(dialect: str) -> Insert:
    """A row of a subject and a cycle takes the place of an earlier one: a device may be polled twice in a cycle."""
    table = schema.history
    # The two databases share the words, SQLAlchemy has them once for each.
    statement = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    key = table.primary_key.columns
    return statement.on_conflict_do_update(
        index_elements=list(key),
        set_={column.name: statement.excluded[column.name] for column in table.columns if column.name not in key},
    )


def lay_out_again(
    connection: Connection,
    target_id: int,
    before: Sequence[SubjectDescription],
    after: Sequence[SubjectDescription],
) -> None:
    """Move the newest values of a device to where a new description has them; what is new in it is missing so far."""
    old, new = channels(before), channels(after)
    if old == new:
        return
    table = schema.latest
    (row,) = load_latest_of(connection, target_id)
    place = {channel: position for position, channel in enumerate(old)} if len(row.values) == len(old) else {}
    places = [place.get(channel) for channel in new]
    values = array("q", (MISSING_RAW if at is None else row.values[at] for at in places))
    qualities = bytes(Quality.MISSING if at is None else row.qualities[at] for at in places)
    connection.execute(
        update(table).where(table.c.target_id == target_id).values(values=_little_endian(values), qualities=qualities)
    )


def channels(subjects: Sequence[SubjectDescription]) -> tuple[tuple[SubjectKind, str, Quantity], ...]:
    """What the places of a batch are, in order."""
    return tuple((subject.kind, subject.key, quantity) for subject in subjects for quantity in subject.quantities)


def save_cycle(connection: Connection, cycle: CycleRow) -> None:
    """Note that a cycle of polls is complete."""
    table = schema.cycle
    row = asdict(cycle)
    if connection.execute(update(table).where(table.c.slot_s == cycle.slot_s).values(**row)).rowcount == 0:
        connection.execute(insert(table).values(**row))


def newest_cycle(connection: Connection) -> CycleRow | None:
    """The last completed cycle."""
    newest = select(schema.cycle).order_by(schema.cycle.c.slot_s.desc()).limit(1)
    row = connection.execute(newest).mappings().one_or_none()
    return CycleRow(**row) if row else None


def load_history(
    connection: Connection, subject_ids: Sequence[int], since_s: float
) -> dict[int, tuple[HistoryPoint, ...]]:
    """The rows of some subjects, oldest first; cycles in which a subject was not read are gaps."""
    slots = connection.execute(_slots(since_s).order_by(schema.cycle.c.slot_s)).scalars().all()
    rows = connection.execute(history_query(subject_ids, since_s))
    by_place = {(row.subject_id, row.slot_s): row for row in rows}
    found: dict[int, tuple[HistoryPoint, ...]] = {}
    for subject_id in subject_ids:
        points = []
        for slot in slots:
            row = by_place.get((subject_id, slot))
            if row is None:
                points.append(HistoryPoint(slot, None, None, None))
            else:
                points.append(
                    HistoryPoint(
                        slot, unscaled(row.active_power_mw), unscaled(row.apparent_power_mva), unscaled(row.current_ma)
                    )
                )
        found[subject_id] = tuple(points)
    return found


def history_query(subject_ids: Sequence[int], since_s: float) -> Select[*tuple[Any, ...]]:
    """Goes through the cycles: history is clustered by time, and each cycle's row is then one look-up."""
    table = schema.history
    return select(
        table.c.slot_s, table.c.subject_id, table.c.active_power_mw, table.c.apparent_power_mva, table.c.current_ma
    ).where(table.c.slot_s.in_(_slots(since_s)), table.c.subject_id.in_(subject_ids))


def _slots(since_s: float) -> Select[int]:
    return select(schema.cycle.c.slot_s).where(schema.cycle.c.slot_s >= since_s)


def _latest_row(columns: dict[str, Any]) -> LatestRow:
    values = array("q")
    values.frombytes(columns.pop("values"))
    if sys.byteorder == "big":
        values.byteswap()
    return LatestRow(values=values, **columns)


def _little_endian(values: "array[int]") -> bytes:
    if sys.byteorder == "big":
        values = array("q", values)
        values.byteswap()
    return values.tobytes()


def _history_rows(attempt: Attempt, batch: ReadingBatch, slot_s: int) -> Iterator[dict[str, Any]]:
    offset_ms = round((batch.sampled_at_s - slot_s) * 1000)
    position = 0
    for subject_id, quantities in zip(attempt.subject_ids, attempt.quantities, strict=True):
        end = position + len(quantities)
        qualities = batch.qualities[position:end]
        # What cannot be would be a spike in every chart and sum; that there was something, the row's quality says.
        raw = {
            quantity: MISSING_RAW if quality == Quality.IMPLAUSIBLE else value
            for quantity, value, quality in zip(quantities, batch.values[position:end], qualities, strict=True)
        }
        columns = {name: _null(raw.get(quantity)) for quantity, name in _HISTORY_COLUMNS}
        quality = max(qualities, default=0)
        position = end
        if any(value is not None for value in columns.values()):
            yield {"slot_s": slot_s, "subject_id": subject_id, "offset_ms": offset_ms, "quality": quality, **columns}


def _null(raw: int | None) -> int | None:
    return None if raw == MISSING_RAW else raw


def sum_points(histories: Iterable[tuple[HistoryPoint, ...]]) -> tuple[HistoryPoint, ...]:
    """Several subjects' histories added up; a sum with a gap in it is a gap."""
    return tuple(
        HistoryPoint(
            points[0].at_s,
            _sum([point.active_power_w for point in points]),
            _sum([point.apparent_power_va for point in points]),
            _sum([point.current_a for point in points]),
        )
        for points in zip(*histories, strict=True)
    )


def _sum(values: Sequence[float | None]) -> float | None:
    present = [value for value in values if value is not None]
    return sum(present) if len(present) == len(values) else None
