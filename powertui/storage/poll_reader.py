"""Reading PostgreSQL's history: the database cuts out what is wanted of each poll's row and joins it to one piece.

One answer for each layout, instead of a row for each slot: most of the time would be spent on the rows.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise
from math import ceil
from typing import Any

from sqlalchemy import BigInteger, Connection, Integer, any_, func, literal, select, text
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by

from powertui.domain.history import DAY_S, STORED
from powertui.domain.reading import Quantity
from powertui.storage import schema
from powertui.storage.packed_poll import (
    NARROW,
    WIDE,
    PackedPart,
    PackedRows,
    part_starts,
    rows_of_parts,
    unpack_parts,
    unpack_poll,
    unpack_records,
    unpack_slots,
    width_of,
)
from powertui.storage.partitions import partition_days

_PIECES = text(
    f"""
SELECT cut.number, own.size, string_agg(own.record, CAST('' AS bytea)) AS records,
       string_agg(own.qualities, CAST('' AS bytea)) AS qualities
FROM unnest(CAST(:layouts AS bigint[]), CAST(:firsts AS integer[]), CAST(:counts AS integer[]),
            CAST(:totals AS integer[])) WITH ORDINALITY AS cut (layout_id, first, count, total, number)
CROSS JOIN LATERAL (
    SELECT octet_length(packed) AS size,
           CASE WHEN octet_length(packed) < {WIDE} * cut.total
           THEN int4send(CAST(slot_s - :midnight_s AS integer)) || int4send(offset_ms)
                || substring(packed FROM 1 + {NARROW} * cut.first FOR {NARROW} * cut.count)
           ELSE int8send(slot_s - :midnight_s) || int8send(CAST(offset_ms AS bigint))
                || substring(packed FROM 1 + {WIDE} * cut.first FOR {WIDE} * cut.count)
           END AS record,
           substring(packed FROM 1 + cut.total
                     * CASE WHEN octet_length(packed) < {WIDE} * cut.total THEN {NARROW} ELSE {WIDE} END) AS qualities
    FROM history_poll
    WHERE layout_id = cut.layout_id AND slot_s >= :since_s AND slot_s < :until_s
      AND slot_s = ANY (ARRAY(SELECT slot_s FROM history_slot WHERE slot_s >= :since_s AND slot_s < :until_s))
    OFFSET 0
) AS own
GROUP BY cut.number, own.size
"""  # noqa: S608 - our own numbers
)
"""By way of the slots, each a look-up: a layout's rows are not neighbours, and PostgreSQL would rather go through the
whole index of a day. An OFFSET is what it does not look behind: with it, what is sorted are pieces and not rows."""


@dataclass(frozen=True, slots=True)
class _Cut:
    """What is wanted of the rows of a layout: some neighbouring parts."""

    layout_id: int
    first: int
    """The first of their numbers in a row."""
    total: int
    """How many numbers a row has."""
    parts: tuple[PackedPart, ...]

    @property
    def count(self) -> int:
        return sum(len(part.stored) for part in self.parts)


def read_polled(
    connection: Connection,
    found: Mapping[int, dict[int, Sequence[int | None]]],
    quantities: Sequence[Quantity],
    since_s: float,
) -> None:
    """Add the readings of some quantities of subjects, by subject and slot, over those that are found already."""
    numbers = [STORED.index(quantity) for quantity in quantities]
    for day in _days(connection, since_s):
        cuts = [_cut_of(layout_id, parts, found) for layout_id, parts in _layouts(connection, day, found).items()]
        for cut, packed in _pieces(connection, cuts, day, max(since_s, day * DAY_S), (day + 1) * DAY_S):
            none: list[int | None] = [None] * len(packed.slots_s)
            for part, (start, end) in zip(cut.parts, pairwise(part_starts(cut.parts)), strict=True):
                if part.subject_id not in found:
                    continue
                columns = packed.columns[start:end]
                own = dict(zip(part.stored, columns, strict=True))
                wanted: Iterable[tuple[int, Sequence[int | None]]]
                wanted = zip(
                    packed.slots_s, zip(*(own.get(number, none) for number in numbers), strict=True), strict=True
                )
                if not packed.is_whole:
                    values = zip(*columns, strict=True)
                    wanted = compress(wanted, (each.count(None) < len(each) for each in values))
                found[part.subject_id].update(wanted)


def _cut_of(layout_id: int, parts: tuple[PackedPart, ...], wanted: Collection[int]) -> _Cut:
    """From the first part that is wanted to the last: a row is looked up once, whoever of a device is asked about."""
    places = [place for place, part in enumerate(parts) if part.subject_id in wanted] or [0]
    starts = part_starts(parts)
    return _Cut(layout_id, starts[places[0]], starts[-1], parts[places[0] : places[-1] + 1])


def read_slots(connection: Connection, since_s: float) -> Sequence[int]:
    """The slots from a moment on, oldest first; in one piece, for there are thousands."""
    slot_s = schema.history_slot.c.slot_s
    joined = func.string_agg(func.int8send(slot_s), aggregate_order_by(literal(b""), slot_s))
    packed: bytes = connection.execute(select(joined).where(slot_s >= ceil(since_s))).scalar() or b""
    return unpack_slots(packed)


def polled_rows(
    connection: Connection, since_s: int, until_s: int, first_id: int, last_id: int
) -> Iterator[tuple[int, list[tuple[int, *tuple[int | None, ...]]]]]:
    """The rows of a range of subjects: slot, the values of `STORED`, offset, quality. A subject may come repeatedly."""
    subject = schema.subject
    ids = connection.execute(select(subject.c.id).where(subject.c.id.between(first_id, last_id))).scalars().all()
    for day in range(since_s // DAY_S, (until_s - 1) // DAY_S + 1):
        cuts = [
            _Cut(layout_id, 0, part_starts(parts)[-1], parts)
            for layout_id, parts in _layouts(connection, day, ids).items()
        ]
        for cut, packed in _pieces(connection, cuts, day, max(since_s, day * DAY_S), min(until_s, (day + 1) * DAY_S)):
            for part, rows in rows_of_parts(packed, cut.parts):
                if first_id <= part.subject_id <= last_id and rows:
                    yield part.subject_id, rows


def _days(connection: Connection, since_s: float) -> Sequence[int]:
    """Those that there may be readings of."""
    return [day for day in partition_days(connection, schema.history_poll) if (day + 1) * DAY_S > since_s]


def _layouts(connection: Connection, day: int, subject_ids: Collection[int]) -> dict[int, tuple[PackedPart, ...]]:
    """The layouts of a day that the devices of some subjects have."""
    table, subject = schema.history_layout, schema.subject
    targets = select(subject.c.target_id).where(subject.c.id == any_(literal(list(subject_ids), ARRAY(Integer))))
    rows = connection.execute(
        select(table.c.id, table.c.parts).where(table.c.day == day, table.c.target_id.in_(targets)).order_by(table.c.id)
    )
    return {row.id: unpack_parts(row.parts) for row in rows}


def _pieces(
    connection: Connection, cuts: Sequence[_Cut], day: int, since_s: float, until_s: int
) -> Iterable[tuple[_Cut, PackedRows]]:
    if not cuts:
        return
    midnight_s = day * DAY_S
    parameters: dict[str, Any] = {
        "midnight_s": midnight_s,
        "since_s": ceil(since_s),
        "until_s": until_s,
        "layouts": [cut.layout_id for cut in cuts],
        "firsts": [cut.first for cut in cuts],
        "counts": [cut.count for cut in cuts],
        "totals": [cut.total for cut in cuts],
    }
    for row in connection.execute(_PIECES, parameters).all():
        cut = cuts[row.number - 1]
        width = width_of(row.size, cut.total)
        yield cut, unpack_records(row.records, row.qualities, cut.count, width, midnight_s)


def values_in_polls(connection: Connection, sample: int) -> float:
    """How many values a row has, by some of the oldest; 0 without any."""
    table = schema.history_poll
    rows = connection.execute(
        select(table.c.slot_s, table.c.layout_id, table.c.packed).order_by(*table.primary_key.columns).limit(sample)
    ).all()
    layouts: dict[int, tuple[PackedPart, ...]] = {}
    if rows:
        known = schema.history_layout
        ids = list({row.layout_id for row in rows})
        found = connection.execute(
            select(known.c.id, known.c.parts).where(known.c.id == any_(literal(ids, ARRAY(BigInteger))))
        )
        layouts = {row.id: unpack_parts(row.parts) for row in found}
    counts = [
        len(values) - values.count(None)
        for row in rows
        if row.layout_id in layouts
        for values, _ in (unpack_poll(row.packed, layouts[row.layout_id]),)
    ]
    return sum(counts) / len(counts) if counts else 0.0
