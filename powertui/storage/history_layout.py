"""From a batch to rows of history in one step: which value of a batch goes to which column of which subject's row.

A batch's values, its moment and its subjects' ids make one list, from which one call picks the parameters of all of a
device's rows, or the numbers of its one packed row (`packed_poll`). What is not as usual, a value that is missing or of
another quality, is looked at row by row.
"""

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from operator import itemgetter
from typing import Any

from powertui.domain.history import STORED, HistoryScope
from powertui.domain.reading import MILLI, MISSING_RAW, Quality, Quantity, ReadingBatch, SubjectDescription
from powertui.storage.packed_poll import PackedPart, layout_id, pack_poll, pack_values

COLUMNS = (
    "slot_s",
    "subject_id",
    "offset_ms",
    "quality",
    "current_ma",
    "voltage_mv",
    "active_power_mw",
    "apparent_power_mva",
    "power_factor_milli",
    "energy_wh",
    "state",
)
"""Of a row of history, in the order of its parameters; the last ones are those of `STORED`.

`offset_ms` stands in the first row of a device and a slot, and is 0 in its others: they were sampled together.
"""

WIDTH = len(COLUMNS)
_STATE = STORED.index(Quantity.STATE)
_MOST_OFFSET_MS = 2**31 - 1
_GOOD = bytes(1)


@dataclass(frozen=True, slots=True)
class Row:
    """Of one kept subject: where its values stand in a batch."""

    start: int
    end: int
    places: tuple[int | None, ...]
    """Of each stored quantity."""


@dataclass(frozen=True, slots=True)
class _Picking:
    """How batches become rows, but for whose they are: the same for all devices with the same parts."""

    value_count: int
    positions: tuple[int, ...]
    """Of the kept subjects in the description, in the order of their rows."""
    rows: tuple[Row, ...]
    states: tuple[int, ...]
    """Where in a batch the states are that are kept."""
    pick: Callable[[list[Any]], tuple[Any, ...]] | None
    packed_pick: Callable[[list[int]], tuple[int, ...]] | None
    """From a batch's values and then its states."""


