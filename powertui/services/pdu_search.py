"""Looking for PDUs in ranges of addresses: at a bounded rate, with several credentials, stoppable at any time."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field

from powertui.domain.address_ranges import Place
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import PollFailure, PollOutcome, TargetDescription
from powertui.services.ports import Collector

AT_ONCE = 64
"""Places that are waited for at the same time: most of a range never answers."""

SILENT = frozenset({PollOutcome.TIMEOUT, PollOutcome.UNREACHABLE})


@dataclass(frozen=True, slots=True)
class FoundPdu:
    """An agent that a profile fits."""

    place: Place
    credential: str
    description: TargetDescription


@dataclass(frozen=True, slots=True)
class FoundOther:
    """Somebody answered who is no PDU that we know, or lets nobody in with these credentials."""

    place: Place
    failure: PollFailure


@dataclass(slots=True)
class Findings:
    """What has been found so far; whoever interrupts a search has it still."""

    count: int
    """Places to look at in all."""
    looked_at: int = 0
    pdus: list[FoundPdu] = field(default_factory=list)
    others: list[FoundOther] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a search may be."""

    probes_per_s: float
    now_s: Callable[[], float]
    """A clock that only goes forward."""
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep


async def search(
    collector: Collector,
    places: Iterable[Place],
    credentials: Sequence[str],
    pace: Pace,
    findings: Findings,
    progress: Callable[[Findings], None] = lambda _: None,
) -> None:
    """Look at all places, and note what is found as it is found.

    At each place the credentials are tried in order until one is let in. A probe is one credential at one place; no
    more of them begin in a second than the pace allows.
    """
    tickets = _Tickets(pace)
    queue = enumerate(places, start=1)

    async def look_on() -> None:
        # Each worker takes the next place from the same iterator: a range is never laid out whole.
        for number, place in queue:
            await _look_at(collector, number, place, credentials, tickets, findings)
            findings.looked_at += 1
            progress(findings)

    async with asyncio.TaskGroup() as group:
        for _ in range(min(AT_ONCE, max(1, findings.count))):
            group.create_task(look_on())


async def _look_at(
    collector: Collector,
    number: int,
    place: Place,
    credentials: Sequence[str],
    tickets: "_Tickets",
    findings: Findings,
) -> None:
    heard: PollFailure | None = None
    for credential in credentials:
        await tickets.next()
        target = PollTarget(number, place.host, place.host, place.port, credential)
        found = await collector.discover(target)
        if isinstance(found, TargetDescription):
            findings.pdus.append(FoundPdu(place, credential, found))
            return
        if found.outcome not in SILENT:
            heard = found
        if found.outcome in {PollOutcome.UNREACHABLE, PollOutcome.NO_PROFILE}:
            # No other credential would change that.
            break
    if heard is not None:
        findings.others.append(FoundOther(place, heard))


class _Tickets:
    """One for each probe, evenly spaced."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._next_s = pace.now_s()

    async def next(self) -> None:
        now_s = self._pace.now_s()
        wait_s = self._next_s - now_s
        self._next_s = max(now_s, self._next_s) + 1 / self._pace.probes_per_s
        if wait_s > 0:
            await self._pace.pause(wait_s)
