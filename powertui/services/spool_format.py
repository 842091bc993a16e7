"""Polls as bytes, while the database is away: a record has some polls, and the layouts that they are first to use.

All numbers are little-endian. A record's length and checksum stand before it, so that one that was cut short, or has
rotted, is known as such.
"""

import json
import struct
import sys
import zlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from powertui.domain.reading import PollFailure, PollOutcome, ReadingBatch
from powertui.domain.sharding import Claim
from powertui.storage.history_layout import HistoryLayout, Row, layout_of_rows
from powertui.storage.reading_store import Attempt

HEADER = struct.Struct("<III")
"""Length of what follows, its checksum, and how many polls are in it."""

MOST_RECORD_BYTES = 64 * 1024 * 1024
"""A length beyond this is no length."""

_ATTEMPT = struct.Struct("<iqdddiqiB")
_SAMPLED = struct.Struct("<ddI")
_SIZE = struct.Struct("<I")
_NONE = float("nan")
_FAILED, _READ = 0, 1


class NoRecord(ValueError):  # noqa: N818 - not an error: the end of what can be read
    """What stands there cannot be read."""


class Encoder:
    """Makes records of one file; it remembers which layouts that file has."""

    def __init__(self) -> None:
        self._layouts: dict[int, tuple[int, HistoryLayout]] = {}
        self._shapes: dict[tuple[int, tuple[Row, ...]], int] = {}

    def record(self, attempts: Sequence[Attempt]) -> bytes:
        """Some polls, ready to be appended."""
        new = _NewLayouts([], [])
        body = bytearray()
        for attempt in attempts:
            number = -1 if attempt.layout is None else self._number(attempt.layout, new)
            body += _encoded(attempt, number)
        layouts = json.dumps([new.shapes, new.layouts], separators=(",", ":")).encode()
        packed = zlib.compress(_SIZE.pack(len(layouts)) + layouts + body, 1)
        return HEADER.pack(len(packed), zlib.crc32(packed), len(attempts)) + packed

    def _number(self, layout: HistoryLayout, new: "_NewLayouts") -> int:
        known = self._layouts.get(id(layout))
        if known is None:
            # The layout is kept, so that no other one comes to have its id.
            known = self._layouts[id(layout)] = (len(self._layouts), layout)
            key = (layout.value_count, layout.rows)
            shape = self._shapes.get(key)
            if shape is None:
                shape = self._shapes[key] = len(self._shapes)
                new.shapes.append(
                    (shape, layout.value_count, [(row.start, row.end, *row.places) for row in layout.rows])
                )
            new.layouts.append((known[0], shape, list(layout.subject_ids)))
        return known[0]


@dataclass(frozen=True, slots=True)
class _NewLayouts:
    """What a record is the first of its file to need."""

    shapes: list[tuple[int, int, list[tuple[int | None, ...]]]]
    """Its number, how many values, and its rows; the same for all devices of a kind."""
    layouts: list[tuple[int, int, list[int]]]
    """Its number, its shape's, and whose the rows are."""


class Decoder:
    """Reads the records of one file, from its beginning."""

    def __init__(self) -> None:
        self._shapes: dict[int, tuple[int, tuple[Row, ...]]] = {}
        self._layouts: dict[int, HistoryLayout] = {}

    def attempts(self, packed: bytes) -> tuple[Attempt, ...]:
        """What a record holds; raises NoRecord where it is none of ours."""
        try:
            data = zlib.decompress(packed)
            (size,) = _SIZE.unpack_from(data)
            shapes, layouts = json.loads(data[_SIZE.size : _SIZE.size + size])
            for number, value_count, rows in shapes:
                self._shapes[number] = (value_count, tuple(Row(row[0], row[1], tuple(row[2:])) for row in rows))
            for number, shape, subject_ids in layouts:
                value_count, rows = self._shapes[shape]
                self._layouts[number] = layout_of_rows(subject_ids, rows, value_count)
            return tuple(self._each(data, _SIZE.size + size))
        except (ValueError, LookupError, TypeError, OverflowError, struct.error, zlib.error) as error:
            raise NoRecord(str(error)) from error

    def _each(self, data: bytes, position: int) -> Iterator[Attempt]:
        while position < len(data):
            target, slot_s, at_s, latency_s, rebooted_s, shard, epoch, layout, kind = _ATTEMPT.unpack_from(
                data, position
            )
            position += _ATTEMPT.size
            result: ReadingBatch | PollFailure
            if kind == _READ:
                sampled_s, uptime_s, count = _SAMPLED.unpack_from(data, position)
                position += _SAMPLED.size
                values = array("q")
                values.frombytes(data[position : position + 8 * count])
                if sys.byteorder == "big":
                    values.byteswap()
                position += 8 * count
                result = ReadingBatch(sampled_s, values, data[position : position + count], _or_none(uptime_s))
                position += count
            else:
                (size,) = _SIZE.unpack_from(data, position)
                position += _SIZE.size
                outcome, _, detail = data[position : position + size].decode().partition("\n")
                position += size
                result = PollFailure(PollOutcome(outcome), detail)
            claim = None if shard < 0 else Claim(shard, epoch)
            known = None if layout < 0 else self._layouts[layout]
            yield Attempt(target, slot_s, at_s, latency_s, result, _or_none(rebooted_s), known, claim)


def _encoded(attempt: Attempt, layout: int) -> bytes:
    result, claim = attempt.result, attempt.claim
    is_read = isinstance(result, ReadingBatch)
    rebooted_s = _NONE if attempt.rebooted_at_s is None else attempt.rebooted_at_s
    times = (attempt.attempted_at_s, attempt.latency_s, rebooted_s)
    whose = (-1, -1) if claim is None else (claim.shard_id, claim.epoch)
    head = _ATTEMPT.pack(attempt.target_id, attempt.slot_s, *times, *whose, layout, _READ if is_read else _FAILED)
    if isinstance(result, PollFailure):
        told = f"{result.outcome.value}\n{result.detail}".encode()
        return head + _SIZE.pack(len(told)) + told
    values = array("q", result.values)
    if sys.byteorder == "big":
        values.byteswap()
    uptime_s = _NONE if result.uptime_s is None else result.uptime_s
    return head + _SAMPLED.pack(result.sampled_at_s, uptime_s, len(values)) + values.tobytes() + result.qualities


def _or_none(value: float) -> float | None:
    return None if value != value else value  # noqa: PLR0124 - only what is no number differs from itself
