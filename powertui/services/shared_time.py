"""The database's time, as all pollers reckon it, on a clock of this machine that only goes forward."""

import time
from collections.abc import Callable
from dataclasses import dataclass

SLEW = 0.005
"""So fast, at most, it draws near to what the database says: turns must neither come twice nor stand still."""


def machine_s() -> float:
    """Seconds since the machine was started; where the system can tell, those that it slept too."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class SharedTime:
    """Seconds since the epoch. What the database says first is believed; after that it is followed slowly."""

    def __init__(self, clock_s: Callable[[], float] = machine_s, wall_s: Callable[[], float] = time.time) -> None:
        self._clock_s = clock_s
        self._offset_s = wall_s() - clock_s()
        self._noted_at_s: float | None = None

    def now_s(self) -> float:
        """The time."""
        return self._clock_s() + self._offset_s

    def note(self, said_s: float, asked_s: float, answered_s: float) -> None:
        """The database said this between two moments of the machine's clock."""
        offset_s = said_s - (asked_s + answered_s) / 2
        if self._noted_at_s is None:
            self._offset_s = offset_s
        else:
            most_s = SLEW * max(0.0, answered_s - self._noted_at_s)
            self._offset_s += max(-most_s, min(most_s, offset_s - self._offset_s))
        self._noted_at_s = answered_s


@dataclass(frozen=True, slots=True)
class Timing:
    """How fast pollers notice each other; in intervals, so that a shard moves within one."""

    dead_after_s: float
    look_every_s: float

    @classmethod
    def of(cls, interval_s: float) -> "Timing":
        """For polls that come so often."""
        return cls(min(15.0, max(1.0, interval_s / 2)), min(2.0, max(0.1, interval_s / 10)))
