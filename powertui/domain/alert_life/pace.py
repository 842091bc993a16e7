"""How long a condition must hold, and be gone, before it counts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Of one rule. Count and time must both be met: polls may come faster or slower than expected."""

    for_samples: int = 1
    for_s: float = 0.0
    clear_samples: int = 1
    clear_for_s: float = 0.0

    def is_ripe(self, samples: int, lasted_s: float) -> bool:
        """Whether what was seen so often and lasts so long is to be believed."""
        return samples >= self.for_samples and lasted_s >= self.for_s

    def is_over(self, samples: int, lasted_s: float, at_least_s: float = 0.0) -> bool:
        """Whether what was not seen any more so often and for so long is over."""
        return samples >= self.clear_samples and lasted_s >= max(self.clear_for_s, at_least_s)


@dataclass(frozen=True, slots=True)
class LifeSettings:
    """What holds for all rules."""

    reopened_within_s: float = 300.0
    """A condition that returns sooner after it cleared is the same one, raised again."""
    flapping_raises: int = 3
    """From so many raises in a row on it flaps."""
    flapping_quiet_s: float = 900.0
    """How long one that flaps must be quiet before it clears or becomes milder."""
    release_after_s: float = 180.0
    """How long after its cause is over an alert may take to clear before it speaks for itself."""
    aftermath_s: float = 600.0
    """How long after a cause is over it still explains what follows from it, such as devices that start again."""

    @property
    def remembered_s(self) -> float:
        """How far back cleared alerts matter."""
        return max(self.reopened_within_s, self.release_after_s, self.aftermath_s)
