"""Polling: each cycle, every target once -> readings in the database; then evaluation. It never waits for a screen."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from powertui.domain.contradiction import CheckWarning
from powertui.domain.events import Event
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import Binding, bind
from powertui.domain.panel_meter import bind_panel
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import MISSING_RAW, PollFailure, PollOutcome, ReadingBatch, TargetDescription
from powertui.domain.slots import Slots
from powertui.services.energy import EnergyBook
from powertui.services.evaluation import Evaluation
from powertui.services.packed_description import PackedDescription
from powertui.services.poll_events import replaced_events
from powertui.services.ports import Clock, Collector
from powertui.services.sharing import Held, Holding, sites_of
from powertui.services.storing import Among, Storing
from powertui.storage.cycle_store import add_to_cycle
from powertui.storage.engine import writing
from powertui.storage.event_store import add_events
from powertui.storage.history_layout import HistoryLayout, history_layout
from powertui.storage.history_reader import newest_slot_s
from powertui.storage.lease_store import take_poll_requests
from powertui.storage.reading_store import Attempt, CycleRow, load_latest_of, newest_cycle, save_cycle
from powertui.storage.shard_store import still_valid
from powertui.storage.target_store import load_targets, save_description
from powertui.storage.topology_store import load_topology, model_revision
from powertui.storage.warning_store import save_warnings

logger = logging.getLogger(__name__)

_Result = TypeVar("_Result")

REDISCOVER_AFTER_S = 3600.0
"""Names, ratings and thresholds are read again this often."""

_SPREAD = 0.618034
"""Multiples of it fall evenly between whole numbers."""

REDISCOVER_AGAIN_AFTER_S = 600.0
"""So long a discovery that failed is let be, while the device can still be polled."""

REDISCOVER_SOON_EVERY_S = 60.0
"""A device that seems to be another one at each poll is asked who it is no more often: others wait for their turn."""

REBOOT_TOLERANCE_S = 5.0
"""An uptime that falls by less is the agent's clock, not a restart."""

UPTIME_WRAPS_AT_S = 2**32 / 100
"""497 days: sysUpTime counts hundredths of a second in 32 bits."""

DISCOVERIES_AT_ONCE = 3
"""Few: the first devices are on screens while the last are still being found out about."""

BUDGET_OF_INTERVAL = 0.8
"""A poll that takes longer than this share of the interval is given up, so that cycles never pile up."""

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


@dataclass(slots=True)
class Watched:
    """What the poller remembers of a target between polls."""

    target: PollTarget
    description: PackedDescription | None = None
    """None while it is not known what a poll's values mean."""
    discover_at_s: float = 0.0
    """When it is to be discovered again."""
    warnings: tuple[CheckWarning, ...] = ()
    """Of its newest discovery."""
    bindings: tuple[Binding, ...] = ()
    bound_by: PowerGraph | None = None
    """The model that these were judged by."""
    layout: HistoryLayout | None = None
    """What of a batch goes where in history."""
    answers: bool = True
    """As of the last poll."""
    has_values: bool = False
    """The same: whether there was any in its answer."""
    uptime: tuple[float, float] | None = None
    """When it was read last, and what it was then, in s."""
    discovery: "asyncio.Task[PollFailure | None] | None" = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Of whoever asks the device: what a poll's values mean must not change before they are noted."""
    held: Held | None = None
    """What entitles to poll it, where several pollers share the devices."""
    doubted_at_s: float | None = None
    """When it last seemed to have become another device."""

    def discover_soon(self, now_s: float) -> None:
        """It seems to have become another device: ask who it is, at once if that was not done just now."""
        again_s = now_s if self.doubted_at_s is None else self.doubted_at_s + REDISCOVER_SOON_EVERY_S
        if now_s >= again_s:
            self.doubted_at_s = now_s
        self.discover_at_s = min(self.discover_at_s, again_s)


@dataclass(slots=True)
class Cycle:
    """Polls of one slot, in progress."""

    slot_s: int
    started_at_s: float
    over_at_s: float | None = None
    """Since when only storing and judging is left to be done; None: it is over when its last poll is."""
    attempts: list[Attempt] = field(default_factory=list)
    polled: int = 0
    failed: int = 0
    values: int = 0
    shed: int = 0
    """Polls that were left out, because those before were still under way."""


