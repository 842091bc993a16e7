"""That alerts are judged at all: watched from another process than the one that judges, which could not say so."""

from collections.abc import Callable
from time import monotonic

from sqlalchemy import Engine

from powertui.domain.alert_life.machine import advance
from powertui.domain.alert_life.pace import LifeSettings
from powertui.domain.alerts import AlertKey, RuleKind
from powertui.domain.graph import PowerGraph
from powertui.domain.rules.reach import not_judged
from powertui.domain.rules.settings import RuleSettings
from powertui.domain.rules.whereabouts import THE_POLLER
from powertui.services.notifying import AlertSink
from powertui.services.signs_of_life import Silence
from powertui.storage.alert_store import load_alerts_of, save_changes
from powertui.storage.cycle_store import newest_cycle
from powertui.storage.engine import reading, writing
from powertui.storage.judged_store import load_judged_at
from powertui.storage.lease_store import load_lease
from powertui.storage.topology_store import load_topology, model_revision

LOOK_EVERY_S = 20.0

THE_KEY = AlertKey(RuleKind.NOT_JUDGED, THE_POLLER.kind, THE_POLLER.id)


class JudgingWatch:
    """Raises an alert when no round of evaluation is finished for long; the next round that is clears it."""

    def __init__(
        self,
        engine: Engine,
        rules: RuleSettings,
        interval_s: float,
        notices: AlertSink | None = None,
        elapsed_s: Callable[[], float] = monotonic,
    ) -> None:
        """`interval_s` is what holds until a poller says its own; without `notices` nobody is told but who looks."""
        self._engine = engine
        self._rules = rules
        self._interval_s = interval_s
        self._notices = notices
        self._silence = Silence(elapsed_s)
        self._judged_at_s: float | None = None

    def look(self, now_s: float) -> bool:
        """Whether the alert stands; `now_s` is the clock's. To be called every `LOOK_EVERY_S`."""
        with reading(self._engine) as connection:
            said = load_lease(connection) or newest_cycle(connection)
            interval_s = said.interval_s if said else self._interval_s
            judged_at_s = load_judged_at(connection)
            has_plant = model_revision(connection) > 0
        # Another moment than before is a round, an earlier one too: clocks are set back.
        heard = judged_at_s != self._judged_at_s or not has_plant
        self._judged_at_s = judged_at_s
        conditions = not_judged(self._rules, self._silence.note(heard=heard), interval_s)
        if not conditions.holds:
            return False
        spec = self._rules.spec(THE_KEY.rule, lambda: (THE_POLLER,))
        with writing(self._engine) as connection:
            life = LifeSettings()
            known = load_alerts_of(connection, THE_KEY, now_s - life.remembered_s)
            changes = advance(
                [alert for alert in known if alert.cleared_at_s is None],
                [alert for alert in known if alert.cleared_at_s is not None],
                conditions,
                lambda _: spec.pace,
                now_s,
                life,
            )
            events = save_changes(connection, changes)
            if events and self._notices is not None:
                # The model takes its time: it is read only for an alert that is new.
                self._notices.take(connection, events, PowerGraph(load_topology(connection)), now_s)
        return True
