"""What holds for any history of readings."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.alert_life.pace import LifeSettings
from powertui.domain.alerts import Severity, Transition
from tests.domain.alert_life.rounds import KEY, PACE, Life

rounds = st.lists(st.sampled_from(["warn", "crit", "crit-band", "band", "absent", "unknown"]), max_size=120)


def lived(history: list[str], settings: LifeSettings | None = None) -> Life:
    life = Life(settings=settings or LifeSettings())
    for one in history:
        play(life, one)
    return life


def play(life: Life, one: str) -> None:
    if one == "warn":
        life.hold(Severity.WARNING)
    elif one == "crit":
        life.hold(Severity.CRITICAL)
    elif one == "crit-band":
        life.hold(Severity.WARNING, kept=Severity.CRITICAL)
    elif one == "band":
        life.band()
    elif one == "absent":
        life.absent()
    else:
        life.unknown()


@given(rounds)
def test_each_alert_fires_once_and_clears_at_most_once_and_in_that_order(history: list[str]) -> None:
    life = lived(history)
    for alert_id in {event.alert.id for event in life.events if event.alert.id}:
        steps = [event.transition for event in life.events if event.alert.id == alert_id]
        assert steps.count(Transition.CLEARED) <= 1
    ends = [event.transition for event in life.events if event.transition in {Transition.FIRED, Transition.CLEARED}]
    assert all(first is not second for first, second in pairwise(ends))
    assert not ends or ends[0] is Transition.FIRED


@given(rounds)
def test_nothing_fires_before_it_held_long_enough_without_a_break(history: list[str]) -> None:
    life = Life()
    streak = 0
    for one in history:
        before = life.steps(Transition.FIRED)
        play(life, one)
        if one in {"warn", "crit", "crit-band"}:
            streak += 1
        elif one in {"band", "absent"}:
            streak = 0
        if life.steps(Transition.FIRED) > before:
            assert streak >= PACE.for_samples


@given(rounds)
def test_silence_changes_nothing_that_people_see(history: list[str]) -> None:
    life = lived(history)
    before = life.open.get(KEY)
    assert life.unknown() == []
    assert life.open.get(KEY) == before


@given(rounds)
def test_how_often_people_are_told_is_bounded_whatever_the_readings_do(history: list[str]) -> None:
    settings = LifeSettings(reopened_within_s=1e9, flapping_quiet_s=1e9)
    life = lived(history * 20, settings)
    assert life.steps(Transition.FIRED, Transition.ESCALATED) <= 2 * settings.flapping_raises


@given(rounds)
def test_a_copy_of_what_is_stored_goes_on_as_the_original_would(history: list[str]) -> None:
    """The machine remembers nothing: what a restart finds in the database is all."""
    whole = lived(history)
    again = Life()
    for one in history:
        play(again, one)
        again.open = {key: replace(alert) for key, alert in again.open.items()}
    assert [event.transition for event in whole.events] == [event.transition for event in again.events]
    assert whole.open == again.open
