"""Polling without a break: each target at its own turn, spread over the interval; each interval judged at its end."""

import asyncio
import gc
import logging
import time
from collections.abc import Callable
from contextlib import suppress

from sqlalchemy.exc import SQLAlchemyError

from powertui.domain.schedule import Due, Schedule
from powertui.services.first_contacts import FirstContacts
from powertui.services.intake import Cycle
from powertui.services.overrun import OverrunWatch
from powertui.services.polling import MANY_TARGETS, SAVE_EVERY_S, SAVE_MANY_EVERY_S, Polling
from powertui.services.watching import Watched

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 0.02
"""How often turns are looked for: a turn is late by half of it on average."""

MOST_AT_A_LOOK = 100
"""Turns taken at one look, so that a start with thousands of targets leaves the event loop to others."""

MANY_DESCRIPTIONS = 500
"""After as many new ones the garbage collector is told that they stay."""

LATENESS_KEPT = 20_000
"""Of so many turns the lateness is remembered."""


class TurnTaking:
    """Deals out turns. `run` polls until it is cancelled; the other methods are for a scheduler."""

    ends_cycles = False
    """Whether it ends its cycles by itself; else a scheduler does."""

    def __init__(self, polling: Polling, monotonic_s: Callable[[], float] = time.monotonic) -> None:
        self._polling = polling
        self._now_s = monotonic_s
        self._schedule = Schedule()
        self._cycle: Cycle | None = None
        self.under_way: set[asyncio.Task[None]] = set()
        self._polled: list[Watched] = []
        """Since they were last stored: a discovery that is due may begin then."""
        self._shed_told = 0
        self._overruns = OverrunWatch()
        self._contacts = FirstContacts()
        self._settled = 0
        self._judging = asyncio.Lock()
        self.lateness_s: list[float] = []
        """From when a turn was due to when it began; the newest LATENESS_KEPT."""

    @property
    def shed(self) -> int:
        """Turns that were left out, because the poll before was still under way."""
        return self._schedule.counts.shed

    async def run(self) -> None:
        """Poll each target at its turns. What came in is stored twice a second, whatever else happens."""
        await self.begin()
        saving = asyncio.create_task(self._save_on_and_on())
        ending = asyncio.create_task(self._end_cycles())
        try:
            while True:
                for task in (saving, ending):
                    if task.done():
                        # Polls that nobody stores, or judges, would look as if all were well.
                        task.result()
                self.take_turns()
                looked_s = self._now_s()
                await asyncio.sleep(LOOK_EVERY_S)
                now_s = self._now_s()
                self._polling.note_lateness(now_s, now_s - looked_s - LOOK_EVERY_S)
        finally:
            tasks = (saving, ending, *self.under_way)
            for task in tasks:
                task.cancel()
            # What they have begun to store, or to judge, ends first.
            await asyncio.gather(*tasks, return_exceptions=True)
            with suppress(SQLAlchemyError):
                await self._polling.save_all()

    async def begin(self) -> None:
        """Read the model; everybody's first turn is at once."""
        self._cycle = self._polling.begin_cycle()
        await self.follow_model()

    async def follow_model(self) -> None:
        """Poll who is in the model now, each at its own interval."""
        before = self._polling.watched
        has_changed = await self._polling.read_model()
        if not has_changed and len(self._schedule):
            return
        now_s = self._now_s()
        self._deal(now_s)
        for target_id, each in self._polling.watched.items():
            if (known := before.get(target_id)) is not None and known.target != each.target:
                # Who was silent at the old address is not at the new one for that.
                self._schedule.hurry(target_id, now_s)

    def _deal(self, now_s: float) -> None:
        """Give turns to those that have none yet, and to nobody else."""
        watched = self._polling.watched
        self._schedule.keep_only(set(watched))
        for target_id, each in watched.items():
            self._schedule.put(target_id, each.target.interval_s or self._polling.interval_s, now_s)

    async def serve_requests(self) -> None:
        """Follow the model, and poll at once what was asked for."""
        await self.follow_model()
        now_s = self._now_s()
        for target_id in await self._polling.take_requests():
            self._schedule.hurry(target_id, now_s)

    async def end_cycle(self) -> None:
        """The interval is over: judge it, and begin the next."""
        async with self._judging:
            ending, self._cycle = self._cycle, self._polling.begin_cycle()
            if ending is not None:
                await self._judge(ending)

    async def _judge(self, ending: Cycle) -> None:
        """Store and judge a cycle that is over, and say what was too much for it."""
        began_s, interval_s = self._now_s(), self._polling.interval_s
        ending.shed = self.shed - self._shed_told
        self._polling.close_cycle(ending)
        await self._polling.end_cycle(ending)
        self._shed_told += ending.shed
        if self._polling.descriptions - self._settled >= MANY_DESCRIPTIONS:
            self._settled = self._polling.descriptions
            _settle()
        overrun = self._overruns.note(
            now_s=self._polling.now_s(), shed=ending.shed, judged_s=self._now_s() - began_s, interval_s=interval_s
        )
        if overrun is not None:
            logger.warning("%s", overrun.detail)
            with suppress(SQLAlchemyError):
                await self._polling.tell([overrun])

    def take_turns(self) -> None:
        """Begin the polls whose turn has come."""
        now_s = self._now_s()
        for target_id in self._polling.take_discovered():
            self._schedule.hurry(target_id, now_s)
        for due in self._schedule.take(now_s, MOST_AT_A_LOOK):
            watched = self._polling.watched.get(due.target_id)
            if watched is None or not self._may_poll(watched):
                self._schedule.ended(due.target_id, answered=True)
                continue
            self.lateness_s.append(now_s - due.due_s)
            poll = asyncio.create_task(self._poll(self._cycle_of(due, watched), watched))
            self.under_way.add(poll)
            poll.add_done_callback(self.under_way.discard)
        if len(self.lateness_s) > 2 * LATENESS_KEPT:
            del self.lateness_s[:-LATENESS_KEPT]

    def _may_poll(self, _watched: Watched) -> bool:
        return True

    def _cycle_of(self, _due: Due, _watched: Watched) -> Cycle:
        return self._cycle or self._polling.begin_cycle()

    async def _poll(self, cycle: Cycle, watched: Watched) -> None:
        try:
            await self._polling.poll_one(cycle, watched)
        finally:
            self._polled.append(watched)
            self._schedule.ended(watched.target.id, answered=watched.answers)

    async def _save_on_and_on(self) -> None:
        while True:
            is_large = len(self._polling.watched) > MANY_TARGETS
            await asyncio.sleep(SAVE_MANY_EVERY_S if is_large else SAVE_EVERY_S)
            polled, self._polled = self._polled, []
            try:
                await self._polling.save_all()
            except SQLAlchemyError:
                self._polled = polled + self._polled
                continue
            for watched in polled:
                self._polling.rediscover_if_due(watched)
            self._tell_of_first_contacts()

    def _tell_of_first_contacts(self) -> None:
        now_s = self._now_s()
        if self._contacts.is_due(now_s):
            watched = self._polling.watched.values()
            known = sum(one.description is not None for one in watched)
            if told := self._contacts.note(known, len(watched), now_s):
                logger.info("%s", told)

    async def _end_cycles(self) -> None:
        """Who starts the poller wants to see alerts as soon as all have been polled, not an interval later."""
        first = set(self._polling.watched)
        polled: set[int] = set()
        while first - polled:
            await asyncio.sleep(SAVE_EVERY_S / 2)
            polled |= {watched.target.id for watched in self._polled}
            if not self.under_way:
                break
        # A database that is busy now will take it at the interval's end.
        with suppress(SQLAlchemyError):
            await self.end_cycle()


def _settle() -> None:
    """What lives now is looked through for garbage no more: with 10,000 targets that would stop all polls for a second.

    It is still given back as soon as nobody refers to it; only rings of what is old now would stay. The look at what is
    new since the last time is short.
    """
    gc.collect()
    gc.freeze()
