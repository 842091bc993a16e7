"""Evaluation: the newest view -> findings -> alerts. A role of its own, which only reads what polling has written."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from powertui.domain.plant import PlantView
from powertui.domain.rules import RuleSettings, findings, reconcile, undecided_keys
from powertui.services.live import LivePlant
from powertui.services.ports import Clock
from powertui.storage.alert_store import load_alerts, save_changes
from powertui.storage.engine import writing


@dataclass(frozen=True, slots=True)
class EvaluationResult:
    """What a round of evaluation did."""

    view: PlantView
    opened: int
    cleared: int


class Evaluation:
    """Judges the plant by the rules, each time it is asked to."""

    def __init__(self, engine: Engine, clock: Clock, settings: RuleSettings) -> None:
        self._engine = engine
        self._clock = clock
        self._settings = settings
        self._live = LivePlant(engine, clock)

    def run(self, may_judge: Callable[[Connection], bool] | None = None) -> EvaluationResult | None:
        """One round. None while there is no plant, and where `may_judge`, asked in the transaction, says no."""
        view = self._live.refresh()
        if view is None:
            return None
        found = findings(view, self._settings)
        with writing(self._engine) as connection:
            if may_judge is not None and not may_judge(connection):
                return None
            open_alerts = load_alerts(connection, cleared_since_s=None)
            changes = reconcile(open_alerts, found, undecided_keys(view))
            save_changes(connection, changes, self._clock.now_s())
        return EvaluationResult(view, opened=len(changes.opened), cleared=len(changes.cleared))
