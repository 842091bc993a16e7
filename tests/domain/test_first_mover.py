"""What moved first, from histories."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.first_mover import Candidate, first_faller, first_riser, greatest_step
from powertui.domain.plant import HistoryPoint

START_S, STEP_S = 1_790_000_000.0, 5.0


def series(name: str, watts: Sequence[float | None]) -> Candidate:
    return Candidate(name, [HistoryPoint(START_S + STEP_S * n, w, None, None) for n, w in enumerate(watts)])


def at(position: int) -> float:
    return START_S + STEP_S * position


def test_the_one_that_jumped_is_named_with_the_moment_and_the_size() -> None:
    still, jumped = series("still", [400] * 10), series("jumped", [604] * 6 + [1208] * 4)
    mover = first_riser([still, jumped], at(9))
    assert mover is not None
    assert (mover.name, mover.at_s, mover.before, mover.after) == ("jumped", at(6), 604, 1208)
    assert mover.words("14:07:10") == "jumped: +604 W at 14:07:10 (604 to 1,208 W)"


def test_of_two_that_rose_alike_the_earlier_one_is_meant() -> None:
    late, early = series("late", [100] * 7 + [800] * 3), series("early", [100] * 4 + [700] * 6)
    mover = first_riser([late, early], at(9))
    assert mover is not None
    assert mover.name == "early"


def test_a_small_rise_before_is_not_what_moved() -> None:
    breathing, jumped = series("breathing", [100, 130] + [130] * 8), series("jumped", [100] * 7 + [900] * 3)
    mover = first_riser([breathing, jumped], at(9))
    assert mover is not None
    assert mover.name == "jumped"


def test_a_ramp_is_told_by_its_middle() -> None:
    mover = first_riser([series("ramp", [100, 100, 200, 300, 400, 500, 500])], at(6))
    assert mover is not None
    assert (mover.at_s, mover.before, mover.after) == (at(3), 100, 500)


def test_what_rises_after_the_limit_was_crossed_did_not_cause_it() -> None:
    assert first_riser([series("late", [100] * 8 + [900] * 2)], at(7)) is None


def test_gaps_are_passed_over() -> None:
    mover = first_riser([series("gap", [None, 100, None, None, 700, 700])], at(5))
    assert mover is not None
    assert (mover.at_s, mover.before) == (at(4), 100)


def test_what_breathes_moves_nothing() -> None:
    assert first_riser([series("a", [100, 110, 95, 112, 104]), series("b", [])], at(4)) is None


def test_a_dead_cord_is_what_fell() -> None:
    mover = first_faller([series("PSU2", [300] * 5 + [0] * 5)], at(9))
    assert mover is not None
    assert mover.words("13:57:00") == "PSU2: −300 W at 13:57:00 (300 to 0 W)"


@given(st.lists(st.one_of(st.none(), st.floats(0, 5000)), max_size=30), st.integers(0, 30))
def test_the_greatest_rise_is_that_of_all_pairs(watts: list[float | None], until: int) -> None:
    step = greatest_step(series("x", watts).points, at(until), 1)
    known = [w for n, w in enumerate(watts) if w is not None and n <= until]
    rises = [later - earlier for n, earlier in enumerate(known) for later in known[n + 1 :]]
    best = max(rises, default=0.0)
    if best <= 0:
        assert step is None
    else:
        assert step is not None
        assert step.size_w == best
