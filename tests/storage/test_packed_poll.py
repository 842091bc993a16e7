"""A poll in one row: whatever goes in comes out, and its length says how."""

from array import array
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.history import STORED
from powertui.domain.reading import MISSING_RAW, Quality, ReadingBatch, SubjectDescription, SubjectKind
from powertui.storage.history_layout import HistoryLayout, history_layout
from powertui.storage.packed_poll import (
    PackedPart,
    layout_id,
    merge_polls,
    pack_parts,
    pack_poll,
    pack_values,
    part_starts,
    rows_of_parts,
    unpack_parts,
    unpack_poll,
    unpack_records,
    width_of,
)

MIDNIGHT_S = 20_717 * 86_400
NUMBERS = st.one_of(
    st.integers(-(2**63) + 1, 2**63 - 1), st.sampled_from((0, -(2**31), 2**31 - 1, 2**31)), st.integers(0, 10**6)
)
PARTS = st.lists(
    st.builds(
        PackedPart,
        st.integers(1, 2**31 - 1),
        st.lists(st.sampled_from(range(len(STORED))), min_size=1, unique=True).map(lambda some: tuple(sorted(some))),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda part: part.subject_id,
).map(tuple)


@st.composite
def polls(draw: st.DrawFn, count: int = 1) -> "tuple[tuple[PackedPart, ...], list[tuple[list[int | None], bytes]]]":
    """Parts, and the values and qualities of polls of them in which something is there."""
    parts = draw(PARTS)
    size = part_starts(parts)[-1]
    value = draw(st.sampled_from((st.none() | st.integers(0, 10**6), st.none() | NUMBERS, NUMBERS)))
    values = st.lists(value, min_size=size, max_size=size).filter(lambda some: some.count(None) < size)
    qualities = st.just(bytes(len(parts))) | st.binary(min_size=len(parts), max_size=len(parts))
    return parts, [(draw(values), draw(qualities)) for _ in range(count)]


@given(PARTS)
def test_parts_survive_and_make_one_key(parts: tuple[PackedPart, ...]) -> None:
    assert unpack_parts(pack_parts(parts)) == parts
    assert layout_id(parts) == layout_id(unpack_parts(pack_parts(parts)))
    assert -(2**63) <= layout_id(parts) < 2**63


@given(polls())
def test_a_poll_survives_with_its_gaps_and_qualities(
    poll: "tuple[tuple[PackedPart, ...], list[tuple[list[int | None], bytes]]]",
) -> None:
    parts, ((values, qualities),) = poll
    assert unpack_poll(pack_poll(values, qualities), parts) == (values, qualities)
    present = [value for value in values if value is not None]
    if len(present) == len(values):
        assert pack_values(present) == pack_poll(values, bytes(len(parts)))


@given(polls(4))
def test_records_of_one_length_read_as_the_rows_of_each_subject(
    polls: "tuple[tuple[PackedPart, ...], list[tuple[list[int | None], bytes]]]",
) -> None:
    """As the database joins them; what each subject's rows are is computed plainly."""
    parts, each = polls
    count = part_starts(parts)[-1]
    packed = [
        (second, 7 + second, pack_poll(*poll), poll) for second, poll in zip(range(0, 120, 30), each, strict=True)
    ]
    for size in {len(row) for _, _, row, _ in packed}:
        alike = [row for row in packed if len(row[2]) == size]
        width = width_of(size, count)
        records = b"".join(
            second.to_bytes(width) + offset_ms.to_bytes(width) + row[: width * count]
            for second, offset_ms, row, _ in alike
        )
        qualities = b"".join(row[width * count :] for _, _, row, _ in alike)
        found = dict(rows_of_parts(unpack_records(records, qualities, count, width, MIDNIGHT_S), parts))
        for second, offset_ms, _, (values, told) in alike:
            is_first = True
            for at, (part, (start, end)) in enumerate(zip(parts, pairwise(part_starts(parts)), strict=True)):
                own = dict(zip(part.stored, values[start:end], strict=True))
                rows = [row for row in found[part] if row[0] == MIDNIGHT_S + second]
                if all(value is None for value in own.values()):
                    assert rows == []
                    continue
                stored = [own.get(number) for number in range(len(STORED))]
                assert rows == [(MIDNIGHT_S + second, *stored, offset_ms if is_first else 0, told[at])]
                is_first = False


@given(polls(2))
def test_of_two_polls_in_a_slot_each_subject_has_the_later_one_that_knows_it(
    polls: "tuple[tuple[PackedPart, ...], list[tuple[list[int | None], bytes]]]",
) -> None:
    parts, (older, newer) = polls
    values, qualities = unpack_poll(merge_polls(pack_poll(*older), pack_poll(*newer), parts), parts)
    for at, (start, end) in enumerate(pairwise(part_starts(parts))):
        said, quality = (
            (newer[0], newer[1]) if any(value is not None for value in newer[0][start:end]) else (older[0], older[1])
        )
        assert values[start:end] == said[start:end]
        assert qualities[at] == quality[at]


def layout_of_two() -> HistoryLayout:
    quantities = (STORED[0], STORED[6], STORED[5])
    return history_layout(
        [8, 5], [SubjectDescription(SubjectKind.UNIT, str(at), quantities=quantities) for at in range(2)]
    )


@pytest.mark.parametrize("counter_wh", [1000, 2**31, -(2**31), 2**40])
def test_a_batch_is_packed_in_the_order_of_its_layout_however_great_it_is(counter_wh: int) -> None:
    layout = layout_of_two()
    batch = ReadingBatch(0.0, array("q", [10, 1000, 70, 20, 0, counter_wh]), bytes(6))
    assert [part.subject_id for part in layout.parts()] == [5, 8]
    assert [part.stored for part in layout.parts()] == [(0, 5, 6)] * 2
    assert unpack_poll(layout.packed(batch), layout.parts()) == ([20, counter_wh, 0, 10, 70, 1], bytes(2))


def test_what_cannot_be_is_no_value_and_says_so_and_nothing_at_all_is_no_row() -> None:
    layout = layout_of_two()
    values = array("q", [10, 1000, MISSING_RAW, 20, MISSING_RAW, 50])
    qualities = bytes([Quality.IMPLAUSIBLE, 0, Quality.MISSING, 0, Quality.MISSING, 0])
    stored = ([20, 50, None, None, None, 1], bytes([Quality.MISSING, max(Quality.IMPLAUSIBLE, Quality.MISSING)]))
    assert unpack_poll(layout.packed(ReadingBatch(0.0, values, qualities)), layout.parts()) == stored
    nothing = ReadingBatch(0.0, array("q", [MISSING_RAW] * 6), bytes([Quality.MISSING] * 6))
    assert layout.packed(nothing) == b""
    assert layout.packed(ReadingBatch(0.0, array("q", [1]), bytes(1))) == b""
    unknown = history_layout([1], [SubjectDescription(SubjectKind.UNIT, "1", quantities=())])
    assert unknown.packed(ReadingBatch(0.0, array("q"), b"")) == b""
