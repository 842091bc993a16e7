"""Evaluation: the newest readings -> conditions -> alerts. A role of its own, which only reads what polling wrote."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Connection, Engine

from powertui.domain.alert_life.machine import LifeChanges, advance
from powertui.domain.alert_life.pace import LifeSettings, Pace
from powertui.domain.alerts import AlertEvent, Finding, RuleKind, Transition
from powertui.domain.events import Event
from powertui.domain.plant import PlantView
from powertui.domain.redundancy.record import FailoverRecord
from powertui.domain.rules import RuleSettings, conditions_of
from powertui.domain.rules.cords import cords_in_question
from powertui.domain.rules.judge import Beside
from powertui.domain.rules.peer_loss import PeerLoss
from powertui.domain.rules.switching import Switching, outlet_states, switchings
from powertui.services.alert_handling import newest_step, steps_of_people
from powertui.services.cord_memory import CordMemories, Past
from powertui.services.first_movers import with_first_movers
from powertui.services.notifying import AlertSink
from powertui.services.past import DatabasePast
from powertui.services.ports import Clock
from powertui.storage.alert_store import load_alerts, load_cleared_since, save_changes
from powertui.storage.engine import reading, writing
from powertui.storage.event_store import load_events
from powertui.storage.failover_store import save_failover
from powertui.storage.judged_store import note_judged

if TYPE_CHECKING:
    from powertui.services.column_plant import Look

TOLD_AGAIN_S = 600.0
"""How far back a new process looks for what people did; by the steps' ids whoever is told knows what it has."""

EVENTS_FOR_S = 7200.0
"""How far back the event log matters: no rule shows an event for longer, unless configured so."""


class PeerLosses(Protocol):
    """What each feed and rack would carry after the worst loss elsewhere."""

    def __call__(self, look: "Look") -> Sequence[PeerLoss]:
        """As of the last time that it was worked out."""

    @property
    def record(self) -> FailoverRecord | None:
        """The same for others to read; the same object until it is worked out again."""


@dataclass(frozen=True, slots=True)
class EvaluationResult:
    """What a round of evaluation did."""

    view: PlantView
    """What stood out; whatever else is asked for is found, too."""
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
        past: Past | None = None,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._settings = settings
        self._notices = notices
        self._peer_losses = peer_losses
        self._life = life or LifeSettings()
        # With numpy, which a process that only polls need not load.
        from powertui.services.column_plant import ColumnPlant

        self._plant = ColumnPlant(engine, clock, settings)
        self._cords = CordMemories(past or DatabasePast(engine, clock))
        self._switched: dict[int, Switching] = {}
        self._told_id: int | None = None
        self._kept: FailoverRecord | None = None

    def run(self, may_judge: Callable[[Connection], bool] | None = None) -> EvaluationResult | None:
        """One round. None while there is no plant, and where `may_judge`, asked in the transaction, says no."""
        look = self._plant.look(frozenset(self._switched))
        if look is None:
            return None
        view = look.view
        self._look_at_switches(view, look.switches_before)
        losses = self._peer_losses(look) if self._peer_losses is not None else ()
        now_s = self._clock.now_s()
        cords = self._cords.of(cords_in_question(view), now_s)
        beside = Beside(self._recent_events(view), self._switched, losses, cords)
        found = conditions_of(view, self._settings, beside)
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
            by_people = self._steps_of_people(connection, now_s)
            events = (*by_people, *save_changes(connection, changes))
            if self._notices is not None:
                self._notices.take(connection, events, view.graph, now_s)
            record = self._peer_losses.record if self._peer_losses is not None else None
            if record is not None and record is not self._kept:
                save_failover(connection, record)
            note_judged(connection, now_s)
        self._kept = record
        self._told_id = by_people[-1].id if by_people else self._told_id
        return EvaluationResult(
            view, opened=_count(changes, Transition.FIRED), cleared=_count(changes, Transition.CLEARED)
        )

    def _steps_of_people(self, connection: Connection, now_s: float) -> tuple[AlertEvent, ...]:
        """What people did since the round before; after a start also what may have been told already."""
        if self._told_id is None:
            self._told_id = newest_step(connection, now_s - TOLD_AGAIN_S)
        return steps_of_people(connection, self._told_id)

    def _pace_of(self, finding: Finding) -> Pace:
        return self._settings.spec(finding.key.rule, lambda: finding.places).pace

    def _recent_events(self, view: PlantView) -> Sequence[Event]:
        with reading(self._engine) as connection:
            return load_events(connection, since_s=view.now_s - EVENTS_FOR_S)

    def _look_at_switches(self, view: PlantView, before: Mapping[int, bool]) -> None:
        states = outlet_states(view.outlets_of_target) if before else {}
        longest_s = self._settings.specs[RuleKind.OUTLET_SWITCHED].shown_for_s
        self._switched = {
            target_id: one for target_id, one in self._switched.items() if view.now_s - one.at_s <= longest_s
        }
        self._switched |= switchings(before, view.outlets_of_target, states, view.now_s)


def _count(changes: LifeChanges, transition: Transition) -> int:
    return sum(event.transition is transition for event in changes.events)
