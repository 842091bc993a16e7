"""Polling: each cycle, every target once -> readings in the database; then evaluation. It never waits for a screen."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from powertui.domain.graph import PowerGraph
from powertui.domain.measured import Binding, bind
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import PollFailure, PollOutcome, Quantity, ReadingBatch, TargetDescription
from powertui.services.evaluation import Evaluation
from powertui.services.ports import Clock, Collector
from powertui.storage.engine import writing
from powertui.storage.lease_store import take_poll_requests
from powertui.storage.reading_store import Attempt, CycleRow, newest_cycle, save_attempts, save_cycle
from powertui.storage.target_store import load_targets, save_description
from powertui.storage.topology_store import load_topology, model_revision

logger = logging.getLogger(__name__)

REDISCOVER_AFTER_S = 3600.0
"""Names, ratings and thresholds are read again this often."""

REBOOT_TOLERANCE_S = 5.0
"""An uptime that falls by less is the agent's clock, not a restart."""

POLLS_AT_ONCE = 8
"""More would fill the socket buffers faster than answers can be decoded."""

DISCOVERIES_AT_ONCE = 3
"""Few: the first devices are on screens while the last are still being found out about."""

BUDGET_OF_INTERVAL = 0.8
"""A poll that takes longer than this share of the interval is given up, so that cycles never pile up."""

SAVE_EVERY_S = 0.5
"""While a cycle runs."""


@dataclass(slots=True)
class _Watched:
    """What the poller remembers of a target between polls."""

    target: PollTarget
    description: TargetDescription | None = None
    discovered_at_s: float = 0.0
    subject_ids: tuple[int, ...] = ()
    quantities: tuple[tuple[Quantity, ...], ...] = ()
    uptime_s: float | None = None
    discovery: "asyncio.Task[PollFailure | None] | None" = None


@dataclass(slots=True)
class _Cycle:
    """A round of polls in progress."""

    slot_s: int
    attempts: list[Attempt] = field(default_factory=list)
    polled: int = 0
    failed: int = 0
    values: int = 0


