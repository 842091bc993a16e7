"""LivePlant: the newest view of the plant, read from the database; only what changed is read again."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError, ProgrammingError

from powertui.domain.alert_life.hands import AlertWish
from powertui.domain.assemble import assemble_view, has_dead_cord, with_standby
from powertui.domain.contradiction import CheckWarning
from powertui.domain.energy_meters import PlantMeters
from powertui.domain.energy_record import EnergyRecord
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import MeasuredSubject, MeasuredTarget
from powertui.domain.plant import HistoryPoint, PlantView, PollerHealth
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import Reading, ReadingBatch, SubjectDescription, TargetDescription, missing
from powertui.domain.rules.cords import cords_in_question
from powertui.domain.topology import Topology
from powertui.domain.trend_loads import LoadTrend, feed_trend_object
from powertui.services.alert_handling import fulfil
from powertui.services.cord_memory import CordMemories, Past
from powertui.services.login import login_name
from powertui.services.past import DatabasePast
from powertui.services.ports import Clock
from powertui.storage.alert_store import load_alerts
from powertui.storage.energy_store import load_energy_records
from powertui.storage.engine import reading, writing
from powertui.storage.history_levels import load_points
from powertui.storage.history_reader import sum_points
from powertui.storage.judged_store import load_judged_at
from powertui.storage.lease_store import add_poll_request, load_lease
from powertui.storage.reading_store import LatestRow, load_latest, newest_cycle
from powertui.storage.target_store import SubjectRow, load_subjects, load_targets
from powertui.storage.topology_store import load_topology, model_revision
from powertui.storage.warning_store import load_warnings

TREND_DAYS = 90
"""How far back a feed's trend looks."""

CLEARED_FOR_S = 86_400.0
"""How long a cleared alert stays in the view."""

ALIVE_FOR_INTERVALS = 1.5
"""A poller whose heartbeat is older is taken for dead; it renews its lease several times an interval."""

DEFAULT_INTERVAL_S = 30.0
"""What ages are judged by while no poller has ever said its own interval."""


class LivePlant:
    """Holds what it has read, and reads what is newer. For one thread at a time."""

    def __init__(self, engine: Engine, clock: Clock, past: Past | None = None) -> None:
        self._engine = engine
        self._clock = clock
        self._model_revision = -1
        self._graph = PowerGraph(Topology())
        self._poll_targets: dict[int, PollTarget] = {}
        self._subjects: dict[int, tuple[SubjectRow, ...]] = {}
        self._warnings: dict[int, tuple[CheckWarning, ...]] = {}
        self._description_revisions: dict[int, int] = {}
        self._targets: dict[int, MeasuredTarget] = {}
        self._revision = 0
        self._view: PlantView | None = None
        self._judged_again_at_s = 0.0
        self._cords = CordMemories(past or DatabasePast(engine, clock))

    def refresh(self) -> PlantView | None:
        """The plant as of now; None while the database holds no plant."""
        try:
            # One snapshot: a view of the model of one moment and the readings of another would be of none.
            with reading(self._engine) as connection:
                return self._read(connection)
        except (OperationalError, ProgrammingError):
            # The database is being made, or is busy beyond its timeout: there will be a next time.
            return None

    def history(self, subject_ids: Sequence[int], window_s: float) -> tuple[HistoryPoint, ...]:
        """The sum of some subjects over the last `window_s` seconds."""
        if not subject_ids:
            return ()
        return sum_points(self.histories(subject_ids, window_s).values())

    def histories(self, subject_ids: Sequence[int], window_s: float) -> Mapping[int, tuple[HistoryPoint, ...]]:
        """Each subject's last `window_s` seconds."""
        with reading(self._engine) as connection:
            now_s = self._clock.now_s()
            return load_points(connection, subject_ids, now_s - window_s, now_s)

    def energies(self, subject_ids: Sequence[int]) -> Mapping[int, EnergyRecord]:
        """The lifetime totals of those that count energy."""
        with reading(self._engine) as connection:
            return load_energy_records(connection, subject_ids)

    def feed_trend(self, feed_id: int) -> LoadTrend | None:
        """Where a feed's load is going; None where nothing of it is measured."""
        # numpy is not loaded before somebody looks at a feed.
        from powertui.services.trends import load_trends, whole_days_before

        view = self._view
        feed = view.graph.feeds.get(feed_id) if view is not None else None
        if view is None or feed is None:
            return None
        subject = feed_trend_object(PlantMeters(view.graph, view.targets.values()), feed)
        span = whole_days_before(self._clock.now_s(), TREND_DAYS, None)
        return load_trends(self._engine, [subject], span)[0] if subject.loads else None

    def request_poll(self, target_id: int) -> None:
        """Leave a request for the poller."""
        with writing(self._engine) as connection:
            add_poll_request(connection, target_id, self._clock.now_s())

    def handle_alert(self, wish: AlertWish) -> None:
        """Do what a person asks for; the next view shows what became of it."""
        fulfil(self._engine, wish, login_name(), self._clock.now_s())

    def close(self) -> None:
        """Give back the connections."""
        self._engine.dispose()

    def _read(self, connection: Connection) -> PlantView | None:
        now_s = self._clock.now_s()
        revision = model_revision(connection)
        if revision == 0:
            return None
        if revision != self._model_revision:
            self._graph = PowerGraph(load_topology(connection))
            self._poll_targets = {target.id: target for target in load_targets(connection)}
            self._model_revision = revision
            self._revision = 0
            self._targets = {}
            self._view = None
        has_news = self._read_targets(connection)
        alerts = load_alerts(connection, cleared_since_s=now_s - CLEARED_FOR_S)
        poller = poller_health(connection, now_s)
        if self._view is not None and not has_news and now_s < self._judged_again_at_s:
            self._view = replace(self._view, now_s=now_s, alerts=alerts, poller=poller)
            return self._view
        # Without news, readings still grow stale.
        self._judged_again_at_s = now_s + poller.interval_s / 2
        view = assemble_view(
            graph=self._graph,
            targets=self._targets.values(),
            alerts=alerts,
            poller=poller,
            now_s=now_s,
            revision=self._revision,
            model_revision=self._model_revision,
        )
        # What the rules call standby the screens call so as well.
        self._view = with_standby(view, self._standby(view, now_s)) if has_dead_cord(view) else view
        return self._view

    def _standby(self, view: PlantView, now_s: float) -> frozenset[int]:
        return self._cords.of(cords_in_question(view), now_s).standby

    def _read_targets(self, connection: Connection) -> bool:
        rows = [row for row in load_latest(connection, self._revision) if row.target_id in self._poll_targets]
        renewed = [
            row.target_id for row in rows if self._description_revisions.get(row.target_id) != row.description_revision
        ]
        if renewed:
            self._subjects.update(load_subjects(connection, renewed))
            warned = load_warnings(connection, renewed)
            self._warnings.update({target_id: warned.get(target_id, ()) for target_id in renewed})
        for row in rows:
            self._description_revisions[row.target_id] = row.description_revision
            self._targets[row.target_id] = measured_target(
                self._poll_targets[row.target_id],
                row,
                self._subjects.get(row.target_id, ()),
                self._warnings.get(row.target_id, ()),
            )
            self._revision = max(self._revision, row.revision)
        return bool(rows)