class Polling:
    """The poll cycle. `run_cycle` is what a scheduler calls; one at a time."""

    def __init__(
        self,
        engine: Engine,
        collector: Collector,
        evaluation: Evaluation,
        clock: Clock,
        interval_s: float,
        at_once: AtOnce | None = None,
        among: Among | None = None,
    ) -> None:
        self._engine = engine
        self._collector = collector
        self._evaluation = evaluation
        self._clock = clock
        self._interval_s = interval_s
        self._watched: dict[int, Watched] = {}
        self._graph: PowerGraph | None = None
        self._model_revision = -1
        self.descriptions = 0
        """How many have been made: of what lives long, that is most."""
        self._targets: tuple[PollTarget, ...] = ()
        self._watched_by = (-1, -1)
        """The model's and the holding's revision."""
        self._unsaved: list[Cycle] = []
        self._slots: Slots | None = None
        # One thread for all that is written: SQLite has one writer at a time, and those who wait may wait in vain.
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._energy = EnergyBook()
        self._share = among.share if among else None
        self._holding = Holding()
        self.storing = Storing(engine, self._energy, among)
        at_once = at_once or AtOnce()
        self._polls = asyncio.Semaphore(at_once.polls)
        self._silent_polls = asyncio.Semaphore(at_once.silent_polls)
        self._discoveries = asyncio.Semaphore(at_once.discoveries)

    @property
    def watched(self) -> Mapping[int, Watched]:
        """What is polled, by its target's id."""
        return self._watched

    @property
    def interval_s(self) -> float:
        """From one poll of a target to the next, where it has no interval of its own."""
        return self._interval_s

    def now_s(self) -> float:
        """Seconds since the epoch, by this machine's clock."""
        return self._clock.now_s()

    async def run_cycle(self) -> None:
        """Poll every target once, store what came, judge it."""
        cycle = self.begin_cycle()
        await self.read_model()
        await self._poll_all(cycle, list(self._watched.values()))
        await self.end_cycle(cycle)

    async def serve_requests(self) -> None:
        """Poll at once what people have asked for."""
        watched = [self._watched[target_id] for target_id in await self.take_requests() if target_id in self._watched]
        if watched:
            await self._poll_all(self.begin_cycle(), watched)

    async def take_requests(self) -> tuple[int, ...]:
        """The targets that people, or traps, have asked to be polled at once; each is told once."""
        return await self._on_writer(self._take_requests)

    async def read_model(self) -> bool:
        """Follow the model: who is polled, and what hangs where. Whether it has changed."""
        before = self._watched
        await asyncio.to_thread(self._read_model)
        if not self._watch():
            return False
        for target_id, watched in before.items():
            if self._watched.get(target_id) is not watched and watched.discovery is not None:
                watched.discovery.cancel()
        return True

    def begin_cycle(self, slot_s: int | None = None) -> Cycle:
        """Polls from now on belong to this slot; where several pollers share the devices, it is given."""
        now_s = self._clock.now_s()
        if slot_s is not None:
            cycle = Cycle(slot_s, now_s)
            self._unsaved.append(cycle)
            return cycle
        if self._slots is None:
            with self._engine.connect() as connection:
                self._slots = Slots(newest_slot_s(connection))
        cycle = Cycle(self._slots.next_s(now_s, self._interval_s), now_s)
        self._unsaved.append(cycle)
        return cycle

    def close_cycle(self, cycle: Cycle) -> None:
        """Its time is over; what its last polls bring still belongs to it."""
        cycle.over_at_s = self._clock.now_s()

    async def end_cycle(self, cycle: Cycle) -> None:
        """Store what came, judge it, call the cycle complete."""
        await self.save_all()
        await self._on_writer(self._finish, cycle)

    async def tell(self, events: Sequence[Event]) -> None:
        """Write events to their log."""
        await self._on_writer(self._tell, events)

    def _tell(self, events: Sequence[Event]) -> None:
        with writing(self._engine) as connection:
            add_events(connection, events)

    async def _poll_all(self, cycle: Cycle, watched: list[Watched]) -> None:
        polls = {asyncio.create_task(self.poll_one(cycle, each)) for each in watched}
        try:
            # What has come in shows on screens while slower devices are still being read.
            while polls:
                _, polls = await asyncio.wait(polls, timeout=SAVE_EVERY_S)
                with suppress(SQLAlchemyError):
                    await self.save(cycle)
        finally:
            for poll in polls:
                poll.cancel()
        await self.save(cycle)
        # Only now: a discovery may change what values mean that are not stored yet.
        for each in watched:
            self.rediscover_if_due(each)

    async def poll_one(self, cycle: Cycle, watched: Watched) -> None:
        """One device's part of a cycle. Nothing, while it is being discovered: that may take longer than a cycle."""
        started_at_s = self._clock.now_s()
        budget_s = BUDGET_OF_INTERVAL * (watched.target.interval_s or self._interval_s)
        try:
            failure = await self._first_discovery(watched, budget_s)
            if failure is not None:
                self._note(cycle, watched, failure, started_at_s)
            elif watched.description is not None and await _taken(watched.turn, budget_s):
                try:
                    # A discovery that had its turn before may have ended badly.
                    if watched.description is not None:
                        await self._bind_again(watched)
                        self._note(cycle, watched, await self._poll(watched, budget_s), started_at_s)
                finally:
                    watched.turn.release()
        except Exception as error:  # noqa: BLE001 - whatever one device provokes, the others must go on
            if isinstance(error, SQLAlchemyError) and self._share is not None and self._share.is_away:
                return  # Nothing is wrong with the device, and what was found out about it could not be kept.
            self._note(cycle, watched, _accident(watched.target, error), started_at_s)

    async def _first_discovery(self, watched: Watched, budget_s: float) -> PollFailure | None:
        """Wait for it, if there is none yet, as long as the budget allows."""
        if watched.description is not None:
            return None
        discovery = watched.discovery = watched.discovery or asyncio.create_task(self._discover(watched))
        await asyncio.wait({discovery}, timeout=budget_s)
        if not discovery.done() or discovery.cancelled():
            return None
        if watched.discovery is discovery:
            watched.discovery = None
        return discovery.result()

    async def _poll(self, watched: Watched, budget_s: float) -> ReadingBatch | PollFailure:
        try:
            async with self._polls if watched.answers else self._silent_polls, asyncio.timeout(budget_s):
                return await self._collector.poll(watched.target)
        except TimeoutError:
            return PollFailure(PollOutcome.TIMEOUT, f"gave no complete answer within {budget_s:.0f} s")

    def _note(self, cycle: Cycle, watched: Watched, result: ReadingBatch | PollFailure, started_at_s: float) -> None:
        cycle.polled += 1
        watched.answers = isinstance(result, ReadingBatch)
        if isinstance(result, PollFailure):
            cycle.failed += 1
        else:
            cycle.values += len(result.values)
            had_values, watched.has_values = watched.has_values, any(raw != MISSING_RAW for raw in result.values)
            if had_values and not watched.has_values:
                # Perhaps another device has its address now.
                watched.discover_soon(self._clock.now_s())
        cycle.attempts.append(
            Attempt(
                target_id=watched.target.id,
                slot_s=cycle.slot_s,
                attempted_at_s=started_at_s,
                latency_s=self._clock.now_s() - started_at_s,
                result=result,
                rebooted_at_s=self._note_uptime(watched, result),
                layout=watched.layout,
                claim=watched.held.claim if watched.held else None,
            )
        )
        if not any(each is cycle for each in self._unsaved):
            # Its time was over before this poll was.
            self._unsaved.insert(0, cycle)

    def rediscover_if_due(self, watched: Watched) -> None:
        """In the background: while it waits for its turn, the device is polled on."""
        is_known = watched.description is not None and watched.answers
        if is_known and watched.discovery is None and self._clock.now_s() >= watched.discover_at_s:
            watched.discovery = asyncio.create_task(self._discover_again(watched))

    async def _discover_again(self, watched: Watched) -> PollFailure | None:
        try:
            failure = await self._discover(watched)
        except Exception as error:  # noqa: BLE001 - nobody waits for it; the next poll says how the device is
            failure = _accident(watched.target, error)
        if failure is not None:
            watched.discover_at_s = self._clock.now_s() + REDISCOVER_AGAIN_AFTER_S
        if failure is not None and failure.outcome is PollOutcome.NO_PROFILE:
            # Another device has its address now.
            watched.description = None
        watched.discovery = None
        return failure

    async def _discover(self, watched: Watched) -> PollFailure | None:
        async with self._discoveries, watched.turn:
            found = await self._collector.discover(watched.target)
            if isinstance(found, PollFailure):
                return found
            # Thousands that were found out about in the same minutes are not to be asked again in the same minutes.
            early = 0.0 if watched.description is not None else watched.target.id * _SPREAD % 1.0 / 2
            if watched.description is None or not watched.description.says(found):
                if self._has_unsaved(watched.target.id):
                    # What values mean changes: those that are not stored yet go first.
                    await self.save_all()
                watched.description = None
                bound_by, bindings = self._graph, self._bind(watched.target, found)
                await self._on_writer(self._save_description, watched, found, bindings)
                watched.bound_by = bound_by
            elif found.warnings != watched.warnings:
                # They tell of figures, which seldom are the same again; what values mean does not change with them.
                await self._on_writer(self._save_warnings, watched, found.warnings)
            watched.discover_at_s = self._clock.now_s() + REDISCOVER_AFTER_S * (1 - early)
            return None

    def _has_unsaved(self, target_id: int) -> bool:
        return any(attempt.target_id == target_id for cycle in self._unsaved for attempt in cycle.attempts)

    async def _bind_again(self, watched: Watched) -> None:
        """After a change of the model a device's parts may be other ports and outlets."""
        if watched.bound_by is self._graph or watched.description is None:
            return
        description = replace(watched.description.unpack(), warnings=watched.warnings)
        bindings = self._bind(watched.target, description)
        if bindings != watched.bindings:
            await self._on_writer(self._save_description, watched, description, bindings)
        watched.bound_by = self._graph

    def _note_uptime(self, watched: Watched, result: ReadingBatch | PollFailure) -> float | None:
        """When the device restarted, if this poll shows that it did since the one before."""
        if isinstance(result, PollFailure) or result.uptime_s is None:
            return None
        before, watched.uptime = watched.uptime, (result.sampled_at_s, result.uptime_s)
        if before is None or result.uptime_s >= before[1] - REBOOT_TOLERANCE_S:
            return None
        wrapped_s = before[1] + (result.sampled_at_s - before[0]) - UPTIME_WRAPS_AT_S
        if abs(result.uptime_s - wrapped_s) <= REBOOT_TOLERANCE_S:
            return None
        watched.discover_soon(self._clock.now_s())
        return result.sampled_at_s - result.uptime_s

    async def _on_writer(self, work: Callable[..., _Result], *arguments: Any) -> _Result:
        """The result of something that writes to the database, and blocks."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, work, *arguments)

    async def save_all(self) -> None:
        """Store what came in, of whichever slot; cycles that are over, and have nothing more to store, are let go."""
        for cycle in list(self._unsaved):
            await self.save(cycle)
        self._unsaved = [cycle for cycle in self._unsaved if cycle.attempts or cycle is self._unsaved[-1]]

    async def save(self, cycle: Cycle) -> None:
        """Store what came in; what a database refuses is kept, and goes with what comes next."""
        attempts, cycle.attempts = cycle.attempts, []
        if not attempts:
            return
        try:
            await self._on_writer(self._write, attempts)
        except SQLAlchemyError as error:
            logger.warning("%d polls could not be stored yet: %s", len(attempts), error)
            cycle.attempts = attempts + cycle.attempts
            raise

    def _write(self, attempts: list[Attempt]) -> None:
        watched_of = self._watched
        names = {
            attempt.target_id: watched.target.name
            for attempt in attempts
            if (watched := watched_of.get(attempt.target_id)) is not None
        }
        self.storing.store(attempts, names)

    async def replay(self) -> None:
        """Give what waited on disk to the database, for as long as it takes it."""
        while self.storing.has_waiting and not (self._share is not None and self._share.is_away):
            names = {watched.target.id: watched.target.name for watched in self._watched.values()}
            if not await self._on_writer(self.storing.replay, names):
                return

    def _finish(self, cycle: Cycle) -> None:
        # Judged before it is called complete: who waits for a cycle finds its alerts.
        if self._share is None:
            self._evaluation.run()
        elif (judging := self._share.holding.judging) is not None:
            self._evaluation.run(lambda connection: bool(still_valid(connection, [judging.claim])))
        with writing(self._engine) as connection:
            before = None if self._share else newest_cycle(connection)
            completed = CycleRow(
                slot_s=cycle.slot_s,
                number=before.number + 1 if before else 1,
                interval_s=self._interval_s,
                started_at_s=cycle.started_at_s,
                took_s=self._clock.now_s() - (cycle.over_at_s or cycle.started_at_s),
                polled=cycle.polled,
                failed=cycle.failed,
                value_count=cycle.values,
                shed=cycle.shed,
            )
            (add_to_cycle if self._share else save_cycle)(connection, completed)

    def _read_model(self) -> None:
        with self._engine.connect() as connection:
            revision = model_revision(connection)
            if revision == self._model_revision:
                return
            graph, targets = PowerGraph(load_topology(connection)), load_targets(connection)
        self._graph, self._targets, self._model_revision = graph, targets, revision

    def _watch(self) -> bool:
        """Watch the targets that are this poller's; whether any came or went, or may have."""
        holding = self._share.holding if self._share else self._holding
        basis = (self._model_revision, holding.revision)
        if basis == self._watched_by:
            return False
        held_of: dict[int, Held | None] = dict.fromkeys((target.id for target in self._targets), None)
        if self._share is not None and self._graph is not None:
            sites = sites_of(self._targets, self._graph.topology)
            self._share.want(frozenset(sites.values()))
            found = {target_id: holding.of_target(target_id, site_id) for target_id, site_id in sites.items()}
            held_of = {target_id: held for target_id, held in found.items() if held is not None}
        before, self._watched_by = self._watched, basis
        self._watched = {
            target.id: known
            if (known := before.get(target.id)) is not None
            and known.target == target
            and known.held is held_of[target.id]
            else Watched(target, held=held_of[target.id])
            for target in self._targets
            if target.id in held_of
        }
        if self._share is not None:
            gone = [target_id for target_id, watched in before.items() if self._watched.get(target_id) is not watched]
            self._energy.forget(gone)
        return True

    def _bind(self, target: PollTarget, description: TargetDescription) -> tuple[Binding, ...]:
        if target.power_panel_id is not None and self._graph is not None:
            return bind_panel(self._graph, target.power_panel_id, description)
        if target.device_id is None or self._graph is None:
            return (Binding(),) * len(description.subjects)
        return bind(self._graph, target.device_id, description)

    def _save_description(self, watched: Watched, found: TargetDescription, bindings: tuple[Binding, ...]) -> None:
        target = watched.target
        with writing(self._engine) as connection:
            if watched.held is not None and not still_valid(connection, [watched.held.claim]):
                return
            before = load_latest_of(connection, target.id)
            add_events(connection, replaced_events(target, before, found, self._clock.now_s()))
            subject_ids = save_description(connection, target.id, found, bindings)
            save_warnings(connection, target.id, found.warnings)
            self._energy.describe(connection, target.id, subject_ids, found)
        watched.bindings = bindings
        watched.layout = history_layout(subject_ids, found.subjects)
        watched.description = PackedDescription(found)
        watched.warnings = found.warnings
        self.descriptions += 1

    def _save_warnings(self, watched: Watched, warnings: tuple[CheckWarning, ...]) -> None:
        with writing(self._engine) as connection:
            if watched.held is None or still_valid(connection, [watched.held.claim]):
                save_warnings(connection, watched.target.id, warnings)
        watched.warnings = warnings

    def _take_requests(self) -> tuple[int, ...]:
        with writing(self._engine) as connection:
            return take_poll_requests(connection, self._watched if self._share else None)


async def _taken(lock: asyncio.Lock, within_s: float) -> bool:
    """Whether a lock could be had in time; it is the caller's then."""
    if not lock.locked():
        return await lock.acquire()
    with suppress(TimeoutError):
        async with asyncio.timeout(within_s):
            return await lock.acquire()
    return False


def _accident(target: PollTarget, error: Exception) -> PollFailure:
    """What a mistake of ours becomes, whichever device brought it to light: the others must go on."""
    logger.error("reading %s failed", target.name, exc_info=error)
    return PollFailure(
        PollOutcome.BAD_ANSWER, f"could not be read: {type(error).__name__} in powertui itself; its log says more"
    )
