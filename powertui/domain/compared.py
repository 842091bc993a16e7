"""Measured beside modelled, one object at a time: what to show, and what stands out."""

from dataclasses import dataclass
from enum import Enum

from powertui.domain.reading import Quality


class ComparedKind(Enum):
    """What a row is. Value: word."""

    PORT = "port"
    """A power port that is plugged into a metered outlet."""
    OUTLET = "outlet"
    BRANCH = "branch"
    INLET = "inlet"
    LEG = "leg"
    FEED = "feed"
    RACK = "rack"


class Remark(Enum):
    """What stands out where measured meets modelled. Value: words for people."""

    UNMODELLED = "live, no cable in the model"
    DEAD = "modelled, drew nothing for days"
    IDLE = "modelled, draws nothing"
    OVER_MAXIMUM = "over maximum draw"
    OUTLETS_DIFFER = "its outlets do not add up to it"


@dataclass(frozen=True, slots=True)
class ComparedObject:
    """An object with what it carries and what the model says; powers in W, None where not known."""

    name: str
    where: str
    measured_w: float | None
    """Never a modelled draw."""
    quality: Quality
    allocated_w: float | None
    maximum_w: float | None
    remark: Remark | None = None
    outlets_w: float | None = None
    """Of an inlet: what its outlets add up to."""

    @property
    def difference_w(self) -> float | None:
        """Measured minus allocated."""
        if self.measured_w is None or self.allocated_w is None:
            return None
        return self.measured_w - self.allocated_w

    @property
    def difference_pct(self) -> float | None:
        """The same in % of what is allocated; None where nothing is."""
        difference_w = self.difference_w
        return None if difference_w is None or not self.allocated_w else 100 * difference_w / self.allocated_w
