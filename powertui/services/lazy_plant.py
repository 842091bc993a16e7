"""A PlantSource that opens its database when first asked: a screen is drawn before SQLAlchemy is loaded."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from powertui.domain.alert_life.hands import AlertWish
from powertui.domain.energy_record import EnergyRecord
from powertui.domain.plant import HistoryPoint, PlantView
from powertui.domain.trend_loads import LoadTrend
from powertui.errors import DatabaseError
from powertui.services.ports import Clock

if TYPE_CHECKING:
    from powertui.services.live import LivePlant


class LazyPlant:
    """Until the database is there and holds a plant, `refresh` gives None."""

    def __init__(self, database_url: str, clock: Clock) -> None:
        self._database_url = database_url
        self._clock = clock
        self._live: LivePlant | None = None

    def refresh(self) -> PlantView | None:
        """The plant as of now, once there is one."""
        if self._live is None:
            from powertui.services.live import LivePlant
            from powertui.storage.engine import open_database

            try:
                self._live = LivePlant(open_database(self._database_url, create=False), self._clock)
            except DatabaseError:
                return None
        return self._live.refresh()

    def history(self, subject_ids: Sequence[int], window_s: float) -> tuple[HistoryPoint, ...]:
        """The sum of some subjects."""
        return self._live.history(subject_ids, window_s) if self._live else ()

    def histories(self, subject_ids: Sequence[int], window_s: float) -> Mapping[int, tuple[HistoryPoint, ...]]:
        """Each subject by itself."""
        return self._live.histories(subject_ids, window_s) if self._live else {}

    def energies(self, subject_ids: Sequence[int]) -> Mapping[int, EnergyRecord]:
        """Lifetime totals."""
        return self._live.energies(subject_ids) if self._live else {}

    def feed_trend(self, feed_id: int) -> LoadTrend | None:
        """Where a feed's load is going."""
        return self._live.feed_trend(feed_id) if self._live else None

    def request_poll(self, target_id: int) -> None:
        """Leave a request for the poller."""
        if self._live is not None:
            self._live.request_poll(target_id)

    def handle_alert(self, wish: AlertWish) -> None:
        """Acknowledge or silence an alert."""
        if self._live is not None:
            self._live.handle_alert(wish)

    def close(self) -> None:
        """Give back the database."""
        if self._live is not None:
            self._live.close()
