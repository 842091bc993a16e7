"""That nothing judges is an alert of its own, raised by who watches and cleared by the next round."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import Connection

from powertui.domain.alerts import Alert, AlertEvent, RuleKind, Transition
from powertui.domain.graph import PowerGraph
from powertui.domain.plant import overdue_after_s
from powertui.domain.rules import RuleOverride, RuleSettings
from powertui.services.evaluation import Evaluation
from powertui.services.judging_watch import LOOK_EVERY_S, JudgingWatch
from powertui.storage.alert_store import load_alerts
from powertui.storage.engine import writing
from tests.alerting import prompt_rules
from tests.services.conftest import INTERVAL_S, Station

ON_ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""What is the same on every database is tried on one."""

OVERDUE_S = overdue_after_s(INTERVAL_S)


@dataclass
class Told:
    """Who is told of alerts."""

    steps: list[Transition] = field(default_factory=list)
    graphs: list[PowerGraph] = field(default_factory=list)

    def take(self, _connection: Connection, events: Sequence[AlertEvent], graph: PowerGraph, _now_s: float) -> None:
        self.steps += [event.transition for event in events]
        self.graphs += [graph] if events else []


@dataclass
class Watching:
    """A station that somebody watches; time passes for both."""

    station: Station
    rules: RuleSettings = field(default_factory=RuleSettings)
    told: Told = field(default_factory=Told)
    at_s: float = 100.0

    def __post_init__(self) -> None:
        self.watch = JudgingWatch(self.station.engine, self.rules, 30.0, self.told, lambda: self.at_s)
        self.evaluation = Evaluation(self.station.engine, self.station.clock, prompt_rules(), notices=self.told)

    def look(self, passed_s: float = LOOK_EVERY_S) -> bool:
        self.at_s += passed_s
        self.station.clock.advance(passed_s)
        return self.watch.look(self.station.clock.now_s())

    def alerts(self, *, pending: bool = False) -> list[Alert]:
        with writing(self.station.engine) as connection:
            found = load_alerts(connection, cleared_since_s=0.0, pending=pending)
        return [alert for alert in found if alert.finding.key.rule is RuleKind.NOT_JUDGED]


@pytest.fixture
def watching(station: Station) -> Watching:
    return Watching(station)


def test_a_round_that_never_comes_is_an_alert_that_is_told_once_and_the_next_round_clears(watching: Watching) -> None:
    for _ in range(10):
        watching.evaluation.run()
        assert not watching.look()
    silent_s = 0.0
    while silent_s + LOOK_EVERY_S <= OVERDUE_S:
        silent_s += LOOK_EVERY_S
        assert not watching.look()
    assert watching.alerts() == []
    assert [watching.look() for _ in range(5)] == 5 * [True]
    (alert,) = watching.alerts()
    assert alert.is_open
    assert "no round of evaluation was finished for" in alert.finding.message
    assert watching.told.steps == [Transition.FIRED]
    assert watching.told.graphs[0].feeds, "routes and windows may speak of parts of the plant"
    watching.evaluation.run()
    assert not watching.look()
    (alert,) = watching.alerts()
    assert alert.cleared_at_s is not None
    assert watching.told.steps == [Transition.FIRED, Transition.CLEARED]


@ON_ONE
def test_one_that_began_with_none_is_told_too(watching: Watching) -> None:
    assert not watching.look()
    assert any(watching.look() for _ in range(10))


@ON_ONE
def test_a_clock_that_is_set_does_not_hide_it_and_makes_none(watching: Watching) -> None:
    watching.evaluation.run()
    watching.look()
    watching.station.clock.advance(86_400)
    assert not watching.look()
    watching.station.clock.advance(-2 * 86_400)
    assert any(watching.look() for _ in range(10))


@ON_ONE
def test_a_rule_that_is_turned_off_is_off(station: Station) -> None:
    watching = Watching(station, RuleSettings(overrides=(RuleOverride(RuleKind.NOT_JUDGED, enabled=False),)))
    assert not any(watching.look() for _ in range(20))


@ON_ONE
def test_a_rule_with_a_pace_counts_each_look(station: Station) -> None:
    watching = Watching(station, RuleSettings(overrides=(RuleOverride(RuleKind.NOT_JUDGED, for_samples=3),)))
    while not watching.look():
        pass
    assert watching.alerts() == []
    assert [alert.fired_at_s for alert in watching.alerts(pending=True)] == [None]
    watching.look()
    watching.look()
    assert watching.told.steps == [Transition.FIRED]


@ON_ONE
def test_the_view_says_how_old_the_alerts_are(watching: Watching) -> None:
    assert watching.station.view().poller.judged_age_s is None
    watching.evaluation.run()
    watching.station.clock.advance(OVERDUE_S)
    poller = watching.station.view().poller
    assert poller.judged_age_s == OVERDUE_S
    assert not poller.is_judging_overdue
    assert replace(poller, judged_age_s=OVERDUE_S + 1).is_judging_overdue
