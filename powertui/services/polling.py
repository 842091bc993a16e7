"""Polling: each cycle, every target once -> readings in the database; then evaluation. It never waits for a screen."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from powertui.domain.events import Event
from powertui.domain.reading import PollFailure, PollOutcome, ReadingBatch
from powertui.services.discovering import DISCOVERIES_AT_ONCE, Discovering, accident
from powertui.services.energy import EnergyBook
from powertui.services.evaluation import Evaluation
from powertui.services.in_thread import in_thread
from powertui.services.intake import Cycle, Intake
from powertui.services.ports import Clock, Collector
from powertui.services.storing import Among, Storing
from powertui.services.watching import Basis, Watched, Watching
from powertui.services.writer import Writer
from powertui.storage.engine import writing
from powertui.storage.event_store import add_events
from powertui.storage.lease_store import take_poll_requests

BUDGET_OF_INTERVAL = 0.8
"""A poll that takes longer than this share of the interval is given up, so that cycles never pile up."""

FIRST_WAIT_OF_INTERVAL = 0.3
"""So long a turn waits for a first discovery: no other of the device's turns comes meanwhile. Where thousands are found
out about it takes longer; then the device has another turn as soon as it is known."""

SAVE_EVERY_S = 0.5
"""While a cycle runs."""

SAVE_MANY_EVERY_S = 2.0
"""The same with thousands of targets: what is stored together costs less."""

MANY_TARGETS = 2000


@dataclass(frozen=True, slots=True)
class AtOnce:
    """How many devices are asked at a time."""

    polls: int = 8
    """More would fill pysnmp's socket buffers faster than it decodes answers."""
    silent_polls: int = 64
    """Devices that did not answer last time: waiting for them costs time, but no decoding."""
    discoveries: int = DISCOVERIES_AT_ONCE


