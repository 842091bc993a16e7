"""Rollups in bytes: one stretch of time in a few, a subject's whole day of quarters of an hour in a block.

A block has a fixed number of places, so that 13 months of blocks are decoded together, column by column: which bytes
of a number go where is the same in all of them. Each gauge is a section by itself: who asks about one unpacks one.
"""

import sys
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, compress, groupby, pairwise
from operator import add, sub
from struct import Struct

from powertui.domain.history import DAY_S, GAUGES, QUARTER_S, QUARTERS_OF_A_DAY, RollupSeries, Spread
from powertui.domain.history_figures import BucketFigures, GaugeFigures
from powertui.domain.reading import Quantity

_WIDE = 0x80
"""In the mask of gauges: numbers take 8 bytes, not 4."""
_MISSING = {4: -(2**31), 8: -(2**63)}
_KINDS = {4: "i", 8: "q"}
_LEVEL = 6
_LENGTH = Struct("<H")
_COVERAGE, _ENERGY, _FIRST_GAUGE = range(3)
_OF_A_GAUGE = 4
"""Columns: the mean, and how far the least is below it, the greatest above it, the percentile above the least."""


def pack_gauges(gauges: Sequence[GaugeFigures | None]) -> bytes:
    """The gauges of one stretch of time."""
    mask = sum(1 << at for at, gauge in enumerate(gauges) if gauge is not None)
    numbers = [part for g in gauges if g is not None for part in (g.least, g.mean, g.greatest, g.p95)]
    width = _width(numbers)
    return bytes((mask | (_WIDE if width == 8 else 0),)) + _little_endian(array(_KINDS[width], numbers))


def unpack_gauges(packed: bytes) -> tuple[GaugeFigures | None, ...]:
    """The reverse of `pack_gauges`."""
    numbers = iter(_from_little_endian(8 if packed[0] & _WIDE else 4, packed[1:]))
    return tuple(
        GaugeFigures(next(numbers), next(numbers), next(numbers), next(numbers)) if packed[0] >> at & 1 else None
        for at in range(len(GAUGES))
    )


def gauge_count(packed: bytes) -> int:
    """Of how many gauges there is something, in either form."""
    return (packed[0] & ~_WIDE).bit_count()


def pack_quarters(quarters: Mapping[int, BucketFigures]) -> bytes:
    """A subject's day: figures by the number of the quarter, 0 to 95."""
    kept = [at for at in range(len(GAUGES)) if any(figures.gauges[at] is not None for figures in quarters.values())]
    columns: list[list[int | None]] = [[0] * QUARTERS_OF_A_DAY, [None] * QUARTERS_OF_A_DAY]
    columns += ([0] * QUARTERS_OF_A_DAY for _ in range(_OF_A_GAUGE * len(kept)))
    for number, figures in quarters.items():
        columns[_COVERAGE][number] = figures.coverage_permille
        columns[_ENERGY][number] = figures.energy_wh
    for position, at in enumerate(kept):
        first = _FIRST_GAUGE + _OF_A_GAUGE * position
        columns[first] = [None] * QUARTERS_OF_A_DAY
        for number, figures in quarters.items():
            gauge = figures.gauges[at]
            if gauge is not None:
                columns[first][number] = gauge.mean
                columns[first + 1][number] = gauge.mean - gauge.least
                columns[first + 2][number] = gauge.greatest - gauge.mean
                columns[first + 3][number] = gauge.p95 - gauge.least
    width = _width([value for column in columns for value in column if value is not None])
    mask = sum(1 << at for at in kept) | (_WIDE if width == 8 else 0)
    starts = (0, *range(_FIRST_GAUGE, len(columns) + 1, _OF_A_GAUGE))
    sections = [_section(columns[start:end], width) for start, end in pairwise(starts)]
    return b"".join((bytes((mask,)), *(part for each in sections for part in (_LENGTH.pack(len(each)), each))))


def _section(columns: Sequence[Sequence[int | None]], width: int) -> bytes:
    """Columns that are read together: of each all first bytes, then all second ones."""
    planes: list[bytes] = []
    for column in columns:
        numbers = array(_KINDS[width], (_MISSING[width] if value is None else value for value in column))
        raw = _little_endian(numbers)
        planes += (raw[place::width] for place in range(width))
    return zlib.compress(b"".join(planes), _LEVEL)


def _sections(packed: bytes, wanted: Sequence[int]) -> list[bytes]:
    """Some sections of a block, by their numbers, which rise."""
    found: list[bytes] = []
    position = 1
    for number in range(wanted[-1] + 1):
        (length,) = _LENGTH.unpack_from(packed, position)
        position += _LENGTH.size
        if number in wanted:
            found.append(zlib.decompress(packed[position : position + length]))
        position += length
    return found


