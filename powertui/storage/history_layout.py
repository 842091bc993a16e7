"""From a batch to rows of history in one step: which value of a batch goes to which column of which subject's row.

A batch's values, its moment and its subjects' ids make one list, from which one call picks the parameters of all of a
device's rows. What is not as usual, a value that is missing or of another quality, is looked at row by row.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from struct import Struct
from typing import Any

from powertui.domain.history import STORED, HistoryScope
from powertui.domain.reading import MILLI, MISSING_RAW, Quality, Quantity, ReadingBatch, SubjectDescription

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
"""Of a row of history, in the order of its parameters; the last ones are those of `STORED`."""

WIDTH = len(COLUMNS)
_LEADING = WIDTH - len(STORED)
_STATE = STORED.index(Quantity.STATE)
_MOST_OFFSET_MS = 2**31 - 1
_GOOD = bytes(1)

_SIZES = {"slot_s": 8, "subject_id": 4, "offset_ms": 4, "quality": 4, "state": 4}
_FORMATS = {4: "i", 8: "q"}
_NULL = -1


@dataclass(frozen=True, slots=True)
class _Row:
    subject_id: int
    start: int
    end: int
    places: tuple[int | None, ...]
    """Of each stored quantity in the batch."""


@dataclass(frozen=True, slots=True)
class HistoryLayout:
    """How the batches of a device, as it is described now, become rows. Made by `history_layout`, kept by who polls."""

    value_count: int
    rows: tuple[_Row, ...]
    subject_ids: tuple[int, ...]
    states: tuple[int, ...]
    """Where in a batch the states are that are kept."""
    pick: Callable[[list[Any]], tuple[Any, ...]] | None
    copy_pick: Callable[[list[Any]], tuple[Any, ...]] | None
    copy_struct: Struct
    _tail: tuple[int, ...] = field(default=())

    def parameters(self, batch: ReadingBatch, slot_s: int) -> Sequence[Any]:
        """Of all rows of a batch, `WIDTH` for each, row after row."""
        pool = self._pool(batch, slot_s)
        if pool is None:
            return [item for row in self.careful_rows(batch, slot_s) for item in row]
        return self.pick(pool) if self.pick else ()

    def copied(self, batch: ReadingBatch, slot_s: int) -> bytes:
        """All rows of a batch in PostgreSQL's binary form for COPY."""
        pool = self._pool(batch, slot_s)
        if pool is None:
            return b"".join(map(copied_row, self.careful_rows(batch, slot_s)))
        return self.copy_struct.pack(*self.copy_pick(pool)) if self.copy_pick else b""

    def _pool(self, batch: ReadingBatch, slot_s: int) -> list[Any] | None:
        """What the rows are picked from; None where they must be looked at one by one."""
        pool: list[Any] = batch.values.tolist()
        if len(pool) != self.value_count or batch.qualities.strip(_GOOD) or MISSING_RAW in pool:
            return None
        states = [pool[place] // MILLI for place in self.states]
        pool += (None, slot_s, offset_ms(batch, slot_s), 0)
        pool += self._tail
        pool += states
        return pool

    def careful_rows(self, batch: ReadingBatch, slot_s: int) -> list[tuple[int | None, ...]]:
        """Rows of a batch in which not all is well: what is missing or cannot be is NULL; nothing at all is no row."""
        if len(batch.values) != self.value_count:
            return []
        values: list[int | None] = [
            # What cannot be would be a spike in every chart and sum; that there was something, the row's quality says.
            None if value == MISSING_RAW or quality == Quality.IMPLAUSIBLE else value
            for value, quality in zip(batch.values, batch.qualities, strict=True)
        ]
        offset = offset_ms(batch, slot_s)
        found: list[tuple[int | None, ...]] = []
        for row in self.rows:
            kept = [None if place is None else values[place] for place in row.places]
            if kept.count(None) == len(kept):
                continue
            state = kept[_STATE]
            if state is not None:
                kept[_STATE] = state // MILLI
            quality = max(batch.qualities[row.start : row.end])
            found.append((slot_s, row.subject_id, offset, quality, *kept))
        return found


def history_layout(
    subject_ids: Sequence[int], subjects: Sequence[SubjectDescription], scope: HistoryScope | None = None
) -> HistoryLayout:
    """The layout of a device's batches; `subject_ids` are those of the described subjects, in order."""
    kept_of = (scope or HistoryScope()).kept
    rows: list[_Row] = []
    position = 0
    for subject_id, subject in zip(subject_ids, subjects, strict=True):
        end = position + len(subject.quantities)
        wanted = kept_of.get(subject.kind, frozenset())
        place_of = {quantity: position + at for at, quantity in enumerate(subject.quantities) if quantity in wanted}
        if place_of.keys() & set(STORED):
            rows.append(_Row(subject_id, position, end, tuple(place_of.get(quantity) for quantity in STORED)))
        position = end
    rows.sort(key=lambda row: row.subject_id)
    return _picking(tuple(rows), position)


def restored_layout(value_count: int, rows: Sequence[Sequence[int | None]]) -> HistoryLayout:
    """A layout from what `stored_rows` gave of it."""
    made = (_Row(int(row[0] or 0), int(row[1] or 0), int(row[2] or 0), tuple(row[3:])) for row in rows)
    return _picking(tuple(made), value_count)


def stored_rows(layout: HistoryLayout) -> list[list[int | None]]:
    """A layout as numbers: subject, where it begins and ends in a batch, where each stored quantity is."""
    return [[row.subject_id, row.start, row.end, *row.places] for row in layout.rows]


def _picking(rows: tuple[_Row, ...], value_count: int) -> HistoryLayout:
    ids = tuple(row.subject_id for row in rows)
    states = tuple(place for row in rows if (place := row.places[_STATE]) is not None)
    null, slot, offset, quality = range(value_count, value_count + 4)
    # Sizes as constants behind the ids, for COPY; then the states.
    constants = (WIDTH, 4, 8, _NULL)
    first_id = value_count + 4
    width, four, eight, absent = range(first_id + len(ids), first_id + len(ids) + len(constants))
    first_state = absent + 1
    state_at = {place: first_state + at for at, place in enumerate(states)}
    picked: list[int] = []
    copied: list[int] = []
    form = [">"]
    for at, row in enumerate(rows):
        places = [slot, first_id + at, offset, quality]
        for number, place in enumerate(row.places):
            places.append(null if place is None else state_at[place] if number == _STATE else place)
        picked += places
        copied.append(width)
        form.append("h")
        for name, place in zip(COLUMNS, places, strict=True):
            if place == null:
                copied.append(absent)
                form.append("i")
            else:
                size = _SIZES.get(name, 8)
                copied += (four if size == 4 else eight, place)
                form += ("i", _FORMATS[size])
    return HistoryLayout(
        value_count=value_count,
        rows=rows,
        subject_ids=ids,
        states=states,
        pick=itemgetter(*picked) if rows else None,
        copy_pick=itemgetter(*copied) if rows else None,
        copy_struct=Struct("".join(form)),
        _tail=(*ids, *constants),
    )


def copied_row(row: Sequence[int | None]) -> bytes:
    """A row in PostgreSQL's binary form."""
    parts = [WIDTH.to_bytes(2)]
    for name, value in zip(COLUMNS, row, strict=True):
        if value is None:
            parts.append(_NULL.to_bytes(4, signed=True))
        else:
            size = _SIZES.get(name, 8)
            parts += (size.to_bytes(4), value.to_bytes(size, signed=True))
    return b"".join(parts)


def offset_ms(batch: ReadingBatch, slot_s: int) -> int:
    """How long after its slot a batch was sampled; a clock that was set may make it great, or negative."""
    return max(-_MOST_OFFSET_MS, min(_MOST_OFFSET_MS, round((batch.sampled_at_s - slot_s) * 1000)))
