"""A poll's readings in one row, as PostgreSQL keeps them: integers one after another, and how to find them again.

A row of PostgreSQL's takes 28 bytes before it holds anything, and as many in its index: with a row for each subject,
history would be little else. So one row has all kept values of a poll, in the order of its layout: subject after
subject, each with the quantities that are kept of it in the order of `STORED`, in 4 bytes each, or 8 where one of the
poll's values needs them.
The qualities follow, a byte for each subject, unless all are good. The length of a row says which of these it is, for
there are at most as many subjects as values.

Big-endian, the order of PostgreSQL's own `int4send`: pieces that the database cuts out and joins are read as they are.
"""

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from itertools import accumulate, pairwise
from struct import Struct, error

from powertui.domain.history import STORED

NARROW, WIDE = 4, 8
"""Bytes of a number."""

_NULL = {NARROW: -(2**31), WIDE: -(2**63)}
_CODE = {NARROW: "i", WIDE: "q"}
_PART = Struct(">iH")
_LEADING = 2
"""A record's numbers before those of the row: its slot's second of the day, and its offset in ms."""


@dataclass(frozen=True, slots=True)
class PackedPart:
    """Of one subject: which quantities a packed row has of it."""

    subject_id: int
    stored: tuple[int, ...]
    """Their numbers in `STORED`."""


@dataclass(frozen=True, slots=True)
class PackedRows:
    """The packed rows of one layout and one length, by columns."""

    slots_s: Sequence[int]
    offsets_ms: Sequence[int]
    columns: tuple[Sequence[int | None], ...]
    """In the order of the layout."""
    qualities: bytes
    """Row after row, a byte for each of the layout's subjects; empty if all are good."""
    is_whole: bool
    """Nothing in the columns is missing."""


def pack_parts(parts: Iterable[PackedPart]) -> bytes:
    """A layout's parts in bytes: of each the subject and a bit for each quantity."""
    return b"".join(_PART.pack(part.subject_id, sum(1 << number for number in part.stored)) for part in parts)


def unpack_parts(packed: bytes) -> tuple[PackedPart, ...]:
    """The reverse of `pack_parts`."""
    numbers = range(len(STORED))
    return tuple(
        PackedPart(subject_id, tuple(number for number in numbers if bits >> number & 1))
        for subject_id, bits in _PART.iter_unpack(packed)
    )


def layout_id(parts: Iterable[PackedPart]) -> int:
    """A key for a layout that follows from what it is, so that all who write agree on it without asking."""
    return int.from_bytes(blake2b(pack_parts(parts), digest_size=8).digest(), signed=True)


def part_starts(parts: Sequence[PackedPart]) -> tuple[int, ...]:
    """At which number of a row each part begins; and then how many numbers there are."""
    return tuple(accumulate((len(part.stored) for part in parts), initial=0))


def pack_values(values: Sequence[int]) -> bytes:
    """A row in which all is there and good."""
    if _NULL[NARROW] not in values:
        try:
            return _struct(NARROW, len(values)).pack(*values)
        except error:
            pass
    return _struct(WIDE, len(values)).pack(*values)


def pack_poll(values: Sequence[int | None], qualities: bytes) -> bytes:
    """A row with whatever is missing in it; empty if all is."""
    present = [value for value in values if value is not None]
    if not present:
        return b""
    limit = -_NULL[NARROW]
    width = NARROW if max(present) < limit and min(present) > -limit else WIDE
    packed = _struct(width, len(values)).pack(*(_NULL[width] if value is None else value for value in values))
    return packed + qualities if any(qualities) else packed


def unpack_poll(packed: bytes, parts: Sequence[PackedPart]) -> tuple[list[int | None], bytes]:
    """The values and the qualities of a row; the reverse of `pack_poll`."""
    count = part_starts(parts)[-1]
    width = width_of(len(packed), count)
    values = _struct(width, count).unpack_from(packed)
    return [None if value == _NULL[width] else value for value in values], packed[width * count :] or bytes(len(parts))


def merge_polls(older: bytes, newer: bytes, parts: Sequence[PackedPart]) -> bytes:
    """Two rows of the same layout and slot: of each subject the newer one's values, unless it has none."""
    values, older_qualities = unpack_poll(older, parts)
    newer_values, newer_qualities = unpack_poll(newer, parts)
    qualities = bytearray(older_qualities)
    starts = part_starts(parts)
    for number, (start, end) in enumerate(pairwise(starts)):
        own = newer_values[start:end]
        if own.count(None) < len(own):
            values[start:end] = own
            qualities[number] = newer_qualities[number]
    return pack_poll(values, bytes(qualities))


def width_of(size: int, count: int) -> int:
    """Of the numbers of a row of so many bytes, which has so many numbers."""
    return WIDE if size >= WIDE * count else NARROW


def unpack_records(records: bytes, qualities: bytes, count: int, width: int, midnight_s: int) -> PackedRows:
    """Records as the database joins them: the slot's second of its day, the offset, some numbers of a row."""
    numbers = _numbers(records, width)
    step = count + _LEADING
    columns: list[Sequence[int | None]] = [numbers[at::step] for at in range(_LEADING, step)]
    null = _NULL[width]
    is_whole = null not in numbers
    if not is_whole:
        columns = [[None if value == null else value for value in column] for column in columns]
    slots_s = [midnight_s + second for second in numbers[0::step]]
    return PackedRows(slots_s, numbers[1::step], tuple(columns), qualities, is_whole)


def unpack_slots(packed: bytes) -> Sequence[int]:
    """Moments of 8 bytes each."""
    return _numbers(packed, WIDE).tolist()


def _numbers(packed: bytes, width: int) -> "array[int]":
    numbers = array(_CODE[width])
    numbers.frombytes(packed)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def rows_of_parts(
    packed: PackedRows, parts: Sequence[PackedPart]
) -> Iterator[tuple[PackedPart, list[tuple[int, *tuple[int | None, ...]]]]]:
    """Of each part its rows: slot, the values of `STORED`, offset, quality; where it has no value there is none.

    The offset is in the first row of a slot, and 0 in the others.
    """
    offsets: list[int] = list(packed.offsets_ms)
    none: list[int | None] = [None] * len(offsets)
    starts = part_starts(parts)
    for at, part in enumerate(parts):
        own = dict(zip(part.stored, packed.columns[starts[at] : starts[at + 1]], strict=True))
        stored = [own.get(number, none) for number in range(len(STORED))]
        qualities = packed.qualities[at :: len(parts)] or bytes(len(offsets))
        rows = list(zip(packed.slots_s, *stored, offsets, qualities, strict=True))
        if not packed.is_whole:
            # The first part that has a value says the moment.
            is_there = [any(value is not None for value in values) for values in zip(*own.values(), strict=True)]
            rows = [row for row, there in zip(rows, is_there, strict=True) if there]
            offsets = [0 if there else offset for offset, there in zip(offsets, is_there, strict=True)]
        else:
            offsets = [0] * len(offsets)
        yield part, rows


@cache
def _struct(width: int, count: int) -> Struct:
    return Struct(f">{count}{_CODE[width]}")
