"""The table [redundancy] of config.toml: how closely what-ifs are kept up to date, and when a breaker opens."""

from pydantic import Field

from powertui.config_section import Section


class RedundancySection(Section):
    dead_band_pct: float = Field(default=2.0, ge=0, le=50)
    """A load that moved by less, of what it was, has not moved: what hangs on it is not worked out again."""
    dead_band_w: float = Field(default=5.0, ge=0, le=10_000)
    """The same in W (and VA); the greater of both counts."""
    full_pass_s: float = Field(default=600.0, ge=30, le=86_400)
    """So often everything is worked out again all the same, which makes every figure exact."""
    trip_at_pct: float = Field(default=100.0, ge=50, le=200)
    """Of its rating: above, a breaker is taken to open."""
