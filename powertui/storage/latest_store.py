"""The newest state of each device: one row each, written in bulk, with revisions that tell readers what is new."""

import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select, update

from powertui.domain.reading import (
    MISSING_RAW,
    PollFailure,
    PollOutcome,
    Quality,
    Quantity,
    ReadingBatch,
    SubjectDescription,
    SubjectKind,
)
from powertui.domain.sharding import Claim
from powertui.storage import schema
from powertui.storage.history_layout import HistoryLayout
from powertui.storage.revisions import take_revisions

DEVICES_AT_ONCE = 256
"""In one statement."""


class LatestRow(NamedTuple):
    """The newest state of a device, as stored: its batch as 64-bit little-endian integers, a byte of quality each."""

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
    values: bytes
    qualities: bytes

    def raw_values(self) -> "array[int]":
        """The batch as numbers."""
        values = array("q")
        values.frombytes(self.values)
        if sys.byteorder == "big":
            values.byteswap()
        return values


_COLUMNS = tuple(schema.latest.c[name] for name in LatestRow._fields)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One poll of one device, to be stored."""

    target_id: int
    slot_s: int
    """Of the cycle; the history's key."""
    attempted_at_s: float
    latency_s: float
    result: ReadingBatch | PollFailure
    rebooted_at_s: float | None
    """Set when this poll shows that the device restarted since the one before."""
    layout: HistoryLayout | None
    """Of the batch; None where it is not known, and for a failure."""
    claim: Claim | None = None
    """What entitled this poller to it, where several share the devices."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A column that a poll changes: its type on PostgreSQL, and what it becomes by the poll's own value, `{new}`."""

    name: str
    type: str
    change: str = "{new}"


_ALWAYS = (
    _Column("target_id", "int"),
    _Column("revision", "bigint"),
    _Column("attempted_at_s", "float8"),
    _Column("latency_s", "float8"),
    _Column("outcome", "text"),
    _Column("detail", "text"),
)
_OF_FAILURES = (*_ALWAYS, _Column("failures", "int", "latest.failures + {new}"))
_OF_SUCCESSES = (
    *_ALWAYS,
    _Column("failures", "int"),
    _Column("sampled_at_s", "float8"),
    _Column("uptime_s", "float8"),
    _Column("rebooted_at_s", "float8", "COALESCE({new}, latest.rebooted_at_s)"),
    _Column("values", "bytea"),
    _Column("qualities", "bytea"),
)


def newest_revision(connection: Connection) -> int:
    """The revision of the newest row; 0 if there is none."""
    return connection.execute(select(func.max(schema.latest.c.revision))).scalar() or 0


def load_latest(connection: Connection, after_revision: int) -> tuple[LatestRow, ...]:
    """The devices whose state is newer than a revision."""
    rows = connection.execute(select(*_COLUMNS).where(schema.latest.c.revision > after_revision))
    return tuple(map(LatestRow._make, rows))


def load_latest_of(connection: Connection, target_id: int) -> tuple[LatestRow, ...]:
    """The newest state of one device."""
    rows = connection.execute(select(*_COLUMNS).where(schema.latest.c.target_id == target_id))
    return tuple(map(LatestRow._make, rows))


def save_latest(connection: Connection, attempts: Sequence[Attempt]) -> None:
    """Store what polls brought, a few statements for all of them. A device that is gone is left out."""
    rounds: list[dict[int, Attempt]] = []
    for attempt in attempts:
        # A statement changes a row once: a device that was polled twice takes part in two.
        free = next((each for each in rounds if attempt.target_id not in each), None)
        if free is None:
            rounds.append({attempt.target_id: attempt})
        else:
            free[attempt.target_id] = attempt
    revision = take_revisions(connection, len(attempts))
    for each in rounds:
        failed: list[tuple[Any, ...]] = []
        succeeded: list[tuple[Any, ...]] = []
        for attempt in each.values():
            row = _row(attempt, revision)
            (failed if isinstance(attempt.result, PollFailure) else succeeded).append(row)
            revision += 1
        _update(connection, _OF_FAILURES, failed)
        _update(connection, _OF_SUCCESSES, succeeded)


def _row(attempt: Attempt, revision: int) -> tuple[Any, ...]:
    result = attempt.result
    always = (attempt.target_id, revision, attempt.attempted_at_s, attempt.latency_s)
    if isinstance(result, PollFailure):
        return (*always, result.outcome.value, result.detail[:1000], 1)
    return (
        *always,
        PollOutcome.OK.value,
        "",
        0,
        result.sampled_at_s,
        result.uptime_s,
        attempt.rebooted_at_s,
        little_endian(result.values),
        result.qualities,
    )


def _update(connection: Connection, columns: tuple[_Column, ...], rows: Sequence[tuple[Any, ...]]) -> None:
    if connection.dialect.name == "postgresql":
        for first in range(0, len(rows), DEVICES_AT_ONCE):
            part = rows[first : first + DEVICES_AT_ONCE]
            connection.exec_driver_sql(_unnested(columns), tuple(list(column) for column in zip(*part, strict=True)))
        return
    start = 0
    while start < len(rows):
        left = len(rows) - start
        # A few sizes only: the driver keeps each statement that it has seen, of which large ones take 0.1 MB.
        count = DEVICES_AT_ONCE if left >= DEVICES_AT_ONCE else 1 << (left.bit_length() - 1)
        chunk = rows[start : start + count]
        connection.exec_driver_sql(_valued(columns, count), tuple(item for row in chunk for item in row))
        start += count


@cache
def _unnested(columns: tuple[_Column, ...]) -> str:
    arrays = ", ".join(f"%s::{column.type}[]" for column in columns)
    names = ", ".join(f"n_{column.name}" for column in columns)
    changes = _changes(columns, [f"v.n_{column.name}" for column in columns])
    return f"UPDATE latest SET {changes} FROM unnest({arrays}) AS v({names}) WHERE latest.target_id = v.n_target_id"  # noqa: S608 - our own columns


@cache
def _valued(columns: tuple[_Column, ...], count: int) -> str:
    row = f"({', '.join('?' * len(columns))})"
    changes = _changes(columns, [f"v.column{number}" for number, _ in enumerate(columns, start=1)])
    rows = ", ".join([row] * count)
    return f"UPDATE latest SET {changes} FROM (VALUES {rows}) AS v WHERE latest.target_id = v.column1"  # noqa: S608 - the same


def _changes(columns: Sequence[_Column], new: Sequence[str]) -> str:
    pairs = zip(columns[1:], new[1:], strict=True)
    return ", ".join(f'"{column.name}" = {column.change.format(new=value)}' for column, value in pairs)


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
    raw = row.raw_values()
    place = {channel: position for position, channel in enumerate(old)} if len(raw) == len(old) else {}
    places = [place.get(channel) for channel in new]
    values = array("q", (MISSING_RAW if at is None else raw[at] for at in places))
    qualities = bytes(Quality.MISSING if at is None else row.qualities[at] for at in places)
    connection.execute(
        update(table).where(table.c.target_id == target_id).values(values=little_endian(values), qualities=qualities)
    )


def channels(subjects: Sequence[SubjectDescription]) -> tuple[tuple[SubjectKind, str, Quantity], ...]:
    """What the places of a batch are, in order."""
    return tuple((subject.kind, subject.key, quantity) for subject in subjects for quantity in subject.quantities)


def little_endian(values: "array[int]") -> bytes:
    """Values as the database holds them."""
    if sys.byteorder == "big":
        values = array("q", values)
        values.byteswap()
    return values.tobytes()
