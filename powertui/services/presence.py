"""By what right a poller polls: as its database's only one, or as one of several."""

import asyncio
import os
import socket
from contextlib import suppress
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from powertui.errors import PowertuiError
from powertui.services.in_thread import in_thread
from powertui.services.polling import SAVE_EVERY_S, Polling
from powertui.services.ports import Clock
from powertui.services.sharding import ShardKeeper
from powertui.services.shared_turns import SharedTurnTaking
from powertui.services.turn_taking import TurnTaking
from powertui.storage.engine import writing
from powertui.storage.lease_store import Lease, drop_lease, load_lease, save_lease

LEASE_HOLDS_FOR_INTERVALS = 3.0
"""A lease that was not renewed for so long may be taken over from another host."""


class Presence(Protocol):
    """The right to poll, and what has to be done to keep it."""

    def turns(self, polling: Polling) -> TurnTaking:
        """Whose turns are dealt out."""

    async def begin(self) -> None:
        """Get it. Raises PowertuiError where it cannot be had."""

    async def renew(self) -> None:
        """Show a sign of life, several times an interval. Raises PowertuiError where it is lost for good."""

    async def keep(self) -> None:
        """What goes on all the time; it may be cancelled."""

    async def end(self) -> None:
        """Give it back."""


class Alone:
    """The only poller of a database: it holds the lease."""

    def __init__(self, engine: Engine, clock: Clock, interval_s: float) -> None:
        self._engine = engine
        self._clock = clock
        self._interval_s = interval_s
        self._host = socket.gethostname()
        self._pid = os.getpid()

    def turns(self, polling: Polling) -> TurnTaking:
        return TurnTaking(polling)

    async def begin(self) -> None:
        self.take_lease()

    async def renew(self) -> None:
        # While the database is busy or away there is nothing to show it on: the next beat does.
        with suppress(OperationalError):
            await in_thread(self.take_lease)

    async def keep(self) -> None:
        await asyncio.Event().wait()

    async def end(self) -> None:
        with writing(self._engine) as connection:
            drop_lease(connection, self._host, self._pid)

    def take_lease(self) -> None:
        """Become this database's poller, or show that it still is. Raises PowertuiError if another one is."""
        now_s = self._clock.now_s()
        with writing(self._engine) as connection:
            lease = load_lease(connection)
            if lease is not None and self._is_held(lease, now_s):
                raise PowertuiError(
                    f"another poller (process {lease.pid} on {lease.host}) polls this database: stop it first,"
                    " or name another database"
                )
            save_lease(connection, Lease(self._host, self._pid, self._interval_s, now_s))

    def _is_held(self, lease: Lease, now_s: float) -> bool:
        if (lease.host, lease.pid) == (self._host, self._pid):
            return False
        if lease.host == self._host and not is_running(lease.pid):
            return False
        return now_s - lease.heartbeat_s <= LEASE_HOLDS_FOR_INTERVALS * lease.interval_s


class OneOfSeveral:
    """A poller that shares a PostgreSQL with others. Whoever has the shard of no device holds the lease."""

    def __init__(self, engine: Engine, clock: Clock, interval_s: float, keeper: ShardKeeper) -> None:
        self._engine = engine
        self._clock = clock
        self._interval_s = interval_s
        self._keeper = keeper
        self._polling: Polling | None = None

    def turns(self, polling: Polling) -> TurnTaking:
        self._polling = polling
        return SharedTurnTaking(polling, self._keeper)

    async def begin(self) -> None:
        await self._keeper.look()

    async def renew(self) -> None:
        if self._keeper.holding.judging is None or self._keeper.is_away:
            return
        lease = Lease(socket.gethostname(), os.getpid(), self._interval_s, self._clock.now_s())
        with suppress(SQLAlchemyError):
            await in_thread(self._save, lease)

    async def keep(self) -> None:
        await asyncio.gather(self._keeper.run(), self._replay_on_and_on())

    async def end(self) -> None:
        dealt_until_s = self._keeper.now_s()
        judged = self._keeper.holding.judging is not None
        await self._keeper.leave(dealt_until_s)
        if self._polling is not None:
            self._polling.storing.close()
        if judged:
            with suppress(SQLAlchemyError), writing(self._engine) as connection:
                drop_lease(connection, socket.gethostname(), os.getpid())

    def _save(self, lease: Lease) -> None:
        with writing(self._engine) as connection:
            save_lease(connection, lease)

    async def _replay_on_and_on(self) -> None:
        while True:
            await asyncio.sleep(SAVE_EVERY_S)
            if self._polling is not None:
                await self._polling.replay()


def is_running(pid: int) -> bool:
    """Whether there is such a process on this machine."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
