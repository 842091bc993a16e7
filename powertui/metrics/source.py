"""Where metrics come from: the database's newest view, looked at no more often than it can have changed."""

from threading import Lock
from typing import Protocol

from powertui.domain.plant import PlantView
from powertui.metrics.plant import MetricsView, PlantMetrics
from powertui.services.ports import Clock

HOLDS_FOR_S = 1.0
"""Several readers at the same moment share one look at the database."""


class Views(Protocol):
    """What is needed of a PlantSource."""

    def refresh(self) -> PlantView | None:
        """The plant as of now; None while there is none, or the database does not answer."""


class MetricsSource:
    """The plant's metrics as of now, for any number of threads."""

    def __init__(self, views: Views, metrics: PlantMetrics, clock: Clock) -> None:
        self._views = views
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
                view = self._views.refresh()
                # An old view would look like a plant that is fine: better none.
                self._newest = None if view is None else self._metrics.of(view)
                self._looked_at_s = now_s
            return self._newest