def measured_target(
    target: PollTarget, row: LatestRow, subjects: Sequence[SubjectRow], warnings: tuple[CheckWarning, ...] = ()
) -> MeasuredTarget:
    """A device's newest state, unpacked."""
    description = TargetDescription(
        family=row.family,
        vendor=row.vendor,
        subjects=tuple(subject.description for subject in subjects),
    )
    return MeasuredTarget(
        id=target.id,
        name=target.name,
        host=target.host,
        port=target.port,
        device_id=target.device_id,
        outcome=row.outcome,
        detail=row.detail,
        attempted_at_s=row.attempted_at_s,
        sampled_at_s=row.sampled_at_s,
        latency_s=row.latency_s,
        uptime_s=row.uptime_s,
        family=row.family,
        vendor=row.vendor,
        model=row.model,
        serial=row.serial,
        firmware=row.firmware,
        subjects=_measured_subjects(row, description, subjects),
        failures=row.failures,
        rebooted_at_s=row.rebooted_at_s,
        warnings=warnings,
        power_panel_id=target.power_panel_id,
    )


def _measured_subjects(
    row: LatestRow, description: TargetDescription, subjects: Sequence[SubjectRow]
) -> tuple[MeasuredSubject, ...]:
    values = row.raw_values()
    if row.sampled_at_s is None or len(values) != description.channel_count:
        return tuple(
            MeasuredSubject(subject.id, subject.description, _no_readings(subject.description), subject.binding)
            for subject in subjects
        )
    unpacked = ReadingBatch(row.sampled_at_s, values, row.qualities).readings(description)
    return tuple(
        MeasuredSubject(
            subject.id,
            subject.description,
            unpacked[subject.description.kind, subject.description.key],
            subject.binding,
        )
        for subject in subjects
    )


def _no_readings(description: SubjectDescription) -> tuple[Reading, ...]:
    return tuple(missing(quantity) for quantity in description.quantities)


def poller_health(connection: Connection, now_s: float) -> PollerHealth:
    """What is known of whoever polls this database."""
    lease = load_lease(connection)
    cycle = newest_cycle(connection)
    said = lease or cycle
    interval_s = said.interval_s if said else DEFAULT_INTERVAL_S
    judged_at_s = load_judged_at(connection)
    heartbeat_age_s = max(0.0, now_s - lease.heartbeat_s) if lease else None
    return PollerHealth(
        is_alive=heartbeat_age_s is not None and heartbeat_age_s <= ALIVE_FOR_INTERVALS * interval_s,
        heartbeat_age_s=heartbeat_age_s,
        interval_s=interval_s,
        cycle_number=cycle.number if cycle else 0,
        cycle_started_at_s=cycle.started_at_s if cycle else None,
        cycle_took_s=cycle.took_s if cycle else None,
        polled=cycle.polled if cycle else 0,
        failed=cycle.failed if cycle else 0,
        shed=cycle.shed if cycle else 0,
        judged_age_s=None if judged_at_s is None else max(0.0, now_s - judged_at_s),
    )
