"""Turns of the targets: even, never twice at a time, rarer for the silent."""

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.schedule import MOST_BACKOFF, Place, Schedule, phase_of

INTERVAL_S = 30.0
START_S = 1_000.0


def scheduled(count: int, interval_s: float = INTERVAL_S) -> Schedule:
    schedule = Schedule()
    for target_id in range(count):
        schedule.put(target_id, interval_s, START_S)
    return schedule


def run(
    schedule: Schedule, from_s: float, to_s: float, *, tick_s: float = 0.1, answered: bool = True
) -> list[tuple[float, int]]:
    """(when, whom), for polls that take no time."""
    polled = []
    for tick in range(round((to_s - from_s) / tick_s)):
        now_s = from_s + tick * tick_s
        for due in schedule.take(now_s, 10_000):
            polled.append((now_s, due.target_id))
            schedule.ended(due.target_id, answered=answered)
    return polled


def test_the_first_turn_comes_at_once() -> None:
    assert len(scheduled(100).take(START_S, 1_000)) == 100


def test_from_one_turn_of_a_target_to_its_next_is_one_interval() -> None:
    schedule = scheduled(200)
    run(schedule, START_S, START_S + 2 * INTERVAL_S)
    turns: dict[int, list[float]] = {}
    for when_s, target_id in run(schedule, START_S + 2 * INTERVAL_S, START_S + 5 * INTERVAL_S):
        turns.setdefault(target_id, []).append(when_s)
    assert len(turns) == 200
    gaps = [later - sooner for whens in turns.values() for sooner, later in pairwise(whens)]
    assert all(abs(gap - INTERVAL_S) < 0.11 for gap in gaps)


def test_turns_are_spread_evenly_over_the_interval() -> None:
    schedule = scheduled(1_000)
    run(schedule, START_S, START_S + 2 * INTERVAL_S)
    later = run(schedule, START_S + 2 * INTERVAL_S, START_S + 3 * INTERVAL_S)
    in_each_second = Counter(int(when_s) for when_s, _ in later)
    assert len(in_each_second) == 30
    assert max(in_each_second.values()) <= 36


def test_each_target_has_its_own_interval() -> None:
    schedule = scheduled(1, 30.0)
    schedule.put(99, 10.0, START_S)
    polled = Counter(target_id for _, target_id in run(schedule, START_S + 0.0, START_S + 300.0))
    assert polled[99] in range(30, 33)
    assert polled[0] in range(10, 13)


def test_a_target_that_is_still_being_polled_is_left_out_and_that_is_counted() -> None:
    schedule = scheduled(1)
    assert len(schedule.take(START_S, 10)) == 1
    for second in range(1, 5 * int(INTERVAL_S)):
        assert schedule.take(START_S + second, 10) == []
    assert schedule.counts.shed in {4, 5}
    schedule.ended(0, answered=True)
    assert len(run(schedule, START_S + 5 * INTERVAL_S, START_S + 7 * INTERVAL_S)) == 2


def test_a_silent_target_is_polled_less_often_and_an_answer_ends_that() -> None:
    schedule = scheduled(1)
    silent = run(schedule, START_S, START_S + 100 * INTERVAL_S, tick_s=1.0, answered=False)
    gaps = [later - sooner for (sooner, _), (later, _) in pairwise(silent)]
    assert max(gaps) <= MOST_BACKOFF * INTERVAL_S + 1
    assert gaps[-1] >= MOST_BACKOFF * INTERVAL_S - 1
    now_s = START_S + 100 * INTERVAL_S
    run(schedule, now_s, now_s + 10 * INTERVAL_S, tick_s=1.0)
    now_s += 10 * INTERVAL_S
    assert len(run(schedule, now_s, now_s + 10 * INTERVAL_S, tick_s=1.0)) == 10