class Polling:
    """The poll cycle. `run_cycle` is what a scheduler calls; one at a time."""

    def __init__(
        self,
        engine: Engine,
        collector: Collector,
        evaluation: Evaluation | None,
        clock: Clock,
        interval_s: float,
        at_once: AtOnce | None = None,
        among: Among | None = None,
    ) -> None:
        at_once = at_once or AtOnce()
        self._basis = Basis(engine, clock, Writer(), among.share if among else None)
        self._collector = collector
        self._interval_s = interval_s
        self._energy = EnergyBook()
        self._watching = Watching(self._basis)
        self.storing = Storing(engine, self._energy, among)
        self._intake = Intake(self._basis, interval_s, evaluation, self._watching, self.storing)
        self._discovering = Discovering(
            self._basis, collector, self._watching, self._intake, self._energy, at_once.discoveries
        )
        self._polls = asyncio.Semaphore(at_once.polls)
        self._silent_polls = asyncio.Semaphore(at_once.silent_polls)

    @property
    def watched(self) -> Mapping[int, Watched]:
        """What is polled, by its target's id."""
        return self._watching.watched

    @property
    def descriptions(self) -> int:
        """How many have been made: of what lives long, that is most."""
        return self._discovering.descriptions

    @property
    def interval_s(self) -> float:
        """From one poll of a target to the next, where it has no interval of its own."""
        return self._interval_s

    def now_s(self) -> float:
        """Seconds since the epoch, by this machine's clock."""
        return self._basis.clock.now_s()

    async def run_cycle(self) -> None:
        """Poll every target once, store what came, judge it."""
        cycle = self.begin_cycle()
        await self.read_model()
        await self._poll_all(cycle, list(self.watched.values()))
        await self.end_cycle(cycle)

    async def serve_requests(self) -> None:
        """Poll at once what people have asked for."""
        watched = [self.watched[target_id] for target_id in await self.take_requests() if target_id in self.watched]
        if watched:
            await self._poll_all(self.begin_cycle(), watched)

    async def take_requests(self) -> tuple[int, ...]:
        """The targets that people, or traps, have asked to be polled at once; each is told once."""
        return await self._basis.writer.do(self._take_requests)

    async def read_model(self) -> bool:
        """Follow the model: who is polled, and what hangs where. Whether it has changed."""
        await in_thread(self._watching.read_model)
        gone = self._watching.watch()
        if gone is None:
            return False
        for watched in gone.values():
            if watched.discovery is not None:
                watched.discovery.cancel()
        if self._basis.share is not None:
            self._energy.forget(gone)
        return True

    def begin_cycle(self, slot_s: int | None = None) -> Cycle:
        """Polls from now on belong to this slot; where several pollers share the devices, it is given."""
        return self._intake.begin_cycle(slot_s)

    def close_cycle(self, cycle: Cycle) -> None:
        """Its time is over; what its last polls bring still belongs to it."""
        cycle.over_at_s = self._basis.clock.now_s()

    async def end_cycle(self, cycle: Cycle) -> None:
        """Store what came, judge it, call the cycle complete."""
        await self._intake.end_cycle(cycle)

    async def save_all(self) -> None:
        """Store what came in, of whichever slot."""
        await self._intake.save_all()

    async def replay(self) -> None:
        """Give what waited on disk to the database, for as long as it takes it."""
        await self._intake.replay()

    async def close(self) -> None:
        """End what goes on in the background, and wait for the thread that writes: the engine is not used any more."""
        discoveries = [watched.discovery for watched in self.watched.values() if watched.discovery is not None]
        for discovery in discoveries:
            discovery.cancel()
        await asyncio.gather(*discoveries, return_exceptions=True)
        await self._basis.writer.close()

    async def tell(self, events: Sequence[Event]) -> None:
        """Write events to their log."""
        await self._basis.writer.do(self._tell, events)

    def note_lateness(self, now_s: float, late_s: float) -> None:
        """A turn, or a look for turns, began so late: discoveries make room for polls."""
        self._discovering.pace.note(now_s, late_s)

    def take_discovered(self) -> tuple[int, ...]:
        """Targets that were found out about, or not, since the last call, and whose turn is over: they may have one."""
        return self._discovering.take_ended()

    def rediscover_if_due(self, watched: Watched) -> None:
        """In the background: while it waits for its turn, the device is polled on."""
        self._discovering.again_if_due(watched)

    async def poll_one(self, cycle: Cycle, watched: Watched) -> None:
        """One device's part of a cycle. Nothing, while it is being discovered: that may take longer than a cycle."""
        started_at_s = self._basis.clock.now_s()
        interval_s = watched.target.interval_s or self._interval_s
        budget_s = BUDGET_OF_INTERVAL * interval_s
        try:
            failure = await self._discovering.first(watched, FIRST_WAIT_OF_INTERVAL * interval_s)
            if failure is not None:
                self._intake.note(cycle, watched, failure, started_at_s)
            elif watched.description is not None and await _taken(watched.turn, budget_s):
                try:
                    # A discovery that had its turn before may have ended badly.
                    if watched.description is not None:
                        await self._discovering.bind_again(watched)
                        self._intake.note(cycle, watched, await self._poll(watched, budget_s), started_at_s)
                finally:
                    watched.turn.release()
        except Exception as error:  # noqa: BLE001 - whatever one device provokes, the others must go on
            share = self._basis.share
            if isinstance(error, SQLAlchemyError) and share is not None and share.is_away:
                return  # Nothing is wrong with the device, and what was found out about it could not be kept.
            self._intake.note(cycle, watched, accident(watched.target, error), started_at_s)

    async def _poll_all(self, cycle: Cycle, watched: list[Watched]) -> None:
        polls = {asyncio.create_task(self.poll_one(cycle, each)) for each in watched}
        try:
            # What has come in shows on screens while slower devices are still being read.
            while polls:
                _, polls = await asyncio.wait(polls, timeout=SAVE_EVERY_S)
                with suppress(SQLAlchemyError):
                    await self._intake.save(cycle)
        finally:
            for poll in polls:
                poll.cancel()
        await self._intake.save(cycle)
        # Only now: a discovery may change what values mean that are not stored yet.
        for each in watched:
            self.rediscover_if_due(each)

    async def _poll(self, watched: Watched, budget_s: float) -> ReadingBatch | PollFailure:
        try:
            async with self._polls if watched.answers else self._silent_polls, asyncio.timeout(budget_s):
                return await self._collector.poll(watched.target)
        except TimeoutError:
            return PollFailure(PollOutcome.TIMEOUT, f"gave no complete answer within {budget_s:.0f} s")

    def _tell(self, events: Sequence[Event]) -> None:
        with writing(self._basis.engine) as connection:
            add_events(connection, events)

    def _take_requests(self) -> tuple[int, ...]:
        with writing(self._basis.engine) as connection:
            return take_poll_requests(connection, self.watched if self._basis.share else None)


async def _taken(lock: asyncio.Lock, within_s: float) -> bool:
    """Whether a lock could be had in time; it is the caller's then."""
    if not lock.locked():
        return await lock.acquire()
    with suppress(TimeoutError):
        async with asyncio.timeout(within_s):
            return await lock.acquire()
    return False