@dataclass(frozen=True, slots=True)
class HistoryLayout:
    """How the batches of a device, as it is described now, become rows. Made by `history_layout`, kept by who polls."""

    subject_ids: "array[int]"
    """Of the rows, ascending."""
    id: int
    """The same for the same parts, whoever polls them: says how packed rows are to be read."""
    _picking: _Picking

    @property
    def rows(self) -> "tuple[Row, ...]":
        """Where in a batch the values of each of them stand."""
        return self._picking.rows

    @property
    def value_count(self) -> int:
        """Of a batch."""
        return self._picking.value_count

    def parameters(self, batch: ReadingBatch, slot_s: int) -> Sequence[Any]:
        """Of all rows of a batch, `WIDTH` for each, row after row."""
        pool = self._pool(batch, slot_s)
        if pool is None:
            return [item for row in self.careful_rows(batch, slot_s) for item in row]
        return self._picking.pick(pool) if self._picking.pick else ()

    def parts(self) -> tuple[PackedPart, ...]:
        """What is where in a packed row."""
        return _parts(self.subject_ids, self._picking)

    def packed(self, batch: ReadingBatch) -> bytes:
        """All rows of a batch as one, for `packed_poll` to read; empty if nothing of it is kept."""
        picking = self._picking
        pool: list[int] = batch.values.tolist()
        if picking.packed_pick is None or len(pool) != picking.value_count:
            return b""
        if batch.qualities.strip(_GOOD) or MISSING_RAW in pool:
            return self._carefully_packed(batch)
        pool += [pool[place] // MILLI for place in picking.states]
        return pack_values(picking.packed_pick(pool))

    def _carefully_packed(self, batch: ReadingBatch) -> bytes:
        kept = _kept(batch, self._picking.rows)
        values = [value for row, own in zip(self.rows, kept, strict=True) for value in _reported(row, own)]
        return pack_poll(values, bytes(max(batch.qualities[row.start : row.end]) for row in self.rows))

    def _pool(self, batch: ReadingBatch, slot_s: int) -> list[Any] | None:
        """What the rows are picked from; None where they must be looked at one by one."""
        pool: list[Any] = batch.values.tolist()
        if len(pool) != self._picking.value_count or batch.qualities.strip(_GOOD) or MISSING_RAW in pool:
            return None
        states = [pool[place] // MILLI for place in self._picking.states]
        pool += states
        pool += (None, slot_s, offset_ms(batch, slot_s), 0)
        pool += self.subject_ids
        return pool

    def careful_rows(self, batch: ReadingBatch, slot_s: int) -> list[tuple[int | None, ...]]:
        """Rows of a batch in which not all is well: what is missing or cannot be is NULL; nothing at all is no row."""
        if len(batch.values) != self._picking.value_count:
            return []
        offset = offset_ms(batch, slot_s)
        found: list[tuple[int | None, ...]] = []
        for subject_id, row, kept in zip(self.subject_ids, self.rows, _kept(batch, self.rows), strict=True):
            if kept.count(None) < len(kept):
                quality = max(batch.qualities[row.start : row.end])
                found.append((slot_s, subject_id, 0 if found else offset, quality, *kept))
        return found


def _kept(batch: ReadingBatch, rows: Sequence[Row]) -> list[list[int | None]]:
    """Of each row the values of `STORED`."""
    values: list[int | None] = [
        # What cannot be would be a spike in every chart and sum; that there was something, the row's quality says.
        None if value == MISSING_RAW or quality == Quality.IMPLAUSIBLE else value
        for value, quality in zip(batch.values, batch.qualities, strict=True)
    ]
    found = [[None if place is None else values[place] for place in row.places] for row in rows]
    for kept in found:
        state = kept[_STATE]
        if state is not None:
            kept[_STATE] = state // MILLI
    return found


def _reported(row: Row, kept: Sequence[int | None]) -> Iterator[int | None]:
    return (value for value, place in zip(kept, row.places, strict=True) if place is not None)


def history_layout(
    subject_ids: Sequence[int], subjects: Sequence[SubjectDescription], scope: HistoryScope | None = None
) -> HistoryLayout:
    """The layout of a device's batches; `subject_ids` are those of the described subjects, in order."""
    kept_of = (scope or HistoryScope()).kept
    # Ids ascend as subjects were met first, which is the order of the description unless parts came later.
    ordered = sorted(range(len(subject_ids)), key=subject_ids.__getitem__)
    parts = tuple((subject.quantities, kept_of.get(subject.kind, frozenset())) for subject in subjects)
    picking = _picking(parts, tuple(ordered))
    return _layout(array("q", (subject_ids[position] for position in picking.positions)), picking)


def layout_of_rows(subject_ids: Sequence[int], rows: "tuple[Row, ...]", value_count: int) -> HistoryLayout:
    """A layout from what it says of itself, as it was kept on disk."""
    return _layout(array("q", subject_ids), _picking_of_rows(rows, value_count))


def _layout(subject_ids: "array[int]", picking: _Picking) -> HistoryLayout:
    return HistoryLayout(subject_ids, layout_id(_parts(subject_ids, picking)), picking)


def _parts(subject_ids: "array[int]", picking: _Picking) -> tuple[PackedPart, ...]:
    return tuple(
        PackedPart(subject_id, tuple(number for number, place in enumerate(row.places) if place is not None))
        for subject_id, row in zip(subject_ids, picking.rows, strict=True)
    )


@lru_cache(maxsize=1024)
def _picking_of_rows(rows: tuple[Row, ...], value_count: int) -> _Picking:
    return _picking_of(dict(enumerate(rows)), value_count)


@lru_cache(maxsize=1024)
def _picking(parts: tuple[tuple[tuple[Quantity, ...], frozenset[Quantity]], ...], ordered: tuple[int, ...]) -> _Picking:
    """Of a device with these parts (what is polled of each, what would be kept); `ordered` as their rows shall be."""
    starts = [0, *accumulate(len(quantities) for quantities, _ in parts)]
    rows: dict[int, Row] = {}
    for position in ordered:
        quantities, wanted = parts[position]
        start = starts[position]
        place_of = {quantity: start + at for at, quantity in enumerate(quantities) if quantity in wanted}
        if place_of.keys() & set(STORED):
            rows[position] = Row(start, start + len(quantities), tuple(place_of.get(quantity) for quantity in STORED))
    return _picking_of(rows, starts[-1])


def _picking_of(rows: Mapping[int, Row], value_count: int) -> _Picking:
    states = tuple(place for row in rows.values() if (place := row.places[_STATE]) is not None)
    state_at = {place: value_count + at for at, place in enumerate(states)}
    first = value_count + len(states)
    null, slot, offset, quality = range(first, first + 4)
    first_id = first + 4
    picked: list[int] = []
    packed: list[int] = []
    for at, row in enumerate(rows.values()):
        # The moment is the device's: the first row says it, a 0 in the others takes no room in SQLite.
        picked += (slot, first_id + at, quality if at else offset, quality)
        for number, place in enumerate(row.places):
            if place is None:
                picked.append(null)
            else:
                picked.append(state_at[place] if number == _STATE else place)
                packed.append(picked[-1])
    return _Picking(
        value_count=value_count,
        positions=tuple(rows),
        rows=tuple(rows.values()),
        states=states,
        pick=itemgetter(*picked) if rows else None,
        packed_pick=_picker(packed),
    )


def _picker(places: Sequence[int]) -> Callable[[list[int]], tuple[int, ...]] | None:
    if len(places) == 1:
        # An itemgetter of one place gives no tuple.
        (place,) = places
        return lambda pool: (pool[place],)
    return itemgetter(*places) if places else None


def offset_ms(batch: ReadingBatch, slot_s: int) -> int:
    """How long after its slot a batch was sampled; a clock that was set may make it great, or negative."""
    return max(-_MOST_OFFSET_MS, min(_MOST_OFFSET_MS, round((batch.sampled_at_s - slot_s) * 1000)))
