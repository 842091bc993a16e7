"""How long devices may take."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """How long devices may take; a profile may ask for more patience with its family."""

    timeout_s: float = 2.0
    """For one request."""
    retries: int = 2
    poll_budget_s: float = 20.0
    discovery_budget_s: float = 120.0
    """Old cards answer slowly, and discovery is rare."""
    max_varbinds: int = 30
    slow_every_s: float = 60.0
    """How often what changes slowly (energy) is read."""
