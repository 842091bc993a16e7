"""Keeps a poller's share of the devices: looks who else is there, takes what is its, gives back what is too much.

All that is certain comes from one session with the database. Its locks are this poller's as long as it lives, and the
server ends it when it was silent for `dead_after_s`: so a poller that was stopped knows, by its own clock, from when on
it can not be sure of anything any more.
"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from powertui.domain.sharding import JUDGING, Claim, plan
from powertui.errors import DatabaseError
from powertui.services.in_thread import in_thread
from powertui.services.shared_time import SharedTime, Timing, machine_s
from powertui.services.sharing import Held, Holding
from powertui.storage.poller_sessions import name_sessions
from powertui.storage.shard_store import LockSession, Myself, Seen, Taken, make_shards

logger = logging.getLogger(__name__)

SURE_FOR = 0.8
"""Of the time after which the server ends a silent session: so long what a look showed is relied on."""

_Result = TypeVar("_Result")


@dataclass(slots=True)
class _Leaving:
    """Shards on their way back: to be polled no more, still locked."""

    shard_ids: frozenset[int]
    held: frozenset[Held]
    dealt_until_s: float | None = None
    """Set once all that was polled of them is stored."""
    work: "asyncio.Task[None] | None" = field(default=None)


class ShardKeeper:
    """A poller's share, and its membership among the pollers."""

    def __init__(
        self, engine: Engine, sites: Iterable[str], interval_s: float, clock_s: Callable[[], float] = machine_s
    ) -> None:
        self.me = Myself(secrets.randbelow(2**31 - 1) + 1, tuple(sites))
        self._engine = engine
        self._timing = Timing.of(interval_s)
        self._clock_s = clock_s
        self._time = SharedTime(clock_s)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="shards")
        self._session: LockSession | None = None
        self._backend: int | None = None
        self._joined_at_s = 0.0
        self._sure_until_s = 0.0
        self._is_away = False
        self._holding = Holding()
        self._leaving: _Leaving | None = None
        self._wanted: frozenset[int] = frozenset()
        self._making: asyncio.Task[None] | None = None
        self._unpolled: frozenset[int] = frozenset()
        self.settle: Callable[[], Awaitable[float]] = self._nothing_to_settle
        """Stops polling what is not held any more and stores what came; returns until when turns were taken."""
        self.prepare: Callable[[], None] = lambda: None
        """Called when something is given up, before `settle`."""
        self.changed: Callable[[], Awaitable[None]] = self._nobody_to_tell
        """Called after the holding has changed."""
        name_sessions(engine, self.me.id, self._timing.dead_after_s)

    @property
    def holding(self) -> Holding:
        return self._holding

    @property
    def is_sure(self) -> bool:
        return self._clock_s() < self._sure_until_s

    @property
    def is_away(self) -> bool:
        return self._is_away

    def has(self, held: Held) -> bool:
        """Whether a shard is still this poller's, if only until it is given back."""
        is_held = self._holding.held.get(held.claim.shard_id) is held
        return is_held or (self._leaving is not None and held in self._leaving.held)

    def want(self, site_ids: frozenset[int]) -> None:
        self._wanted = site_ids

    def now_s(self) -> float:
        return self._time.now_s()

    async def run(self) -> None:
        """Look after the share until cancelled; `leave` ends it in order."""
        while True:
            await self.look()
            await self._rest()

    async def look(self) -> None:
        """One round: see who is there, give and take. What goes wrong with the database is a state, not an error."""
        before = self._holding
        for _ in range(2):
            was_there = self._session is not None
            try:
                if self._session is None:
                    await self._join()
                await self._look()
                break
            except (SQLAlchemyError, DatabaseError) as error:
                await self._drop_session()
                if not was_there:
                    self._note_away(error)
                    break
                # Once more at once: before others take what is still ours.
        if self._holding is not before:
            with contextlib.suppress(SQLAlchemyError):
                await self.changed()

    async def leave(self, dealt_until_s: float) -> None:
        """Give everything back; turns were taken until then, and all that came is stored."""
        emptying = self._leaving.work if self._leaving else None
        background = [task for task in (self._making, emptying) if task is not None]
        for task in background:
            task.cancel()
        await asyncio.gather(*background, return_exceptions=True)
        session, self._session = self._session, None
        held = [*self._holding.held, *(self._leaving.shard_ids if self._leaving else ())]
        self._set_held({})
        if session is not None:
            with contextlib.suppress(SQLAlchemyError):
                await self._in_thread(session.give, held, dealt_until_s)
                await self._in_thread(session.leave)
        self._thread.shutdown(wait=False)

    async def _join(self) -> None:
        session = await self._in_thread(
            LockSession.open, self._engine, self.me, self._timing.dead_after_s, self._backend
        )
        self._session = session
        self._backend = session.backend()
        self._joined_at_s = self._clock_s()
        held = self._holding.held
        # What nobody took while the database was away is as it was.
        taken = await self._in_thread(session.take, list(held), _claims(held))
        if held:
            logger.info("the database is there again; %d of %d shards are still ours", len(taken), len(held))
        self._set_held(self._with({}, taken))

    async def _look(self) -> None:
        session = self._session
        if session is None:
            return
        asked_s = self._clock_s()
        seen = await self._in_thread(session.look)
        self._time.note(seen.now_s, asked_s, self._clock_s())
        self._sure_until_s = asked_s + SURE_FOR * self._timing.dead_after_s
        self._is_away = False
        self._learn(seen)
        await self._give_back(session)
        leaving = self._leaving.shard_ids if self._leaving else frozenset()
        mine = self._holding.held.keys() | leaving
        is_settled = self._clock_s() - self._joined_at_s >= self._timing.dead_after_s
        todo = plan(self.me.id, seen.members, seen.shards, mine, seen.slugs, is_settled=is_settled)
        if todo.take:
            taken = await self._in_thread(session.take, todo.take, {})
            if taken:
                self._set_held(self._with(self._holding.held, taken))
            if len(taken) < len(todo.take):
                await self._in_thread(session.end_left_behind, seen.members)
        if self._leaving is None and todo.give:
            self._begin_giving(frozenset(todo.give))

    def _learn(self, seen: Seen) -> None:
        """Which shards there are; sites that have none yet get some."""
        sites: dict[int, list[tuple[int, int]]] = {}
        for shard in seen.shards:
            sites.setdefault(shard.site_id, []).append((shard.number, shard.id))
        shards_of_site = {site_id: tuple(number[1] for number in sorted(some)) for site_id, some in sites.items()}
        if shards_of_site != self._holding.shards_of_site:
            self._holding = Holding(self._holding.revision + 1, shards_of_site, self._holding.held)
        missing = (self._wanted | {JUDGING}) - shards_of_site.keys()
        if missing and (self._making is None or self._making.done()):
            self._making = asyncio.create_task(self._make(missing))
        self._tell_of_unpolled(seen)

    async def _make(self, site_ids: frozenset[int]) -> None:
        with contextlib.suppress(SQLAlchemyError):
            await in_thread(make_shards, self._engine, site_ids)

    def _tell_of_unpolled(self, seen: Seen) -> None:
        """Sites that only pollers might have that are not there."""
        if any(not member.sites for member in seen.members):
            unpolled: frozenset[int] = frozenset()
        else:
            named = frozenset[str]().union(*(member.sites for member in seen.members))
            unpolled = frozenset(one for one in self._wanted if one in seen.slugs and seen.slugs[one] not in named)
        if unpolled - self._unpolled:
            names = ", ".join(sorted(seen.slugs[site_id] for site_id in unpolled))
            logger.warning("nobody polls the PDUs of these sites: %s; no poller that is running names them", names)
        self._unpolled = unpolled

    def _begin_giving(self, shard_ids: frozenset[int]) -> None:
        held = frozenset(self._holding.held[number] for number in shard_ids if number in self._holding.held)
        leaving = self._leaving = _Leaving(shard_ids, held)
        self._set_held({number: held for number, held in self._holding.held.items() if number not in shard_ids})
        self.prepare()
        leaving.work = asyncio.create_task(self._empty(leaving))

    async def _empty(self, leaving: _Leaving) -> None:
        while leaving.dealt_until_s is None:
            try:
                leaving.dealt_until_s = await self.settle()
            except SQLAlchemyError:
                await asyncio.sleep(self._timing.look_every_s)

    async def _give_back(self, session: LockSession) -> None:
        leaving = self._leaving
        if leaving is None or leaving.dealt_until_s is None:
            return
        given = await self._in_thread(session.give, leaving.shard_ids, leaving.dealt_until_s)
        leaving.shard_ids -= given
        if not leaving.shard_ids:
            self._leaving = None

    async def _drop_session(self) -> None:
        """It is over, and all its locks with it; what was held is polled on until more is known."""
        session, self._session = self._session, None
        if self._leaving is not None:
            if self._leaving.work is not None:
                self._leaving.work.cancel()
            self._leaving = None
        if session is not None:
            with contextlib.suppress(SQLAlchemyError):
                await self._in_thread(session.close)

    def _note_away(self, error: Exception) -> None:
        if not self._is_away:
            logger.warning("the database cannot be reached; polling goes on without it: %s", _first_line(error))
        self._is_away = True
        self._sure_until_s = self._clock_s() + SURE_FOR * self._timing.dead_after_s

    def _with(self, held: Mapping[int, Held], taken: Iterable[Taken]) -> dict[int, Held]:
        now_s = self.now_s()
        found = dict(held)
        for each in taken:
            known = self._holding.held.get(each.claim.shard_id)
            is_known = known is not None and known.claim == each.claim
            after_s = now_s if each.dealt_until_s is None else min(now_s, each.dealt_until_s)
            if each.claim.epoch == 1:
                # Nobody has ever had it.
                after_s = 0.0
            found[each.claim.shard_id] = known if is_known and known is not None else Held(each.claim, after_s)
        return found

    def _set_held(self, held: Mapping[int, Held]) -> None:
        if held != self._holding.held:
            self._holding = Holding(self._holding.revision + 1, self._holding.shards_of_site, held)

    async def _rest(self) -> None:
        """Until the next look; shorter where the server ends the session."""
        if self._session is None:
            await asyncio.sleep(self._timing.look_every_s)
            return
        loop, told = asyncio.get_running_loop(), asyncio.Event()
        number = self._session.file_number()
        loop.add_reader(number, told.set)
        try:
            async with asyncio.timeout(self._timing.look_every_s):
                await told.wait()
        except TimeoutError:
            pass
        finally:
            loop.remove_reader(number)

    async def _in_thread(self, work: Callable[..., _Result], *arguments: object) -> _Result:
        return await in_thread(work, *arguments, executor=self._thread)

    async def _nothing_to_settle(self) -> float:
        return self.now_s()

    async def _nobody_to_tell(self) -> None:
        pass


def _claims(held: Mapping[int, Held]) -> dict[int, Claim]:
    return {number: each.claim for number, each in held.items()}


def _first_line(error: Exception) -> str:
    told = str(getattr(error, "orig", None) or error).strip()
    return told.splitlines()[0] if told else type(error).__name__
