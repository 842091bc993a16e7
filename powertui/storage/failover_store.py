"""What single losses would mean, as evaluation worked it out last: one row of packed columns.

A plant of 10,000 PDUs has verdicts on 100,000 devices, anew every minute: as rows they would be more than all readings.
"""

import struct
import sys
import zlib
from array import array
from dataclasses import fields
from typing import TypeVar

from sqlalchemy import Connection, insert, select, update

from powertui.domain.redundancy.record import (
    BASES,
    LOSS_KINDS,
    VERDICTS,
    FailoverRecord,
    SupplyColumns,
    VerdictColumns,
    has_one_length,
)
from powertui.storage.schema import failover

_ONLY = 1
"""The id of the row: there is one."""

_HEAD = struct.Struct("<cI")
"""Before each column: its type, and how many bytes it takes."""

_BYTES = b"b"
_FASTEST = 1

_Columns = TypeVar("_Columns", SupplyColumns, VerdictColumns)


def save_failover(connection: Connection, record: FailoverRecord) -> None:
    """Put a record in the place of the one before."""
    values = {
        "at_s": record.at_s,
        "due_at_s": record.due_at_s,
        "supplies": packed(record.supplies),
        "devices": packed(record.devices),
        "racks": packed(record.racks),
    }
    if connection.execute(update(failover).where(failover.c.id == _ONLY).values(**values)).rowcount == 0:
        connection.execute(insert(failover).values(id=_ONLY, **values))


def failover_at_s(connection: Connection) -> float | None:
    """As of when the newest record is; None without any."""
    return connection.execute(select(failover.c.at_s)).scalar()


def load_failover(connection: Connection) -> FailoverRecord | None:
    """The newest record; None without any, and where it is of a version that packs otherwise."""
    row = connection.execute(select(failover)).one_or_none()
    if row is None:
        return None
    supplies = unpacked(SupplyColumns, row.supplies)
    devices, racks = unpacked(VerdictColumns, row.devices), unpacked(VerdictColumns, row.racks)
    if supplies is None or devices is None or racks is None:
        return None
    return FailoverRecord(row.at_s, row.due_at_s, supplies, devices, racks)


def packed(columns: SupplyColumns | VerdictColumns) -> bytes:
    """Column after column, little-endian, compressed."""
    pieces: list[bytes] = []
    for each in fields(columns):
        column = getattr(columns, each.name)
        kind = column.typecode.encode() if isinstance(column, array) else _BYTES
        octets = _swapped(column).tobytes() if isinstance(column, array) else column
        pieces += (_HEAD.pack(kind, len(octets)), octets)
    return zlib.compress(b"".join(pieces), _FASTEST)


def unpacked(kind: type[_Columns], octets: bytes) -> _Columns | None:
    """What `packed` has packed; None for anything else."""
    empty = kind()
    found: dict[str, array[int] | array[float] | bytes] = {}
    at = 0
    try:
        plain = zlib.decompress(octets)
        for each in fields(empty):
            typecode, size = _HEAD.unpack_from(plain, at)
            content = plain[at + _HEAD.size : at + _HEAD.size + size]
            at += _HEAD.size + size
            expected = getattr(empty, each.name)
            if isinstance(expected, bytes):
                if typecode != _BYTES:
                    return None
                found[each.name] = content
                continue
            if typecode != expected.typecode.encode():
                return None
            column = array(expected.typecode)
            column.frombytes(content)
            found[each.name] = _swapped(column)
        columns = kind(**found)  # type: ignore[arg-type]  # each has the type of the empty one's
    except (zlib.error, struct.error, ValueError):
        return None
    return columns if has_one_length(columns) and _has_codes(columns) else None


def _has_codes(columns: SupplyColumns | VerdictColumns) -> bool:
    """Whether every code has a meaning here."""
    if max(columns.bases, default=0) >= len(BASES):
        return False
    if isinstance(columns, SupplyColumns):
        return max(columns.loss_kinds, default=0) < len(LOSS_KINDS) and max(columns.legs, default=0) <= 3
    return max(columns.verdicts, default=0) < len(VERDICTS)


def _swapped(column: "array[int] | array[float]") -> "array[int] | array[float]":
    """Little-endian, or from it."""
    if sys.byteorder == "big":
        column = column[:]
        column.byteswap()
    return column