@dataclass(slots=True)
class _Lists:
    starts_s: list[int] = field(default_factory=list)
    coverage: list[int] = field(default_factory=list)
    energy: list[int | None] = field(default_factory=list)
    gauges: dict[Quantity, tuple[list[int | None], ...]] = field(default_factory=dict)

    def series(self) -> RollupSeries:
        return RollupSeries(
            tuple(self.starts_s),
            tuple(self.coverage),
            tuple(self.energy),
            {quantity: Spread(*map(tuple, columns)) for quantity, columns in self.gauges.items()},
        )


def unpack_days(blocks: Iterable[tuple[int, bytes]], quantities: Sequence[Quantity]) -> RollupSeries:
    """Some quantities of a subject's days, each with its number since the epoch, oldest first, as one series."""
    found = _Lists(gauges={quantity: ([], [], [], []) for quantity in quantities})
    for mask, run in groupby(blocks, key=lambda block: block[1][0]):
        _unpack_run(found, mask, list(run), quantities)
    return found.series()


def _unpack_run(found: _Lists, mask: int, run: Sequence[tuple[int, bytes]], quantities: Sequence[Quantity]) -> None:
    """Days whose blocks have the same columns."""
    width = 8 if mask & _WIDE else 4
    missing = _MISSING[width]
    present = [gauge for at, gauge in enumerate(GAUGES) if mask >> at & 1]
    wanted = [quantity for quantity in present if quantity in quantities]
    numbers = [0, *(1 + present.index(quantity) for quantity in wanted)]
    common, *sections = zip(*(_sections(packed, numbers) for _, packed in run), strict=True)
    coverage = _column(common, _COVERAGE, width)
    is_whole = 0 not in coverage

    def kept(values: list[int]) -> list[int]:
        return values if is_whole else list(compress(values, coverage))

    found.starts_s += kept(
        list(chain.from_iterable(range(day * DAY_S, (day + 1) * DAY_S, QUARTER_S) for day, _ in run))
    )
    found.coverage += kept(coverage)
    found.energy += _known(kept(_column(common, _ENERGY, width)), missing)
    for quantity, section in zip(wanted, sections, strict=True):
        mean, below, above, p95 = (kept(_column(section, part, width)) for part in range(_OF_A_GAUGE))
        least = list(map(sub, mean, below))
        columns = (least, mean, list(map(add, mean, above)), list(map(add, least, p95)))
        is_absent = [value == missing for value in mean] if missing in mean else None
        for each, values in zip(found.gauges[quantity], columns, strict=True):
            each.extend(values if is_absent is None else _without(values, is_absent))
    for columns_of_gauge in found.gauges.values():
        for each in columns_of_gauge:
            each.extend([None] * (len(found.starts_s) - len(each)))


def _column(sections: Sequence[bytes], number: int, width: int) -> list[int]:
    """A column of the same section of several days."""
    whole = bytearray(width * QUARTERS_OF_A_DAY * len(sections))
    for place in range(width):
        start = (number * width + place) * QUARTERS_OF_A_DAY
        whole[place::width] = b"".join([each[start : start + QUARTERS_OF_A_DAY] for each in sections])
    return _from_little_endian(width, whole).tolist()


def _without(values: Iterable[int], is_absent: Iterable[bool]) -> Iterable[int | None]:
    return (None if absent else value for value, absent in zip(values, is_absent, strict=True))


def _known(values: list[int], missing: int) -> Sequence[int | None]:
    return [None if value == missing else value for value in values] if missing in values else values


def series_of(buckets: Iterable[tuple[int, BucketFigures]], quantities: Sequence[Quantity]) -> RollupSeries:
    """The same from figures one by one, each with its start."""
    found = _Lists(gauges={quantity: ([], [], [], []) for quantity in quantities})
    for start_s, figures in buckets:
        found.starts_s.append(start_s)
        found.coverage.append(figures.coverage_permille)
        found.energy.append(figures.energy_wh)
        for quantity in quantities:
            gauge = figures.gauges[GAUGES.index(quantity)]
            parts = (None,) * 4 if gauge is None else (gauge.least, gauge.mean, gauge.greatest, gauge.p95)
            for each, value in zip(found.gauges[quantity], parts, strict=True):
                each.append(value)
    return found.series()


def _width(numbers: Sequence[int]) -> int:
    is_narrow = not numbers or (max(numbers) < 2**31 and min(numbers) > -(2**31))
    return 4 if is_narrow else 8


def _little_endian(numbers: "array[int]") -> bytes:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def _from_little_endian(width: int, raw: "bytes | bytearray") -> "array[int]":
    found = array(_KINDS[width])
    found.frombytes(raw)
    if sys.byteorder == "big":
        found.byteswap()
    return found
