"""Slots: whatever the clock does, a reading takes no other one's place."""

from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.slots import Slots


def test_a_slot_is_the_start_of_its_interval() -> None:
    slots = Slots()
    assert [slots.next_s(now_s, 30.0) for now_s in (60.0, 99.9, 120.0, 155.0)] == [60, 90, 120, 150]


def test_a_clock_that_is_set_forward_leaves_a_gap() -> None:
    slots = Slots()
    assert [slots.next_s(now_s, 30.0) for now_s in (60.0, 3660.0, 3690.0)] == [60, 3660, 3690]


def test_a_clock_that_is_set_back_writes_beside_what_there_is_until_it_is_past_it() -> None:
    slots = Slots()
    before = [slots.next_s(float(now_s), 30.0) for now_s in range(0, 301, 30)]
    again = [slots.next_s(float(now_s), 30.0) for now_s in range(150, 391, 30)]
    assert again == [151, 181, 211, 241, 271, 301, 330, 360, 390]
    assert not set(before) & set(again)


def test_a_poll_that_somebody_asked_for_stands_beside_that_of_the_cycle() -> None:
    slots = Slots()
    assert [slots.next_s(now_s, 30.0) for now_s in (60.0, 65.0, 70.0, 90.0)] == [60, 61, 62, 90]


def test_a_process_that_starts_where_another_one_has_been_writes_beside_it() -> None:
    assert Slots(newest_s=3000).next_s(600.0, 30.0) == 601
    assert Slots(newest_s=3000).next_s(3010.0, 30.0) == 3000
    assert Slots(newest_s=3000).next_s(3030.0, 30.0) == 3030


@given(st.lists(st.integers(-4000, 4000), max_size=4))
def test_polls_one_interval_apart_never_share_a_slot_however_the_clock_is_set(jumps: list[int]) -> None:
    slots = Slots()
    taken: list[int] = []
    offset_s = 1_000_000.0
    elapsed_s = 0.0
    for jump_s in (0, *jumps):
        offset_s += jump_s
        for _ in range(50):
            taken.append(slots.next_s(offset_s + elapsed_s, 30.0))
            elapsed_s += 30.0
    assert len(set(taken)) == len(taken)
