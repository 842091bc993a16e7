"""The table [history] of config.toml: how long readings are kept, and what they may take on disk."""

from pydantic import Field

from powertui.config_section import Section
from powertui.domain.history import HistoryRetention

_DEFAULT = HistoryRetention()


class HistorySection(Section):
    keep_readings_hours: float = Field(default=_DEFAULT.raw_hours, ge=24, le=100_000)
    """How long every reading is kept, in hours; whole days go at once, so up to a day more is there."""
    keep_quarters_days: float = Field(default=_DEFAULT.quarter_days, ge=2, le=10_000)
    """How long 15-minute rollups are kept, in days."""
    keep_days_days: float = Field(default=_DEFAULT.day_days, ge=2, le=10_000)
    """How long daily rollups are kept, in days."""
    budget_gb: float = Field(default=_DEFAULT.budget_gb, gt=0, le=1_000_000)
    """What the database may take on disk, in 10^9 bytes: `powertui db stats` says when it will."""
    warn_days: float = Field(default=_DEFAULT.warn_days, ge=0, le=10_000)
    """How many days before the budget is reached a warning begins."""

    def retention(self) -> HistoryRetention:
        """The same, as upkeep has it."""
        return HistoryRetention(
            raw_hours=self.keep_readings_hours,
            quarter_days=self.keep_quarters_days,
            day_days=self.keep_days_days,
            budget_gb=self.budget_gb,
            warn_days=self.warn_days,
        )
