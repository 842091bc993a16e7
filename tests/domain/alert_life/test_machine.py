"""When an alert fires, gets worse, gets milder and clears."""

from powertui.domain.alert_life.conditions import Conditions
from powertui.domain.alert_life.hands import Handled, acknowledged, silenced
from powertui.domain.alerts import Alert, AlertState, Severity, Transition
from tests.domain.alert_life.rounds import INTERVAL_S, KEY, Life, finding, held

CRITICAL, WARNING = Severity.CRITICAL, Severity.WARNING


def test_nobody_is_told_before_the_condition_held_for_its_samples_and_seconds() -> None:
    life = Life()
    assert [life.hold(), life.hold()] == [[], []]
    assert state(life) is AlertState.PENDING
    assert life.hold() == [Transition.FIRED]
    assert state(life) is AlertState.FIRING
    assert life.alert.began_at_s == life.now_s - 2 * INTERVAL_S


def test_the_same_sample_seen_often_counts_once() -> None:
    life = Life()
    sample = Conditions({KEY: finding(at_s=life.now_s)})
    assert [life.round(sample, 20) for _ in range(20)] == [[]] * 20
    assert life.alert.progress.held == 1


def test_fast_samples_wait_for_the_seconds() -> None:
    life = Life()
    steps = [life.round(Conditions({KEY: finding(at_s=life.now_s + 5)}), 5) for _ in range(12)]
    assert steps.count([Transition.FIRED]) == 0
    assert life.round(Conditions({KEY: finding(at_s=life.now_s + 5)}), 5) == [Transition.FIRED]


def test_a_clock_that_is_set_back_holds_up_neither_an_alert_nor_its_end() -> None:
    def sampled(life: Life) -> Conditions:
        return Conditions({KEY: finding(at_s=life.now_s + INTERVAL_S)})

    life = Life(now_s=90_000.0)
    assert [life.round(sampled(life)), life.round(sampled(life))] == [[], []]
    life.now_s -= 86_400
    assert [life.round(sampled(life)) for _ in range(3)] == [[], [], [Transition.FIRED]]
    life.absent()
    life.now_s -= 1_800
    assert [life.absent(), life.absent(), life.absent()][-1] == [Transition.CLEARED]


def test_a_condition_that_stops_before_leaves_nothing_behind() -> None:
    life = held(2)
    assert life.absent() == []
    assert (life.open, life.over, life.events) == ({}, [], [])


def test_a_condition_in_its_band_before_it_fired_begins_anew() -> None:
    life = held(2)
    life.band()
    assert [life.hold(), life.hold(), life.hold()] == [[], [], [Transition.FIRED]]


def test_silence_before_it_fired_neither_counts_nor_starts_again() -> None:
    life = held(2)
    life.unknown()
    assert state(life) is AlertState.PENDING
    assert life.hold() == [Transition.FIRED]


def test_silence_clears_nothing_however_long() -> None:
    life = held(3)
    assert [life.unknown() for _ in range(500)] == [[]] * 500
    assert state(life) is AlertState.FIRING


def test_what_is_within_the_band_clears_nothing_however_long() -> None:
    life = held(3)
    assert [life.band() for _ in range(500)] == [[]] * 500


def test_it_clears_after_its_own_samples_and_seconds() -> None:
    life = held(3)
    assert [life.absent(), life.absent(), life.absent()] == [[], [], [Transition.CLEARED]]
    assert life.over[0].state is AlertState.CLEARED
    assert life.over[0].cleared_at_s == life.now_s


def test_a_return_within_the_clearing_time_starts_that_again() -> None:
    life = held(3)
    life.absent()
    life.absent()
    life.hold()
    assert [life.absent(), life.absent()] == [[], []]


def test_over_from_the_start_fires_once_as_the_worst_that_it_held() -> None:
    life = held(3)
    assert life.alert.finding.severity is CRITICAL
    assert life.steps(Transition.ESCALATED) == 0


def test_one_worse_sample_among_milder_ones_does_not_make_it_worse() -> None:
    life = Life()
    for severity in (WARNING, CRITICAL, WARNING):
        life.hold(severity)
    assert life.alert.finding.severity is WARNING


def test_a_warning_that_gets_worse_is_the_same_alert_and_says_so_once() -> None:
    life = held(3, WARNING)
    assert [life.hold(), life.hold(), life.hold(), life.hold()] == [[], [], [Transition.ESCALATED], []]
    assert (life.rows, life.alert.finding.severity) == (1, CRITICAL)


def test_an_acknowledgement_of_a_warning_does_not_hold_for_what_is_worse() -> None:
    life = held(3, WARNING)
    life.open[KEY] = acknowledged_alert(life)
    for _ in range(3):
        life.hold()
    assert state(life) is AlertState.FIRING


def test_it_gets_milder_only_outside_of_the_band_and_for_a_while() -> None:
    life = held(3)
    assert [life.hold(WARNING, kept=CRITICAL) for _ in range(9)] == [[]] * 9
    assert [life.hold(WARNING) for _ in range(3)] == [[], [], [Transition.EASED]]
    assert life.alert.finding.severity is WARNING


def test_a_condition_that_returns_soon_is_counted_and_at_last_flaps() -> None:
    life = Life()
    for _ in range(10):
        for _ in range(3):
            life.hold()
        for _ in range(3):
            life.absent()
    assert life.steps(Transition.FIRED) == 3
    assert life.steps(Transition.CLEARED) == 2
    assert life.alert.is_flapping
    for _ in range(int(life.settings.flapping_quiet_s / INTERVAL_S) + 3):
        life.absent()
    assert life.open == {}


def test_a_condition_that_returns_late_is_a_new_one() -> None:
    life = held(3)
    for _ in range(20):
        life.absent()
    for _ in range(3):
        life.hold()
    assert (life.alert.raises, life.alert.is_flapping) == (1, False)


def test_a_silence_ends_by_itself() -> None:
    life = held(3)
    handled = silenced(life.alert, life.now_s + 100, "swap", "mk", life.now_s)
    assert isinstance(handled, Handled)
    life.open[KEY] = handled.alert
    assert state(life) is AlertState.SILENCED
    steps = [life.hold() for _ in range(4)]
    assert steps == [[], [], [], [Transition.UNSILENCED]]
    assert state(life) is AlertState.FIRING


def state(life: Life) -> AlertState:
    return life.alert.state


def acknowledged_alert(life: Life) -> Alert:
    handled = acknowledged(life.alert, "mk", life.now_s)
    assert isinstance(handled, Handled)
    return handled.alert
