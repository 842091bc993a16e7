"""Evaluation: the newest view -> conditions -> alerts. A role of its own, which only reads what polling has written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from powertui.domain.alert_life.machine import LifeChanges, advance
from powertui.domain.alert_life.pace import LifeSettings, Pace
from powertui.domain.alerts import Finding, Transition
from powertui.domain.events import Event
from powertui.domain.plant import PlantView
from powertui.domain.rules import RuleSettings, conditions_of
from powertui.domain.rules.judge import Beside
from powertui.domain.rules.peer_loss import PeerLoss
from powertui.domain.rules.switching import Switching, outlet_states, switchings
from powertui.services.first_movers import with_first_movers
from powertui.services.live import LivePlant
from powertui.services.notifying import AlertSink
from powertui.services.ports import Clock
from powertui.storage.alert_store import load_alerts, load_cleared_since, save_changes
from powertui.storage.engine import reading, writing
from powertui.storage.event_store import load_events

EVENTS_FOR_S = 7200.0
"""How far back the event log matters: no rule shows an event for longer, unless configured so."""

PeerLosses = Callable[[PlantView], Sequence[PeerLoss]]
"""What each feed and rack would carry after the worst loss elsewhere."""


@dataclass(frozen=True, slots=True)
class EvaluationResult:
    """What a round of evaluation did."""

    view: PlantView
    opened: int
    """Alerts that fired."""
    cleared: int


class Evaluation:
    """Judges the plant by the rules, each time it is asked to."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        settings: RuleSettings,
        *,
        notices: AlertSink | None = None,
        peer_losses: PeerLosses | None = None,
        life: LifeSettings | None = None,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._settings = settings
        self._notices = notices
        self._peer_losses = peer_losses
        self._life = life or LifeSettings()
        self._live = LivePlant(engine, clock)
        self._states: dict[int, bool] = {}
        self._switched: dict[int, Switching] = {}

    def run(self, may_judge: Callable[[Connection], bool] | None = None) -> EvaluationResult | None:
        """One round. None while there is no plant, and where `may_judge`, asked in the transaction, says no."""
        view = self._live.refresh()
        if view is None:
            return None
        self._look_at_switches(view)
        losses = self._peer_losses(view) if self._peer_losses is not None else ()
        found = conditions_of(view, self._settings, Beside(self._recent_events(view), self._switched, losses))
        now_s = self._clock.now_s()
        with writing(self._engine) as connection:
            if may_judge is not None and not may_judge(connection):
                return None
            changes = advance(
                load_alerts(connection, cleared_since_s=None, pending=True),
                load_cleared_since(connection, now_s - self._life.remembered_s),
                found,
                self._pace_of,
                now_s,
                self._life,
            )
            changes = with_first_movers(connection, view, changes, now_s)
            events = save_changes(connection, changes)
            if self._notices is not None:
                self._notices.take(connection, events, view.graph, now_s)
        return EvaluationResult(
            view, opened=_count(changes, Transition.FIRED), cleared=_count(changes, Transition.CLEARED)
        )

    def _pace_of(self, finding: Finding) -> Pace:
        return self._settings.spec(finding.key.rule, lambda: finding.places).pace

    def _recent_events(self, view: PlantView) -> Sequence[Event]:
        with reading(self._engine) as connection:
            return load_events(connection, since_s=view.now_s - EVENTS_FOR_S)

    def _look_at_switches(self, view: PlantView) -> None:
        states = outlet_states(view.outlets_of_target)
        self._switched |= switchings(self._states, view.outlets_of_target, states, view.now_s)
        # What cannot be told now is as it was when it could.
        self._states |= states


def _count(changes: LifeChanges, transition: Transition) -> int:
    return sum(event.transition is transition for event in changes.events)
