"""What polls bring: noted by cycle, stored while the cycle runs, judged when it is over."""

import asyncio
import logging
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from powertui.domain.reading import MISSING_RAW, PollFailure, ReadingBatch
from powertui.domain.slots import Slots
from powertui.services.evaluation import Evaluation
from powertui.services.storing import Storing
from powertui.services.watching import Basis, Watched, Watching
from powertui.storage.cycle_store import add_to_cycle
from powertui.storage.engine import writing
from powertui.storage.history_reader import newest_slot_s
from powertui.storage.reading_store import Attempt, CycleRow, newest_cycle, save_cycle
from powertui.storage.shard_store import still_valid

logger = logging.getLogger(__name__)


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


class Intake:
    """Takes in what polls bring; keeps what the database does not take, until it does."""

    def __init__(
        self, basis: Basis, interval_s: float, evaluation: Evaluation | None, watching: Watching, storing: Storing
    ) -> None:
        self._basis = basis
        self._interval_s = interval_s
        self._evaluation = evaluation
        self._watching = watching
        self._storing = storing
        self._unsaved: list[Cycle] = []
        self._slots: Slots | None = None

    def begin_cycle(self, slot_s: int | None = None) -> Cycle:
        """Polls from now on belong to this slot; where several pollers share the devices, it is given."""
        now_s = self._basis.clock.now_s()
        if slot_s is None:
            if self._slots is None:
                with self._basis.engine.connect() as connection:
                    self._slots = Slots(newest_slot_s(connection))
            slot_s = self._slots.next_s(now_s, self._interval_s)
        cycle = Cycle(slot_s, now_s)
        self._unsaved.append(cycle)
        return cycle

    def note(self, cycle: Cycle, watched: Watched, result: ReadingBatch | PollFailure, started_at_s: float) -> None:
        """What a poll brought; it waits to be stored."""
        now_s = self._basis.clock.now_s()
        cycle.polled += 1
        watched.answers = isinstance(result, ReadingBatch)
        if isinstance(result, PollFailure):
            cycle.failed += 1
        else:
            cycle.values += len(result.values)
            had_values, watched.has_values = watched.has_values, any(raw != MISSING_RAW for raw in result.values)
            if had_values and not watched.has_values:
                # Perhaps another device has its address now.
                watched.discover_soon(now_s)
        cycle.attempts.append(
            Attempt(
                target_id=watched.target.id,
                slot_s=cycle.slot_s,
                attempted_at_s=started_at_s,
                latency_s=now_s - started_at_s,
                result=result,
                rebooted_at_s=watched.note_uptime(result, now_s),
                layout=watched.layout,
                claim=watched.held.claim if watched.held else None,
            )
        )
        if not any(each is cycle for each in self._unsaved):
            # Its time was over before this poll was.
            self._unsaved.insert(0, cycle)

    def has_unsaved(self, target_id: int) -> bool:
        """Whether a device's polls wait to be stored."""
        return any(attempt.target_id == target_id for cycle in self._unsaved for attempt in cycle.attempts)

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
            await self._basis.writer.do(self._write, attempts)
        except asyncio.CancelledError as error:
            # Whoever is cancelled goes once the thread has ended; if it was refused, the last save has them still.
            if isinstance(error.__cause__, SQLAlchemyError):
                cycle.attempts = attempts + cycle.attempts
            raise
        except SQLAlchemyError as error:
            logger.warning("%d polls could not be stored yet: %s", len(attempts), str(error).partition("\n")[0])
            cycle.attempts = attempts + cycle.attempts
            raise

    async def replay(self) -> None:
        """Give what waited on disk to the database, for as long as it takes it."""
        share = self._basis.share
        while self._storing.has_waiting and not (share is not None and share.is_away):
            names = {watched.target.id: watched.target.name for watched in self._watching.watched.values()}
            if not await self._basis.writer.do(self._storing.replay, names):
                return

    async def end_cycle(self, cycle: Cycle) -> None:
        """Store what came, judge it, call the cycle complete."""
        await self.save_all()
        await self._basis.writer.do(self._finish, cycle)

    def _write(self, attempts: list[Attempt]) -> None:
        watched_of = self._watching.watched
        names = {
            attempt.target_id: watched.target.name
            for attempt in attempts
            if (watched := watched_of.get(attempt.target_id)) is not None
        }
        self._storing.store(attempts, names)

    def _finish(self, cycle: Cycle) -> None:
        share = self._basis.share
        # Judged before it is called complete, if it is here: who waits for a cycle finds its alerts.
        if self._evaluation is None:
            pass
        elif share is None:
            self._evaluation.run()
        elif (judging := share.holding.judging) is not None:
            self._evaluation.run(lambda connection: bool(still_valid(connection, [judging.claim])))
        with writing(self._basis.engine) as connection:
            before = None if share else newest_cycle(connection)
            completed = CycleRow(
                slot_s=cycle.slot_s,
                number=before.number + 1 if before else 1,
                interval_s=self._interval_s,
                started_at_s=cycle.started_at_s,
                took_s=self._basis.clock.now_s() - (cycle.over_at_s or cycle.started_at_s),
                polled=cycle.polled,
                failed=cycle.failed,
                value_count=cycle.values,
                shed=cycle.shed,
            )
            (add_to_cycle if share else save_cycle)(connection, completed)
