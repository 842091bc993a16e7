"""Columns of integers in few bytes, by the standard library at the speed of C.

A column is written as the differences between neighbours, less the smallest of them, by their greatest common divisor:
a meter's resolution costs nothing then, and a counter's steady rise neither. Of these small numbers all first bytes are
written, then all second ones, and zlib compresses what is left.
"""

import sys
import zlib
from array import array
from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate, compress, count, repeat
from math import gcd
from operator import add, mul, sub
from struct import Struct

VERSION = 1

FIRST_VALUE = 10
"""Codes of columns below it are about the samples: when they were, how good they are."""

_BLOCK = Struct("<BIB")
"""Version, samples, number of columns."""
_ENTRY = Struct("<BBI")
"""A column's code, whether some of it is missing, its length."""
_COLUMN = Struct("<BqqQ")
"""Bytes of a number, the first value, the smallest difference, the divisor."""
_PLAIN = 255
"""Instead of the bytes of a number: the values as they are."""

_GREATEST = 2**62
_LEVEL = 6


def pack_block(columns: Mapping[int, Sequence[int | None]]) -> bytes:
    """Columns of equal length, by a code of 0 to 255; None is missing."""
    length = len(next(iter(columns.values())))
    entries: list[bytes] = []
    bodies: list[bytes] = []
    for code, column in columns.items():
        present = [value for value in column if value is not None]
        body = pack_numbers(present)
        is_partial = len(present) < length
        if is_partial:
            mask = zlib.compress(bytes(value is not None for value in column), _LEVEL)
            body = len(mask).to_bytes(4, "little") + mask + body
        entries.append(_ENTRY.pack(code, is_partial, len(body)))
        bodies.append(body)
    return b"".join((_BLOCK.pack(VERSION, length, len(columns)), *entries, *bodies))


def unpack_block(packed: bytes, wanted: Collection[int] | None = None) -> dict[int, list[int | None]]:
    """The columns of a block, or those of some codes that it has."""
    _, length, column_count = _BLOCK.unpack_from(packed)
    position = _BLOCK.size + column_count * _ENTRY.size
    found: dict[int, list[int | None]] = {}
    for number in range(column_count):
        code, is_partial, size = _ENTRY.unpack_from(packed, _BLOCK.size + number * _ENTRY.size)
        if wanted is None or code in wanted:
            found[code] = _unpack_column(packed[position : position + size], length, is_partial=bool(is_partial))
        position += size
    return found


def present_counts(packed: bytes) -> dict[int, int]:
    """How many values each column of a block has, but for those of the codes below 10, which are no values."""
    return {
        code: sum(value is not None for value in column)
        for code, column in unpack_block(packed).items()
        if code >= FIRST_VALUE
    }


def _unpack_column(body: bytes, length: int, *, is_partial: bool) -> list[int | None]:
    if not is_partial:
        return list(unpack_numbers(body, length))
    end = 4 + int.from_bytes(body[:4], "little")
    mask = zlib.decompress(body[4:end])
    column: list[int | None] = [None] * length
    values = unpack_numbers(body[end:], sum(mask))
    for place, value in zip(compress(count(), mask), values, strict=False):
        column[place] = value
    return column


def pack_numbers(values: Sequence[int]) -> bytes:
    """Integers of 64 bits."""
    if not values:
        return b""
    if max(values) >= _GREATEST or min(values) <= -_GREATEST:
        return _COLUMN.pack(_PLAIN, 0, 0, 1) + zlib.compress(_little_endian(array("q", values)), _LEVEL)
    steps = list(map(sub, values[1:], values))
    least = min(steps, default=0)
    rises = list(map(sub, steps, repeat(least)))
    divisor = gcd(*set(rises)) or 1
    if divisor > 1:
        rises = [rise // divisor for rise in rises]
    width = (max(rises, default=0).bit_length() + 7) // 8
    header = _COLUMN.pack(width, values[0], least, divisor)
    if not width:
        return header
    raw = _little_endian(array("Q", rises))
    return header + zlib.compress(b"".join(raw[place::8] for place in range(width)), _LEVEL)


def unpack_numbers(packed: bytes, length: int) -> Sequence[int]:
    """The reverse of `pack_numbers`."""
    if not length:
        return ()
    width, first, least, divisor = _COLUMN.unpack_from(packed)
    if width == _PLAIN:
        return _from_little_endian("q", zlib.decompress(packed[_COLUMN.size :])).tolist()
    if not width:
        return range(first, first + least * length, least) if least else [first] * length
    planes = zlib.decompress(packed[_COLUMN.size :])
    raw = bytearray(8 * (length - 1))
    for place in range(width):
        raw[place::8] = planes[place * (length - 1) : (place + 1) * (length - 1)]
    rises: Sequence[int] = _from_little_endian("Q", bytes(raw)).tolist()
    if divisor > 1:
        rises = list(map(mul, rises, repeat(divisor)))
    if least:
        rises = list(map(add, rises, repeat(least)))
    return list(accumulate(rises, initial=first))


def _little_endian(numbers: "array[int]") -> bytes:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def _from_little_endian(kind: str, raw: bytes) -> "array[int]":
    found = array(kind)
    found.frombytes(raw)
    if sys.byteorder == "big":
        found.byteswap()
    return found
