"""How a database grows: each level of history by so much a day, until it is as old as it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class LevelSize:
    """One level of history."""

    name: str
    bytes: int | None
    """None where the database cannot tell."""
    rows: int
    values: int
    """Numbers in it, by a sample of its rows."""
    covers_days: float
    """How much time is in it."""
    keeps_days: float
    """How much time is to be in it at most."""
    bytes_a_day: float
    """What a day of it takes."""

    @property
    def bytes_a_value(self) -> float | None:
        """None where there is nothing to divide."""
        return self.bytes / self.values if self.bytes is not None and self.values else None

    def bytes_after(self, days: float) -> float:
        """What it will take."""
        return (self.bytes or 0) + self.bytes_a_day * max(0.0, min(days, self.keeps_days - self.covers_days))


@dataclass(frozen=True, slots=True)
class DiskForecast:
    """What becomes of a database if all stays as it is."""

    bytes_now: int
    bytes_a_day: float
    """How much it grows at present."""
    bytes_full: float
    """When every level is as old as it is kept."""
    budget_bytes: float
    reached_in_days: float | None
    """Until the budget is reached; 0 if it is, None if it never is."""


def disk_forecast(levels: Sequence[LevelSize], bytes_now: int, budget_bytes: float) -> DiskForecast:
    """The forecast of a database; what is no level (the model, newest states) stays as large as it is."""
    other = bytes_now - sum(level.bytes or 0 for level in levels)

    def after(days: float) -> float:
        return other + sum(level.bytes_after(days) for level in levels)

    last_day = ceil(max((level.keeps_days - level.covers_days for level in levels), default=0.0))
    reached = next((float(day) for day in range(max(0, last_day) + 1) if after(day) >= budget_bytes), None)
    return DiskForecast(bytes_now, after(1.0) - after(0.0), after(last_day), budget_bytes, reached)
