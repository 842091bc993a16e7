"""ColumnPlant: what of the plant stands out now, read from the database; only what changed is read again.

The plant is held as arrays (`domain.columns`), and only what the rules could have something to say of becomes objects.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError, ProgrammingError

from powertui.domain.alerts import Alert, AlertKey
from powertui.domain.columns.described import DescribedTarget
from powertui.domain.columns.loads import PlantLoads
from powertui.domain.columns.objects import RowObjects
from powertui.domain.columns.plant import PlantColumns
from powertui.domain.columns.screening import Screening
from powertui.domain.columns.states import TargetState, TargetStates
from powertui.domain.columns.switches import Switches
from powertui.domain.columns.view import PartialViews, Round
from powertui.domain.graph import PowerGraph
from powertui.domain.plant import STALE_AFTER_INTERVALS, PlantView, PollerHealth
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import SubjectDescription
from powertui.domain.rules.settings import RuleSettings
from powertui.domain.topology import Topology
from powertui.services.live import poller_health
from powertui.services.ports import Clock
from powertui.storage.alert_keys import load_open_keys
from powertui.storage.alert_store import load_alerts
from powertui.storage.engine import reading
from powertui.storage.latest_store import LatestBytes, load_latest_bytes
from powertui.storage.target_store import SubjectRow, load_subjects, load_targets
from powertui.storage.topology_store import load_topology, model_revision

_AT_ONCE = 500
"""Targets whose descriptions one statement asks for."""


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

    columns: PlantColumns
    states: TargetStates
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
        self._graph = PowerGraph(Topology())
        self._model_revision = -1
        self._targets: dict[int, PollTarget] = {}
        self._subjects: dict[int, tuple[SubjectRow, ...]] = {}
        self._description_revisions: dict[int, int] = {}
        self._known: dict[SubjectDescription, SubjectDescription] = {}
        self._revision = 0
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
        revision = model_revision(connection)
        if revision == 0:
            return None
        if revision != self._model_revision:
            self._graph = PowerGraph(load_topology(connection))
            self._targets = {target.id: target for target in load_targets(connection)}
            self._model_revision = revision
            self._begin_anew()
        rows = load_latest_bytes(connection, self._revision)
        if self._describe(connection, rows) and self._compiled is not None:
            self._begin_anew()
            rows = load_latest_bytes(connection, self._revision)
        compiled = self._compiled = self._compiled or self._compile()
        self._take(compiled, rows)
        now_s = self._clock.now_s()
        poller = poller_health(connection, now_s)
        alerts = load_alerts(connection, cleared_since_s=None)
        return self._screened(compiled, now_s, _OnRecord(alerts, load_open_keys(connection), switched), poller)

    def _begin_anew(self) -> None:
        self._compiled = None
        self._revision = 0

    def _describe(self, connection: Connection, rows: Sequence[LatestBytes]) -> bool:
        """Whether any description is new."""
        renewed = [
            row.target_id
            for row in rows
            if row.target_id in self._targets
            and self._description_revisions.get(row.target_id) != row.description_revision
        ]
        for start in range(0, len(renewed), _AT_ONCE):
            found = load_subjects(connection, renewed[start : start + _AT_ONCE])
            for target_id, subjects in found.items():
                self._subjects[target_id] = tuple(self._shared(subject) for subject in subjects)
        wanted = frozenset(renewed)
        self._description_revisions.update(
            {row.target_id: row.description_revision for row in rows if row.target_id in wanted}
        )
        return bool(renewed)

    def _shared(self, subject: SubjectRow) -> SubjectRow:
        """Devices of one type describe their parts in the same words: these are kept once."""
        described = self._known.setdefault(subject.description, subject.description)
        return replace(subject, description=described)

    def _compile(self) -> _Compiled:
        described = [
            DescribedTarget(
                target.id, target.name, target.device_id, target.power_panel_id, self._subjects.get(target.id, ())
            )
            for target in self._targets.values()
        ]
        columns = PlantColumns(self._graph, described)
        return _Compiled(
            columns=columns,
            states=TargetStates(len(described)),
            screening=Screening(columns.compiled, self._settings),
            views=PartialViews(columns.compiled, self._settings),
        )

    def _take(self, compiled: _Compiled, rows: Sequence[LatestBytes]) -> None:
        row_of = compiled.columns.places.targets.row_of
        for row in rows:
            self._revision = max(self._revision, row.revision)
            place = row_of.get(row.target_id)
            if place is None:
                continue
            compiled.columns.take(row.target_id, row.sampled_at_s, row.values, row.qualities)
            compiled.states.put(place, _state(row, self._targets[row.target_id]))

    def _screened(
        self,
        compiled: _Compiled,
        now_s: float,
        on_record: _OnRecord,
        poller: PollerHealth,
    ) -> Look:
        stale_after_s = STALE_AFTER_INTERVALS * poller.interval_s
        columns = compiled.columns
        judged = columns.judged(now_s, stale_after_s)
        loads = columns.roll_up(judged, now_s)
        before, switched_rows = self._switches.changed(columns.places.outlets, loads.outlet_state)
        targets = columns.compiled.targets
        this = Round(
            now_s=now_s,
            stale_after_s=stale_after_s,
            revision=self._revision,
            model_revision=self._model_revision,
            poller=poller,
            alerts=on_record.alerts,
            open_keys=on_record.open_keys,
            switched=on_record.switched | {targets[row].id for row in switched_rows},
        )
        suspects = compiled.screening.suspects(judged, loads)
        objects = RowObjects(columns.compiled, judged, compiled.states)
        return Look(compiled.views.view(objects, compiled.states, suspects, this), before, columns, loads)


def _state(row: LatestBytes, target: PollTarget) -> TargetState:
    return TargetState(
        outcome=row.outcome,
        detail=row.detail,
        failures=row.failures,
        attempted_at_s=row.attempted_at_s,
        latency_s=row.latency_s,
        uptime_s=row.uptime_s,
        rebooted_at_s=row.rebooted_at_s,
        family=row.family,
        vendor=row.vendor,
        model=row.model,
        serial=row.serial,
        firmware=row.firmware,
        host=target.host,
        port=target.port,
    )