def test_a_request_brings_the_turn_forward_and_the_place_in_the_interval_stays() -> None:
    schedule = scheduled(3)
    before = run(schedule, START_S, START_S + 3 * INTERVAL_S)
    place_s = next(when_s for when_s, target_id in reversed(before) if target_id == 1) % INTERVAL_S
    now_s = START_S + 3 * INTERVAL_S
    assert schedule.hurry(1, now_s)
    assert [due.target_id for due in schedule.take(now_s, 10) if due.target_id == 1] == [1]
    assert not schedule.hurry(1, now_s)
    schedule.ended(1, answered=True)
    later = [when_s for when_s, target_id in run(schedule, now_s, now_s + 3 * INTERVAL_S) if target_id == 1]
    assert len(later) in {2, 3}
    assert all(abs(when_s % INTERVAL_S - place_s) <= 0.2 for when_s in later)


def test_a_machine_that_slept_owes_nobody_the_turns_that_it_missed() -> None:
    schedule = scheduled(10)
    run(schedule, START_S, START_S + INTERVAL_S)
    woken_s = START_S + 10_000
    polled = Counter(target_id for _, target_id in run(schedule, woken_s, woken_s + 3 * INTERVAL_S))
    assert all(count in {3, 4} for count in polled.values())


def test_who_is_removed_has_no_turn() -> None:
    schedule = scheduled(10)
    schedule.keep_only({3, 4})
    assert {due.target_id for due in schedule.take(START_S, 10)} == {3, 4}


def test_turns_that_do_not_fit_wait_for_the_next_look() -> None:
    schedule = scheduled(10)
    assert len(schedule.take(START_S, 4)) == 4
    assert len(schedule.take(START_S, 100)) == 6


@given(st.lists(st.sampled_from(["take", "end", "hurry", "put", "remove", "later"]), max_size=80), st.integers(1, 5))
def test_no_target_is_ever_polled_twice_at_a_time(steps: list[str], count: int) -> None:
    schedule = scheduled(count)
    under_way: set[int] = set()
    now_s = START_S
    for number, step in enumerate(steps):
        target_id = number % count
        match step:
            case "take":
                for due in schedule.take(now_s, 3):
                    assert due.target_id not in under_way
                    assert due.due_s <= now_s
                    under_way.add(due.target_id)
            case "end" if target_id in under_way:
                under_way.discard(target_id)
                schedule.ended(target_id, answered=number % 3 == 0)
            case "hurry":
                schedule.hurry(target_id, now_s)
            case "put":
                schedule.put(target_id, 10.0 + number, now_s)
            case "remove" if target_id not in under_way:
                schedule.remove(target_id)
            case _:
                now_s += 7.3


@given(
    st.integers(min_value=1, max_value=10**6),
    st.floats(min_value=1, max_value=300),
    st.floats(min_value=1e9, max_value=2e9),
)
def test_a_target_that_changes_hands_has_each_of_its_turns_once(
    target_id: int, interval_s: float, now_s: float
) -> None:
    before, after = Schedule(), Schedule()
    before.put(target_id, interval_s, now_s, Place(phase_of(target_id, interval_s), now_s))
    first = before.take(now_s + interval_s + 0.001, 1)
    handed_over_s = first[0].due_s + 0.002
    after.put(target_id, interval_s, handed_over_s, Place(phase_of(target_id, interval_s), handed_over_s))
    assert after.take(first[0].due_s + interval_s - 0.01, 1) == []
    (second,) = after.take(first[0].due_s + interval_s + 0.01, 1)
    assert abs(second.due_s - first[0].due_s - interval_s) < 0.001


def test_turns_that_were_due_before_a_target_came_over_are_made_up_for() -> None:
    schedule = Schedule()
    schedule.put(1, 10.0, 1_000.0, Place(3.0, 992.0))
    assert [due.due_s for due in schedule.take(1_000.0, 9)] == [993.0]
    schedule.ended(1, answered=True)
    assert schedule.take(1_002.9, 9) == []
    assert [due.due_s for due in schedule.take(1_003.0, 9)] == [1_003.0]


def test_a_target_that_goes_and_comes_back_has_no_turns_left_from_before() -> None:
    schedule = Schedule()
    schedule.put(1, 10.0, 0.0)
    schedule.remove(1)
    schedule.put(1, 10.0, 5.0, Place(9.0, 5.0))
    assert schedule.take(8.0, 9) == []
    assert [due.due_s for due in schedule.take(9.0, 9)] == [9.0]
