"""Overruns are said with their numbers, and not too often."""

from powertui.domain.events import Event, EventKind
from powertui.services.overrun import TELL_EVERY_S, OverrunWatch

INTERVAL_S = 30.0


def note(watch: OverrunWatch, now_s: float, shed: int = 0, judged_s: float = 1.0) -> Event | None:
    return watch.note(now_s=now_s, shed=shed, judged_s=judged_s, interval_s=INTERVAL_S)


def test_an_interval_with_room_for_all_is_not_worth_a_word() -> None:
    assert note(OverrunWatch(), 1000.0, judged_s=INTERVAL_S) is None


def test_polls_that_were_left_out_are_told_at_once() -> None:
    event = note(OverrunWatch(), 1000.0, shed=1)
    assert event is not None
    assert (event.kind, event.at_s, event.target_id) == (EventKind.OVERRUN, 1000.0, None)
    assert event.detail == "in 1 interval: 1 poll was left out, because those before were still under way"


def test_judging_that_outlasts_the_interval_is_told() -> None:
    event = note(OverrunWatch(), 1000.0, judged_s=41.26)
    assert event is not None
    assert event.detail == "in 1 interval: judging took up to 41.3 s of an interval of 30 s"


def test_what_follows_is_added_up_and_told_ten_minutes_later() -> None:
    watch = OverrunWatch()
    assert note(watch, 0.0, shed=5) is not None
    told = [note(watch, at_s, shed=100, judged_s=31.0 + at_s / 1000) for at_s in range(30, int(TELL_EVERY_S) + 1, 30)]
    assert told[:-1] == [None] * 19
    assert told[-1] is not None
    assert told[-1].detail == (
        "in 20 intervals: 2,000 polls were left out, because those before were still under way;"
        " judging took up to 31.6 s of an interval of 30 s"
    )


def test_what_was_held_back_is_told_even_if_all_is_well_again() -> None:
    watch = OverrunWatch()
    note(watch, 0.0, shed=5)
    assert note(watch, 30.0, shed=7) is None
    late = note(watch, TELL_EVERY_S)
    assert late is not None
    assert "7 polls" in late.detail
    assert note(watch, 3 * TELL_EVERY_S) is None


def test_a_clock_that_is_set_back_silences_nothing() -> None:
    watch = OverrunWatch()
    note(watch, 100_000.0, shed=5)
    assert note(watch, 50_000.0, shed=5) is not None
