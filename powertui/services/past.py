"""The past of parts, read from the database."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Engine

from powertui.domain.plant import HistoryPoint
from powertui.domain.reading import Quantity, unscaled
from powertui.services.ports import Clock
from powertui.storage.engine import reading
from powertui.storage.history_levels import load_points
from powertui.storage.rollup_reader import load_days


class DatabasePast:
    """For whoever looks some parts up now and then. Blocks."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def histories(self, subject_ids: Sequence[int], window_s: float) -> Mapping[int, tuple[HistoryPoint, ...]]:
        """Each part's last seconds."""
        with reading(self._engine) as connection:
            now_s = self._clock.now_s()
            return load_points(connection, subject_ids, now_s - window_s, now_s)

    def days(self, subject_ids: Sequence[int], since_s: float, until_s: float) -> Mapping[int, Mapping[int, float]]:
        """By part, of each closed day that begins in the span the mean active power in W, by the day's start."""
        found: dict[int, dict[int, float]] = {}
        with reading(self._engine) as connection:
            for subject_id in subject_ids:
                series = load_days(connection, subject_id, (Quantity.ACTIVE_POWER,), int(since_s), int(until_s))
                means = series.spreads[Quantity.ACTIVE_POWER].mean
                told = zip(series.starts_s, map(unscaled, means), strict=True)
                found[subject_id] = {start_s: watts for start_s, watts in told if watts is not None}
        return found
