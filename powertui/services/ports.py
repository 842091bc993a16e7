"""What the services need from outside, as Protocols; `bootstrap` supplies the real ones, tests the fakes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from powertui.domain.alert_life.hands import AlertWish
from powertui.domain.energy_record import EnergyRecord
from powertui.domain.plant import HistoryPoint, PlantView
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import PollFailure, ReadingBatch, TargetDescription
from powertui.domain.trend_loads import LoadTrend

__all__ = [
    "Clock",
    "Collector",
    "Heard",
    "Notice",
    "NoticeReceiver",
    "PlantSource",
    "PollTarget",
    "ProcessState",
    "ProcessStatus",
    "Supervisor",
    "SystemClock",
]


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

    async def resume(
        self, target: PollTarget, notes: bytes, noted_at_s: float
    ) -> TargetDescription | PollFailure | None:
        """Take a target up again from the notes of a discovery of before, which may have been another process's.

        None: it must be discovered, since it is another device, has restarted since `noted_at_s`, or the notes do not
        suffice. Without warnings: those that were found then hold on.
        """

    async def poll(self, target: PollTarget) -> ReadingBatch | PollFailure:
        """One reading of all its parts; the target must have been discovered, or resumed, by this collector."""

    async def close(self) -> None:
        """Give back sockets."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a device told unasked, checked as to who it is. Its texts are safe to print; nothing in it is a reading."""

    at_s: float
    """When it came."""
    source: str
    """The address that it came from."""
    targets: tuple[PollTarget, ...]
    """Whose it may be: one, or several that share an address."""
    oid: str
    """The notification's, dotted."""
    name: str
    """What people call it; empty where nobody knows."""
    detail: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What came since the last look."""

    notices: tuple[Notice, ...]
    shed: tuple[tuple[PollTarget, int], ...]
    """How many of a target's datagrams were thrown away unread, because too many came."""
    dropped: int = 0
    """How many the system threw away before that, whoever sent them."""


class NoticeReceiver(Protocol):
    """Listens for what devices tell unasked; bounded in all it holds. Its methods never block."""

    def open(self) -> str:
        """Start to listen; returns what hinders it in one sentence, empty: nothing."""

    async def watch(self, targets: Sequence[PollTarget]) -> None:
        """From now on, hear these and no others."""

    def take(self) -> Heard:
        """What came since the last call."""

    def close(self) -> None:
        """Give back the sockets."""


class PlantSource(Protocol):
    """Where a front end gets the plant from. Its methods block: never call them on an event loop."""

    def refresh(self) -> PlantView | None:
        """The plant as of now; None while there is no plant yet (the database is still being made)."""

    def history(self, subject_ids: Sequence[int], window_s: float) -> tuple[HistoryPoint, ...]:
        """The sum of some subjects over the last `window_s` seconds, oldest first, gaps included."""

    def histories(self, subject_ids: Sequence[int], window_s: float) -> Mapping[int, tuple[HistoryPoint, ...]]:
        """The same for each subject by itself."""

    def energies(self, subject_ids: Sequence[int]) -> Mapping[int, EnergyRecord]:
        """The lifetime totals of those of some subjects that count energy."""

    def feed_trend(self, feed_id: int) -> LoadTrend | None:
        """Where a feed's load is going; None where nothing of it is measured."""

    def request_poll(self, target_id: int) -> None:
        """Ask the poller to read a target now."""

    def handle_alert(self, wish: AlertWish) -> None:
        """Acknowledge or silence an alert; one that has cleared meanwhile stays as it is."""

    def close(self) -> None:
        """Give back the database."""


class ProcessState(Enum):
    """What has become of a child process. Value: word for people."""

    RUNNING = "running"
    RESTARTING = "restarting"
    FAILED = "failed"
    """It ended again and again; it is not started any more."""


@dataclass(frozen=True, slots=True)
class ProcessStatus:
    """A child process that a front end started, as of the last look."""

    name: str
    """`poller` or `simulator`."""
    state: ProcessState
    detail: str
    """One sentence: how it ended, what happens next; empty while it runs."""
    restarts: int = 0


class Supervisor(Protocol):
    """Keeps the processes that belong to a front end."""

    def start(self) -> None:
        """Start them. Returns at once."""

    def check(self) -> tuple[ProcessStatus, ...]:
        """Look at each, restart what ended. Cheap; call about once a second."""

    def stop(self) -> None:
        """End them all and wait for it, two seconds for each at most."""
