"""Where metrics come from: the database's newest snapshot, looked at no more often than it can have changed."""

from threading import Lock
from typing import Protocol

from powertui.domain.columns.snapshot import PlantSnapshot
from powertui.metrics.plant import MetricsView, PlantMetrics
from powertui.services.ports import Clock

HOLDS_FOR_S = 1.0
"""Several readers at the same moment share one look at the database."""


class Snapshots(Protocol):
    """What is needed of a SnapshotSource."""

    def refresh(self) -> PlantSnapshot | None:
        """The plant as of now; None while there is none, or the database does not answer."""


class MetricsSource:
    """The plant's metrics as of now, for any number of threads."""

    def __init__(self, snapshots: Snapshots, metrics: PlantMetrics, clock: Clock) -> None:
        self._snapshots = snapshots
        self._metrics = metrics
        self._clock = clock
        self._lock = Lock()
        self._newest: MetricsView | None = None
        self._looked_at_s = float("-inf")

    def now(self) -> MetricsView | None:
        """The metrics of now, at most `HOLDS_FOR_S` old; None where there is nothing to tell."""
        with self._lock:
            now_s = self._clock.now_s()
            if self._newest is None or not 0 <= now_s - self._looked_at_s < HOLDS_FOR_S:
                snapshot = self._snapshots.refresh()
                # An old one would look like a plant that is fine: better none.
                self._newest = None if snapshot is None else self._metrics.of(snapshot)
                self._looked_at_s = now_s
            return self._newest
