"""What a part's energy over its life is to people."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EnergyRecord:
    """A part's lifetime total as stored, and what became of the counter that it is read from."""

    lifetime_wh: float
    counter_wh: int | None
    """The device's own counter, as last read."""
    at_s: float
    """When the total was last stored."""
    since_s: float | None
    """When the counter was first read, what it said then included; None: before that was noted."""
    wraps: int = 0
    """How often the counter began again at its end."""
    falls: int = 0
    """How often it fell for another reason: set back, lost, or another device's."""
