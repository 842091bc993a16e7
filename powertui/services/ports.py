"""What the services need from outside, as Protocols; `bootstrap` supplies the real ones, tests the fakes."""

from dataclasses import dataclass
from typing import Protocol

from powertui.domain.reading import PollFailure, ReadingBatch, TargetDescription


@dataclass(frozen=True, slots=True)
class PollTarget:
    """A device to poll. Bound to a modelled device or to a panel (a panel's own meter), or to neither yet."""

    id: int
    name: str
    host: str
    port: int
    credential: str
    """The name of a credential in the configuration; never a secret."""
    family: str = ""
    """A profile's family that is not to be guessed; empty means: find out."""
    interval_s: float | None = None
    """None: the poller's own."""
    device_id: int | None = None
    power_panel_id: int | None = None


class Clock(Protocol):
    """The time, so that tests need not wait for it."""

    def now_s(self) -> float:
        """Seconds since the epoch."""


class SystemClock:
    """The machine's clock."""

    def now_s(self) -> float:
        from time import time

        return time()


class Collector(Protocol):
    """Reads devices. One instance serves many targets; it holds no state that a restart would miss."""

    async def discover(self, target: PollTarget) -> TargetDescription | PollFailure:
        """Find out what the target is and what parts it has; remembers how to poll it."""

    async def poll(self, target: PollTarget) -> ReadingBatch | PollFailure:
        """One reading of all its parts; the target must have been discovered by this collector."""

    async def close(self) -> None:
        """Give back sockets."""
