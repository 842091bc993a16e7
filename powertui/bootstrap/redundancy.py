"""What the configuration says of redundancy, as the services take it."""

from powertui.config import Settings
from powertui.domain.assumptions import Assumptions
from powertui.domain.redundancy.singles import DeadBand
from powertui.services.peer_losses import RedundancySettings


def redundancy_settings(settings: Settings) -> RedundancySettings:
    """From [redundancy], and [model] for the power factor."""
    found = settings.redundancy
    return RedundancySettings(
        assumptions=Assumptions(settings.model.power_factor),
        band=DeadBand(found.dead_band_pct, found.dead_band_w),
        full_pass_s=found.full_pass_s,
        trip_at_pct=found.trip_at_pct,
    )
