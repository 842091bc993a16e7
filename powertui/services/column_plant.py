"""ColumnPlant: what of the plant stands out now, read from the database; only what changed is read again.

The plant is held as arrays (`domain.columns`), and only what the rules could have something to say of becomes objects.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError, ProgrammingError

from powertui.domain.alerts import Alert, AlertKey
from powertui.domain.columns.loads import PlantLoads
from powertui.domain.columns.objects import RowObjects
from powertui.domain.columns.plant import PlantColumns
from powertui.domain.columns.screening import Screening
from powertui.domain.columns.switches import Switches
from powertui.domain.columns.view import PartialViews, Round
from powertui.domain.plant import STALE_AFTER_INTERVALS, PlantView, PollerHealth
from powertui.domain.rules.settings import RuleSettings
from powertui.services.column_reader import ColumnReader, FilledColumns
from powertui.services.live import poller_health
from powertui.services.ports import Clock
from powertui.storage.alert_keys import load_open_keys
from powertui.storage.alert_store import load_alerts
from powertui.storage.engine import reading


@dataclass(frozen=True, slots=True)
class Look:
    """What a round of evaluation works on."""

    view: PlantView
    """What stands out; any other object is found by its id."""
    switches_before: Mapping[int, bool]
    """Of the outlets that were switched since the last look: whether they were on, by subject."""
    columns: PlantColumns
    loads: PlantLoads


@dataclass(slots=True)
class _Compiled:
    """What follows from one model, one set of descriptions and the rules."""

    filled: FilledColumns
    screening: Screening
    views: PartialViews


@dataclass(frozen=True, slots=True)
class _OnRecord:
    """What is judged whether it stands out or not."""

    alerts: tuple[Alert, ...]
    open_keys: frozenset[AlertKey]
    """Of pending ones too."""
    switched: frozenset[int]


class ColumnPlant:
    """Holds what it has read, and reads what is newer. For one thread at a time."""

    def __init__(self, engine: Engine, clock: Clock, settings: RuleSettings) -> None:
        self._engine = engine
        self._clock = clock
        self._settings = settings
        self._reader = ColumnReader()
        self._compiled: _Compiled | None = None
        self._switches = Switches()

    def look(self, switched: frozenset[int] = frozenset()) -> Look | None:
        """The plant as of now; None while the database holds none. `switched`: targets whose switching is shown."""
        try:
            with reading(self._engine) as connection:
                return self._look(connection, switched)
        except (OperationalError, ProgrammingError):
            # The database is being made, or is busy beyond its timeout: there will be a next time.
            return None

    def _look(self, connection: Connection, switched: frozenset[int]) -> Look | None:
        filled = self._reader.read(connection)
        if filled is None:
            return None
        if self._compiled is None or self._compiled.filled is not filled:
            compiled = filled.columns.compiled
            self._compiled = _Compiled(
                filled, Screening(compiled, self._settings), PartialViews(compiled, self._settings)
            )
        now_s = self._clock.now_s()
        poller = poller_health(connection, now_s)
        alerts = load_alerts(connection, cleared_since_s=None)
        return self._screened(self._compiled, now_s, _OnRecord(alerts, load_open_keys(connection), switched), poller)

    def _screened(
        self,
        compiled: _Compiled,
        now_s: float,
        on_record: _OnRecord,
        poller: PollerHealth,
    ) -> Look:
        stale_after_s = STALE_AFTER_INTERVALS * poller.interval_s
        columns, states = compiled.filled.columns, compiled.filled.states
        judged = columns.judged(now_s, stale_after_s)
        loads = columns.roll_up(judged, now_s)
        before, switched_rows = self._switches.changed(columns.places.outlets, loads.outlet_state)
        targets = columns.compiled.targets
        this = Round(
            now_s=now_s,
            stale_after_s=stale_after_s,
            revision=self._reader.revision,
            model_revision=self._reader.model_revision,
            poller=poller,
            alerts=on_record.alerts,
            open_keys=on_record.open_keys,
            switched=on_record.switched | {targets[row].id for row in switched_rows},
        )
        suspects = compiled.screening.suspects(judged, loads)
        objects = RowObjects(columns.compiled, judged, states)
        return Look(compiled.views.view(objects, states, suspects, this), before, columns, loads)