class Polling:
    """The poll cycle. `run_cycle` is what a scheduler calls; one at a time."""

    def __init__(
        self, engine: Engine, collector: Collector, evaluation: Evaluation, clock: Clock, interval_s: float
    ) -> None:
        self._engine = engine
        self._collector = collector
        self._evaluation = evaluation
        self._clock = clock
        self._interval_s = interval_s
        self._watched: dict[int, _Watched] = {}
        self._graph: PowerGraph | None = None
        self._model_revision = -1
        self._polls = asyncio.Semaphore(POLLS_AT_ONCE)
        self._discoveries = asyncio.Semaphore(DISCOVERIES_AT_ONCE)

    async def run_cycle(self) -> None:
        """Poll every target once, store what came, judge it."""
        started_at_s = self._clock.now_s()
        await asyncio.to_thread(self._read_model)
        cycle = _Cycle(slot_s=int(started_at_s // self._interval_s * self._interval_s))
        await self._poll_all(cycle, list(self._watched.values()))
        await asyncio.to_thread(self._finish, cycle, started_at_s)

    async def serve_requests(self) -> None:
        """Poll at once what people have asked for."""
        asked = await asyncio.to_thread(self._take_requests)
        watched = [self._watched[target_id] for target_id in asked if target_id in self._watched]
        if watched:
            cycle = _Cycle(slot_s=int(self._clock.now_s() // self._interval_s * self._interval_s))
            await self._poll_all(cycle, watched)

    async def _poll_all(self, cycle: _Cycle, watched: list[_Watched]) -> None:
        polls = {asyncio.create_task(self._poll_one(cycle, each)) for each in watched}
        try:
            # What has come in shows on screens while slower devices are still being read.
            while polls:
                _, polls = await asyncio.wait(polls, timeout=SAVE_EVERY_S)
                with suppress(SQLAlchemyError):
                    await self._save(cycle)
        finally:
            for poll in polls:
                poll.cancel()
        await self._save(cycle)

    async def _poll_one(self, cycle: _Cycle, watched: _Watched) -> None:
        started_at_s = self._clock.now_s()
        try:
            result = await self._within_budget(watched)
        except Exception as error:  # noqa: BLE001 - whatever one device provokes, the others must go on
            result = _accident(watched.target, error)
        if result is None:
            return
        cycle.polled += 1
        if isinstance(result, PollFailure):
            cycle.failed += 1
        else:
            cycle.values += len(result.values)
        cycle.attempts.append(
            Attempt(
                target_id=watched.target.id,
                attempted_at_s=started_at_s,
                latency_s=self._clock.now_s() - started_at_s,
                result=result,
                rebooted_at_s=self._note_uptime(watched, result),
                subject_ids=watched.subject_ids,
                quantities=watched.quantities,
            )
        )

    async def _within_budget(self, watched: _Watched) -> ReadingBatch | PollFailure | None:
        """A poll's result. None while the device is still being discovered, which may take longer than a cycle."""
        budget_s = BUDGET_OF_INTERVAL * self._interval_s
        if watched.discovery is None and self._is_discovery_due(watched):
            watched.discovery = asyncio.create_task(self._discover(watched))
        if watched.discovery is not None:
            done, _ = await asyncio.wait({watched.discovery}, timeout=budget_s)
            if not done:
                return None
            discovery, watched.discovery = watched.discovery, None
            failure = discovery.result()
            if failure is not None:
                return failure
        try:
            async with self._polls, asyncio.timeout(budget_s):
                return await self._collector.poll(watched.target)
        except TimeoutError:
            return PollFailure(PollOutcome.TIMEOUT, f"gave no complete answer within {budget_s:.0f} s")

    def _is_discovery_due(self, watched: _Watched) -> bool:
        return watched.description is None or self._clock.now_s() - watched.discovered_at_s > REDISCOVER_AFTER_S

    async def _discover(self, watched: _Watched) -> PollFailure | None:
        async with self._discoveries:
            found = await self._collector.discover(watched.target)
        if isinstance(found, PollFailure):
            return found
        if found != watched.description:
            await asyncio.to_thread(self._save_description, watched, found)
        watched.discovered_at_s = self._clock.now_s()
        return None

    def _note_uptime(self, watched: _Watched, result: ReadingBatch | PollFailure) -> float | None:
        """When the device restarted, if this poll shows that it did since the one before."""
        if isinstance(result, PollFailure) or result.uptime_s is None:
            return None
        before_s, watched.uptime_s = watched.uptime_s, result.uptime_s
        if before_s is None or result.uptime_s >= before_s - REBOOT_TOLERANCE_S:
            return None
        watched.discovered_at_s = 0.0
        return result.sampled_at_s - result.uptime_s

    async def _save(self, cycle: _Cycle) -> None:
        """Store what came in; what a database refuses is kept, and goes with what comes next."""
        attempts, cycle.attempts = cycle.attempts, []
        if not attempts:
            return
        try:
            await asyncio.to_thread(self._write, attempts, cycle.slot_s)
        except SQLAlchemyError as error:
            logger.warning("%d polls could not be stored yet: %s", len(attempts), error)
            cycle.attempts = attempts + cycle.attempts
            raise

    def _write(self, attempts: list[Attempt], slot_s: int) -> None:
        with writing(self._engine) as connection:
            save_attempts(connection, attempts, slot_s)

    def _finish(self, cycle: _Cycle, started_at_s: float) -> None:
        # Judged before it is called complete: who waits for a cycle finds its alerts.
        self._evaluation.run()
        with writing(self._engine) as connection:
            before = newest_cycle(connection)
            completed = CycleRow(
                slot_s=cycle.slot_s,
                number=before.number + 1 if before else 1,
                interval_s=self._interval_s,
                started_at_s=started_at_s,
                took_s=self._clock.now_s() - started_at_s,
                polled=cycle.polled,
                failed=cycle.failed,
                value_count=cycle.values,
            )
            save_cycle(connection, completed)

    def _read_model(self) -> None:
        with self._engine.connect() as connection:
            revision = model_revision(connection)
            if revision == self._model_revision:
                return
            self._graph = PowerGraph(load_topology(connection))
            targets = load_targets(connection)
        self._model_revision = revision
        self._watched = {
            target.id: known
            if (known := self._watched.get(target.id)) is not None and known.target == target
            else _Watched(target)
            for target in targets
        }

    def _save_description(self, watched: _Watched, found: TargetDescription) -> None:
        device_id = watched.target.device_id
        bindings: tuple[Binding, ...] = (Binding(),) * len(found.subjects)
        if device_id is not None and self._graph is not None:
            bindings = bind(self._graph, device_id, found)
        with writing(self._engine) as connection:
            watched.subject_ids = save_description(connection, watched.target.id, found, bindings)
        watched.quantities = tuple(subject.quantities for subject in found.subjects)
        watched.description = found

    def _take_requests(self) -> tuple[int, ...]:
        with writing(self._engine) as connection:
            return take_poll_requests(connection)


def _accident(target: PollTarget, error: Exception) -> PollFailure:
    """What a mistake of ours becomes, whichever device brought it to light: the others must go on."""
    logger.error("reading %s failed", target.name, exc_info=error)
    return PollFailure(
        PollOutcome.BAD_ANSWER, f"could not be read: {type(error).__name__} in powertui itself; its log says more"
    )
