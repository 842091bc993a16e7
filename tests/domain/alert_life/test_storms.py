"""One cause, one alert; and readings that dance around a threshold."""

from random import Random

from powertui.domain.alert_life.conditions import Conditions
from powertui.domain.alert_life.pace import Pace
from powertui.domain.alerts import Alert, AlertKey, Finding, ObjectKind, Place, RuleKind, Severity, Transition
from powertui.domain.rules.catalogue import DEFAULTS
from powertui.domain.rules.spec import grade
from tests.domain.alert_life.rounds import INTERVAL_S, KEY, Life, finding

PANEL = Place(ObjectKind.PANEL, 1, "PP-A")
TOLD = (Transition.FIRED, Transition.ESCALATED, Transition.RELEASED)
SPEC = DEFAULTS[RuleKind.FEED_OVER]


def dancing(life: Life, used_pct: float) -> list[Transition]:
    """A round of a feed that carries this share."""
    graded = grade(used_pct, SPEC)
    if graded.severity is not None:
        at_s = life.now_s + INTERVAL_S
        return life.round(Conditions({KEY: finding(graded.severity, at_s=at_s, kept=graded.kept, value=used_pct)}))
    return life.band() if graded.is_in_band else life.absent()


def test_ten_thousand_readings_that_dance_around_the_warning_are_one_alert() -> None:
    random, life = Random(6), Life(pace_of=lambda _: SPEC.pace)
    for _ in range(10_000):
        dancing(life, 90 + random.uniform(-2.5, 2.5))
    assert life.steps(*TOLD) == 1
    assert life.rows < 2_000  # Most never held for long enough: they left no trace.
    assert life.steps(Transition.CLEARED) == 0


def test_ten_thousand_readings_that_dance_around_the_limit_are_one_alert_that_got_worse_once() -> None:
    random, life = Random(7), Life(pace_of=lambda _: SPEC.pace)
    for _ in range(10_000):
        dancing(life, 100 + random.uniform(-2.5, 2.5))
    assert life.steps(Transition.FIRED) == 1
    assert life.steps(Transition.ESCALATED) <= 1
    assert life.steps(Transition.CLEARED, Transition.EASED) == 0


def test_readings_that_leap_over_all_thresholds_soon_tell_nobody_any_more() -> None:
    random, life = Random(8), Life(pace_of=lambda _: SPEC.pace)
    high = False
    for position in range(10_000):
        if position % 4 == 0:
            high = random.random() < 0.5
        dancing(life, 115 if high else 60)
    assert life.steps(*TOLD) <= 12


def under_panel(rule: RuleKind, kind: ObjectKind, number: int) -> Finding:
    return finding(Severity.WARNING, key=AlertKey(rule, kind, number), places=(PANEL,))


def dark_panel(life: Life, pdus: int, cords: int) -> Conditions:
    """All that is found of a panel without power."""
    panel = finding(Severity.CRITICAL, key=AlertKey(RuleKind.PANEL_DARK, ObjectKind.PANEL, 1))
    silent = [under_panel(RuleKind.PDU_SILENT, ObjectKind.TARGET, number) for number in range(pdus)]
    dead = [under_panel(RuleKind.CORD_DEAD, ObjectKind.DEVICE, number) for number in range(cords)]
    return Conditions({one.key: one for one in (panel, *silent, *dead)})


def pace_of(found: Finding) -> Pace:
    return DEFAULTS[found.key.rule].pace


def told(life: Life) -> list[Alert]:
    """What people are told of."""
    return [event.alert for event in life.events if event.transition in TOLD and not event.is_grouped]


def test_a_panel_with_four_hundred_outlets_goes_dark_and_one_alert_is_told() -> None:
    life = Life(pace_of=pace_of)
    for _ in range(10):
        life.round(dark_panel(life, 20, 400))
    assert [alert.finding.key.rule for alert in told(life)] == [RuleKind.PANEL_DARK]
    assert life.steps(Transition.FIRED) == 421
    assert sum(alert.caused_by is not None for alert in life.open.values()) == 420


def test_what_recovers_after_its_panel_is_never_told() -> None:
    life = Life(pace_of=pace_of)
    for _ in range(10):
        life.round(dark_panel(life, 20, 400))
    for _ in range(20):
        life.round(Conditions())
    assert life.open == {}
    assert [alert.finding.key.rule for alert in told(life)] == [RuleKind.PANEL_DARK]


def test_what_stays_dead_after_its_panel_recovered_speaks_for_itself() -> None:
    life = Life(pace_of=pace_of)
    for _ in range(10):
        life.round(dark_panel(life, 20, 400))
    left = under_panel(RuleKind.PDU_SILENT, ObjectKind.TARGET, 3)
    for _ in range(20):
        life.round(Conditions({left.key: left}))
    assert [alert.finding.key for alert in told(life)][1:] == [left.key]
    assert life.events[-1].transition is Transition.RELEASED


def test_pdus_that_fell_silent_before_the_panel_was_known_to_be_dark_join_it() -> None:
    life = Life(pace_of=pace_of)
    early = under_panel(RuleKind.PDU_SILENT, ObjectKind.TARGET, 3)
    for _ in range(4):
        life.round(Conditions({early.key: early}))
    life.round(dark_panel(life, 20, 0))
    assert life.open[early.key].caused_by == AlertKey(RuleKind.PANEL_DARK, ObjectKind.PANEL, 1)
    assert Transition.GROUPED in {event.transition for event in life.events if event.alert.finding.key == early.key}


def test_pdus_that_start_again_after_a_power_cut_are_explained_by_it() -> None:
    life = Life(pace_of=pace_of)
    for _ in range(5):
        life.round(dark_panel(life, 20, 0))
    reboots = [
        finding(Severity.INFO, key=AlertKey(RuleKind.PDU_REBOOTED, ObjectKind.TARGET, number), places=(PANEL,))
        for number in range(20)
    ]
    for _ in range(20):
        life.round(Conditions({one.key: one for one in reboots}))
    assert [alert.finding.key.rule for alert in told(life)] == [RuleKind.PANEL_DARK]


def test_what_is_worse_than_its_cause_speaks_for_itself() -> None:
    life = Life(pace_of=pace_of)
    mild = finding(Severity.WARNING)
    tripped = finding(
        Severity.CRITICAL,
        key=AlertKey(RuleKind.DEVICE_OVERLOAD, ObjectKind.TARGET, 1),
        places=(Place(ObjectKind.FEED, 1, ""),),
    )
    for _ in range(5):
        life.round(Conditions({mild.key: mild, tripped.key: tripped}))
    assert {alert.finding.key.rule for alert in told(life)} == {RuleKind.FEED_OVER, RuleKind.DEVICE_OVERLOAD}
