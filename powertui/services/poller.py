"""The poller's process: deals out turns while it has the right to, lets APScheduler drive the coarse jobs."""

import asyncio
import logging
import socket
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import DBAPIError

from powertui.errors import PowertuiError
from powertui.services.coarse import CoarseJobs
from powertui.services.polling import Polling
from powertui.services.presence import LEASE_HOLDS_FOR_INTERVALS, Presence, is_running
from powertui.services.turn_taking import TurnTaking
from powertui.storage.lease_store import Lease

logger = logging.getLogger(__name__)

WATCH_CLOCK_EVERY_S = 1.0


class Poller:
    """Runs `Polling` on a schedule, for as long as its presence lasts."""

    def __init__(self, polling: Polling, presence: Presence, coarse: CoarseJobs | None = None) -> None:
        self._polling = polling
        self._presence = presence
        self._coarse = coarse

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set. Raises PowertuiError if another poller has the right to, or comes to have it."""
        turns = self._presence.turns(self._polling)
        await self._presence.begin()
        lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        told = asyncio.ensure_future(stop.wait())
        scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        working = (asyncio.create_task(turns.run()), asyncio.create_task(self._presence.keep()))
        ends: set[asyncio.Future[Any]] = {told, lost, *working}
        interval_s = self._polling.interval_s
        if not turns.ends_cycles:
            scheduler.add_job(turns.end_cycle, "interval", seconds=interval_s)
        scheduler.add_job(self.renew, "interval", args=(lost,), seconds=min(5.0, interval_s / 4))
        scheduler.add_job(self._serve, "interval", args=(turns,), seconds=1)
        if self._coarse is not None:
            self._coarse.add_to(scheduler, datetime.now(UTC))
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        scheduler.start()
        try:
            while not any(end.done() for end in ends):
                await asyncio.wait(ends, timeout=WATCH_CLOCK_EVERY_S, return_when=asyncio.FIRST_COMPLETED)
                catch_up(scheduler, datetime.now(UTC))
            for end in (lost, *working):
                if end.done():
                    end.result()
        finally:
            told.cancel()
            scheduler.shutdown(wait=False)
            for task in working:
                task.cancel()
            await asyncio.gather(*working, return_exceptions=True)
            await self._presence.end()

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


def catch_up(scheduler: AsyncIOScheduler, now: datetime) -> None:
    """Run now what is due later than an interval from now: the clock was set back, and would be waited for."""
    for job in scheduler.get_jobs():
        if job.next_run_time - now > job.trigger.interval + timedelta(seconds=1):
            job.modify(next_run_time=now)


def lease_is_live(lease: Lease | None, now_s: float) -> bool:
    """Whether some poller is at work, so that no second one need be started."""
    if lease is None or now_s - lease.heartbeat_s > LEASE_HOLDS_FOR_INTERVALS * lease.interval_s:
        return False
    return lease.host != socket.gethostname() or is_running(lease.pid)
