"""Where metrics come from: the database's newest snapshot, looked at no more often than it can have changed."""

from threading import Event, Lock, Thread
from typing import Protocol

from powertui.domain.columns.snapshot import PlantSnapshot
from powertui.metrics.plant import MetricsView, PlantMetrics
from powertui.services.ports import Clock

HOLDS_FOR_S = 1.0
"""Several readers at the same moment share one look at the database."""

PATIENCE_S = 4.0
"""How long a reader waits for a look before it gets what the one before found: Prometheus gives up after 10 s."""

MOST_BEHIND_S = 60.0
"""What is older is told to nobody: an old plant would look like one that is fine."""


class Snapshots(Protocol):
    """What is needed of a SnapshotSource."""

    def refresh(self) -> PlantSnapshot | None:
        """The plant as of now; None while there is none, or the database does not answer."""


class _Look:
    """One look at the database, in a thread of its own: where a large model has changed, it takes half a minute."""

    def __init__(self, snapshots: Snapshots, metrics: PlantMetrics, began_at_s: float) -> None:
        self.began_at_s = began_at_s
        self.is_done = Event()
        self.found: MetricsView | None = None
        self.error: Exception | None = None
        self._snapshots = snapshots
        self._metrics = metrics
        Thread(target=self._run, name="look", daemon=True).start()

    def _run(self) -> None:
        try:
            snapshot = self._snapshots.refresh()
            self.found = None if snapshot is None else self._metrics.of(snapshot)
        except Exception as error:  # noqa: BLE001 - the boundary of a thread: raised again by whoever waits for it
            self.error = error
        finally:
            self.is_done.set()


class MetricsSource:
    """The plant's metrics as of now, for any number of threads."""

    def __init__(
        self, snapshots: Snapshots, metrics: PlantMetrics, clock: Clock, patience_s: float = PATIENCE_S
    ) -> None:
        self._snapshots = snapshots
        self._metrics = metrics
        self._clock = clock
        self._patience_s = patience_s
        self._lock = Lock()
        self._look: _Look | None = None
        self._newest: MetricsView | None = None
        self._looked_at_s = float("-inf")

    def now(self) -> MetricsView | None:
        """The metrics of now, at most `HOLDS_FOR_S` old; None where there is nothing to tell.

        While a look takes long, those of the look before: their ages go on, and after `MOST_BEHIND_S` they are told no
        more.
        """
        with self._lock:
            now_s = self._clock.now_s()
            if self._look is not None and self._look.is_done.is_set():
                # It ended while nobody waited for it, perhaps long ago: what it found is of then.
                self._take(self._look)
            before, before_at_s = self._newest, self._looked_at_s
            if self._look is None:
                if before is not None and 0 <= now_s - before_at_s < HOLDS_FOR_S:
                    return before
                self._look = _Look(self._snapshots, self._metrics, now_s)
            look = self._look
        if not look.is_done.wait(self._patience_s):
            if before is not None and 0 <= now_s - before_at_s <= MOST_BEHIND_S:
                return before.as_of(now_s)
            look.is_done.wait()
        return self._taken(look)

    def _taken(self, look: _Look) -> MetricsView | None:
        with self._lock:
            if self._look is look:
                self._take(look)
        if look.error is not None:
            raise look.error
        return look.found

    def _take(self, look: _Look) -> None:
        # Where it found nothing, an old one would look like a plant that is fine: better none.
        self._look, self._newest, self._looked_at_s = None, look.found, look.began_at_s
