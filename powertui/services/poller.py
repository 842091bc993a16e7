"""The poller's process: deals out turns while it has the right to."""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any

from sqlalchemy.exc import DBAPIError

from powertui.errors import PowertuiError
from powertui.services.beats import beat_until, new_scheduler
from powertui.services.polling import Polling
from powertui.services.presence import LEASE_HOLDS_FOR_INTERVALS, Presence, is_running
from powertui.services.turn_taking import TurnTaking
from powertui.storage.lease_store import Lease

logger = logging.getLogger(__name__)


class Poller:
    """Runs `Polling` on a schedule, for as long as its presence lasts."""

    def __init__(self, polling: Polling, presence: Presence) -> None:
        self._polling = polling
        self._presence = presence
        self._at_beats: set[asyncio.Future[None]] = set()
        """What the scheduler has begun and is under way."""

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set. Raises PowertuiError if another poller has the right to, or comes to have it."""
        turns = self._presence.turns(self._polling)
        await self._presence.begin()
        lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        told = asyncio.ensure_future(stop.wait())
        scheduler = new_scheduler()
        working = (asyncio.create_task(turns.run()), asyncio.create_task(self._presence.keep()))
        ends: set[asyncio.Future[Any]] = {told, lost, *working}
        interval_s = self._polling.interval_s
        if not turns.ends_cycles:
            scheduler.add_job(self._at_beat, "interval", args=(turns.end_cycle,), seconds=interval_s)
        renewing = partial(self.renew, lost)
        scheduler.add_job(self._at_beat, "interval", args=(renewing,), seconds=min(5.0, interval_s / 4))
        scheduler.add_job(self._at_beat, "interval", args=(partial(self._serve, turns),), seconds=1)
        try:
            await beat_until(scheduler, ends)
            for end in (lost, *working):
                if end.done():
                    end.result()
        finally:
            told.cancel()
            scheduler.shutdown(wait=False)
            for task in working:
                task.cancel()
            await asyncio.gather(*working, return_exceptions=True)
            # One that shows a sign of life now would do so after the end.
            await asyncio.gather(*self._at_beats, return_exceptions=True)
            await self._presence.end()

    async def _at_beat(self, work: Callable[[], Awaitable[None]]) -> None:
        """What the scheduler begins; it is shut down without waiting for it."""
        task = asyncio.ensure_future(work())
        self._at_beats.add(task)
        task.add_done_callback(self._at_beats.discard)
        # It is cancelled when the process ends; the scheduler would tell of that as of an accident.
        with suppress(asyncio.CancelledError):
            await task

    async def renew(self, lost: "asyncio.Future[None]") -> None:
        """Show a sign of life; tell `lost` if another poller has taken over while this one slept."""
        try:
            await self._presence.renew()
        except PowertuiError as error:
            if not lost.done():
                lost.set_exception(error)

    async def _serve(self, turns: TurnTaking) -> None:
        try:
            await turns.serve_requests()
        except DBAPIError as error:
            logger.debug("the database could not be asked for changes and requests: %s", error)


def lease_is_live(lease: Lease | None, now_s: float) -> bool:
    """Whether some poller is at work, so that no second one need be started."""
    if lease is None or now_s - lease.heartbeat_s > LEASE_HOLDS_FOR_INTERVALS * lease.interval_s:
        return False
    return lease.host != socket.gethostname() or is_running(lease.pid)
