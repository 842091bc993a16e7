"""Turns of those devices that are this poller's, where several pollers share them.

All pollers reckon the same places for a device's turns, by the same time. So a device that changes hands goes on at its
place: the one who has it now knows which turn is the first that the other one cannot have taken.
"""

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from powertui.domain.schedule import Due, Place, phase_of
from powertui.services.intake import Cycle
from powertui.services.polling import BUDGET_OF_INTERVAL, SAVE_EVERY_S, Polling
from powertui.services.sharding import ShardKeeper
from powertui.services.sharing import Held
from powertui.services.turn_taking import TurnTaking
from powertui.services.watching import Watched

logger = logging.getLogger(__name__)

KEPT_CYCLES = 3
"""Intervals for which a cycle is remembered, for polls that end late."""

_ROUNDING_S = 1e-4


class SharedTurnTaking(TurnTaking):
    """Turn taking that follows a `ShardKeeper`."""

    ends_cycles = True

    def __init__(self, polling: Polling, keeper: ShardKeeper) -> None:
        super().__init__(polling, keeper.now_s)
        self._keeper = keeper
        self._held: dict[int, Held | None] = {}
        """By which right each target has its turns."""
        self._cycles: dict[int, Cycle] = {}
        self._left_s: float | None = None
        """Until when turns were taken of what was given up last."""
        keeper.prepare, keeper.settle, keeper.changed = self.prepare, self.settle, self.follow_model

    async def begin(self) -> None:
        """Read the model; each target's first turn comes at its place."""
        await self.follow_model()

    def take_turns(self) -> None:
        """Begin the polls whose turn has come, as long as it is certain whose devices these are."""
        if self._keeper.is_sure:
            super().take_turns()

    def prepare(self) -> None:
        """Something is given up now; `settle` will tell until when turns were taken."""
        self._left_s = None

    async def settle(self) -> float:
        """See to it that nothing of what was given up is polled, or waits to be stored, any more."""
        await self.follow_model()
        left_s = self._now_s() if self._left_s is None else self._left_s
        if self.under_way:
            await asyncio.wait(set(self.under_way), timeout=BUDGET_OF_INTERVAL * self._polling.interval_s)
        await self._polling.save_all()
        return left_s

    async def end_cycle(self) -> None:
        """Judge the interval that is over, and count what was polled in it."""
        interval_s = self._polling.interval_s
        now_slot_s = int(self._now_s() // interval_s * interval_s)
        ending = Cycle(now_slot_s - int(interval_s), self._polling.now_s() - interval_s)
        for slot_s in sorted(self._cycles):
            cycle = self._cycles[slot_s]
            if slot_s < now_slot_s:
                ending.polled += cycle.polled
                ending.failed += cycle.failed
                ending.values += cycle.values
                # What its last polls bring is counted with the next interval.
                cycle.polled = cycle.failed = cycle.values = 0
            if slot_s < now_slot_s - KEPT_CYCLES * interval_s:
                del self._cycles[slot_s]
        await self._judge(ending)

    async def _poll(self, cycle: Cycle, watched: Watched) -> None:
        is_new = watched.description is None
        await super()._poll(cycle, watched)
        if is_new:
            # To find out what it is took most of its turn.
            self._schedule.leave_room(watched.target.id, self._now_s())

    async def _end_cycles(self) -> None:
        """All pollers' intervals end at the same moments."""
        while True:
            interval_s, now_s = self._polling.interval_s, self._now_s()
            await asyncio.sleep((now_s // interval_s + 1) * interval_s - now_s + SAVE_EVERY_S / 10)
            try:
                await self.end_cycle()
            except SQLAlchemyError as error:
                if not self._keeper.is_away:
                    logger.warning("an interval could not be judged: %s", error)

    def _deal(self, now_s: float) -> None:
        watched = self._polling.watched
        gone = [
            target_id
            for target_id, held in self._held.items()
            if target_id not in watched or watched[target_id].held is not held
        ]
        due_s = [due for due in map(self._schedule.remove, gone) if due is not None]
        if gone:
            left_s = min((now_s, *(due - _ROUNDING_S for due in due_s)))
            self._left_s = left_s if self._left_s is None else min(left_s, self._left_s)
        for target_id, each in watched.items():
            interval_s = each.target.interval_s or self._polling.interval_s
            since_s = each.held.turns_after_s if each.held else now_s
            place = Place(phase_of(target_id, interval_s), max(since_s, now_s - interval_s))
            self._schedule.put(target_id, interval_s, now_s, place)
        self._held = {target_id: each.held for target_id, each in watched.items()}

    def _may_poll(self, watched: Watched) -> bool:
        # What was lost is known before the model has been followed.
        return watched.held is not None and self._keeper.has(watched.held)

    def _cycle_of(self, due: Due, watched: Watched) -> Cycle:
        slot_s = self._slot_of(due, watched)
        cycle = self._cycles.get(slot_s)
        if cycle is None:
            cycle = self._cycles[slot_s] = self._polling.begin_cycle(slot_s)
        return cycle

    def _slot_of(self, due: Due, watched: Watched) -> int:
        """That of the interval that a turn belongs to, however late it is taken; a poll in between has one of its own.

        So whoever polls a device, none of its readings takes another one's place.
        """
        interval_s = watched.target.interval_s or self._polling.interval_s
        now_s = self._now_s()
        due_s = due.due_s if now_s - due.due_s < interval_s else now_s
        plain_s = int(due_s // interval_s * interval_s)
        off_place_s = (due.due_s - phase_of(due.target_id, interval_s)) % interval_s
        is_at_place = min(off_place_s, interval_s - off_place_s) < 10 * _ROUNDING_S
        return plain_s if is_at_place else max(plain_s + 1, int(due_s))
