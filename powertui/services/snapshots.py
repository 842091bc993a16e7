"""SnapshotSource: the newest snapshot of the plant, read from the database in columns."""

from dataclasses import replace

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError, ProgrammingError

from powertui.domain.columns.snapshot import PlantSnapshot
from powertui.domain.plant import STALE_AFTER_INTERVALS
from powertui.domain.redundancy.record import FailoverRecord
from powertui.services.column_reader import ColumnReader
from powertui.services.live import poller_health
from powertui.services.ports import Clock
from powertui.storage.alert_store import load_alerts
from powertui.storage.engine import reading
from powertui.storage.failover_store import failover_at_s, load_failover


class SnapshotSource:
    """Holds what it has read, and reads what is newer. For one thread at a time; what it gives may be read by any."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._reader = ColumnReader()
        self._newest: PlantSnapshot | None = None
        self._of_revisions = (-1, -1)
        self._judged_again_at_s = 0.0
        self._failover: FailoverRecord | None = None

    def refresh(self) -> PlantSnapshot | None:
        """The plant as of now; None while the database holds none, or does not answer."""
        try:
            # One snapshot: a view of the model of one moment and the readings of another would be of none.
            with reading(self._engine) as connection:
                return self._read(connection)
        except (OperationalError, ProgrammingError):
            # The database is being made, or is busy beyond its timeout: there will be a next time.
            return None

    def close(self) -> None:
        """Give back the connections."""
        self._engine.dispose()

    def _read(self, connection: Connection) -> PlantSnapshot | None:
        filled = self._reader.read(connection)
        if filled is None:
            return None
        now_s = self._clock.now_s()
        poller = poller_health(connection, now_s)
        alerts = load_alerts(connection, cleared_since_s=None)
        failover = self._read_failover(connection)
        compiled, newest = filled.columns.compiled, self._newest
        revisions = self._reader.model_revision, self._reader.revision
        if (
            newest is not None
            and newest.compiled is compiled
            and revisions == self._of_revisions
            and newest.now_s <= now_s < self._judged_again_at_s
        ):
            self._newest = replace(newest, now_s=now_s, poller=poller, alerts=alerts, failover=failover)
            return self._newest
        # Without news, readings still grow stale.
        self._judged_again_at_s = now_s + poller.interval_s / 2
        judged = filled.columns.judged(now_s, STALE_AFTER_INTERVALS * poller.interval_s).kept()
        loads = filled.columns.roll_up(judged, now_s)
        self._of_revisions = revisions
        self._newest = PlantSnapshot(now_s, compiled, filled.states.listed(), judged, loads, poller, alerts, failover)
        return self._newest

    def _read_failover(self, connection: Connection) -> FailoverRecord | None:
        at_s = failover_at_s(connection)
        if at_s is None:
            self._failover = None
        elif self._failover is None or self._failover.at_s != at_s:
            self._failover = load_failover(connection)
        return self._failover
