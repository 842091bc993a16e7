"""What a cord has been since it was first seen, from histories with known answers."""

from collections.abc import Sequence

import pytest

from powertui.domain.redundancy.cord_history import DAY_S, CordHistory, Span, cord_history

QUARTER_S = 900.0
PSU1, PSU2 = 3, 4
SHARED, STANDBY, TAKEN_OVER, OFF = (200.0, 190.0), (390.0, 7.0), (3.0, 400.0), (0.0, 0.0)


def days(count: float, watts: tuple[float | None, float | None]) -> list[Span]:
    return [Span(DAY_S, {PSU1: watts[0], PSU2: watts[1]})] * round(count)


def quarters(count: int, watts: tuple[float | None, float | None]) -> list[Span]:
    return [Span(QUARTER_S, {PSU1: watts[0], PSU2: watts[1]})] * count


def learnt(*parts: Sequence[Span]) -> CordHistory:
    return cord_history(span for part in parts for span in part)


@pytest.mark.parametrize("count", [192, 2000])
def test_a_cord_that_never_carried_for_days_is_standby(count: int) -> None:
    found = learnt(quarters(count, STANDBY))
    assert found.standby == {PSU2}
    assert found.usual == {PSU1: pytest.approx(390 / 397)}


def test_less_than_two_days_say_nothing() -> None:
    assert learnt(quarters(191, STANDBY)).standby == frozenset()
    assert learnt(quarters(191, STANDBY)).usual == {}
    # Nor do those in which one cord is not known, or nothing is drawn.
    assert learnt(quarters(100, STANDBY), quarters(900, (390.0, None)), quarters(900, OFF)).standby == frozenset()


@pytest.mark.parametrize("dead_for", [3, 30, 390])
def test_a_cord_that_shared_and_stopped_is_never_standby(dead_for: int) -> None:
    found = learnt(days(10, SHARED), days(dead_for, STANDBY), quarters(672, STANDBY))
    assert found.standby == frozenset()
    assert found.usual[PSU2] == pytest.approx(190 / 390)


def test_a_cord_that_began_to_share_later_and_stopped_is_not_standby() -> None:
    assert learnt(days(20, STANDBY), days(60, SHARED), quarters(400, STANDBY)).standby == frozenset()


@pytest.mark.parametrize("shared_for", [3, 19])
def test_a_cord_that_was_plugged_into_an_outlet_long_empty_and_shared_for_days_is_not_standby(shared_for: int) -> None:
    # Of 399 days these are less than a twentieth.
    found = learnt(days(380 - shared_for, STANDBY), days(shared_for, SHARED), days(5, STANDBY), quarters(672, STANDBY))
    assert found.standby == frozenset()
    assert found.usual[PSU2] == pytest.approx(190 / 390)
    assert learnt(days(380, STANDBY), quarters(24 * shared_for, SHARED), quarters(24, STANDBY)).standby == (
        {PSU2} if 24 * shared_for * QUARTER_S < 2 * DAY_S else frozenset()
    )


def test_a_standby_cord_that_had_to_take_over_for_days_is_still_one() -> None:
    assert learnt(days(200, STANDBY), days(6, TAKEN_OVER), days(100, STANDBY)).standby == {PSU2}
    # Over one night and the next: means of days in which it did so for hours look like sharing.
    night = (*days(1, SHARED), *days(1, TAKEN_OVER), *days(1, SHARED))
    assert learnt(days(200, STANDBY), night, days(100, STANDBY)).standby == {PSU2}


def test_taking_over_for_a_while_makes_no_other_cord_of_it() -> None:
    assert learnt(quarters(400, STANDBY), quarters(8, TAKEN_OVER), quarters(200, STANDBY)).standby == {PSU2}
    assert learnt(days(100, STANDBY), days(1, SHARED), days(100, STANDBY)).standby == {PSU2}


def test_the_active_cord_that_died_is_not_standby_while_the_other_has_taken_over() -> None:
    found = learnt(days(50, STANDBY), quarters(8, TAKEN_OVER))
    assert found.standby == {PSU2}
    assert found.usual[PSU1] == pytest.approx(390 / 397)
    assert PSU1 not in learnt(days(50, STANDBY), days(300, TAKEN_OVER)).standby
