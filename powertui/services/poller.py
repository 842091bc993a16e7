"""The poller's process: holds the lease, deals out turns, lets APScheduler drive the coarse jobs, ends when told to."""

import asyncio
import logging
import os
import socket
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import Engine

from powertui.errors import PowertuiError
from powertui.services.polling import Polling
from powertui.services.ports import Clock
from powertui.services.turn_taking import TurnTaking
from powertui.storage.engine import writing
from powertui.storage.lease_store import Lease, drop_lease, load_lease, save_lease

LEASE_HOLDS_FOR_INTERVALS = 3.0
"""A lease that was not renewed for so long may be taken over from another host."""

WATCH_CLOCK_EVERY_S = 1.0


class Poller:
    """Runs `Polling` on a schedule, as the only poller of its database."""

    def __init__(self, engine: Engine, polling: Polling, clock: Clock, interval_s: float) -> None:
        self._engine = engine
        self._polling = polling
        self._clock = clock
        self._interval_s = interval_s
        self._host = socket.gethostname()
        self._pid = os.getpid()

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set. Raises PowertuiError if another poller holds the lease, or comes to hold it."""
        self.take_lease()
        lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        told = asyncio.ensure_future(stop.wait())
        ends: set[asyncio.Future[Any]] = {told, lost}
        scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        turns = TurnTaking(self._polling)
        polling = asyncio.create_task(turns.run())
        ends.add(polling)
        scheduler.add_job(turns.end_cycle, "interval", seconds=self._interval_s)
        scheduler.add_job(self.renew_lease, "interval", args=(lost,), seconds=min(5.0, self._interval_s / 4))
        scheduler.add_job(turns.serve_requests, "interval", seconds=1)
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        scheduler.start()
        try:
            while not any(end.done() for end in ends):
                await asyncio.wait(ends, timeout=WATCH_CLOCK_EVERY_S, return_when=asyncio.FIRST_COMPLETED)
                catch_up(scheduler, datetime.now(UTC))
            if lost.done():
                lost.result()
            if polling.done():
                polling.result()
        finally:
            told.cancel()
            scheduler.shutdown(wait=False)
            polling.cancel()
            await asyncio.gather(polling, return_exceptions=True)
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
            save_lease(connection, self._lease(now_s))

    async def renew_lease(self, lost: "asyncio.Future[None]") -> None:
        """Show a sign of life; tell `lost` if another poller has taken over while this one slept."""
        try:
            await asyncio.to_thread(self.take_lease)
        except PowertuiError as error:
            if not lost.done():
                lost.set_exception(error)

    def _lease(self, now_s: float) -> Lease:
        return Lease(self._host, self._pid, self._interval_s, now_s)

    def _is_held(self, lease: Lease, now_s: float) -> bool:
        if (lease.host, lease.pid) == (self._host, self._pid):
            return False
        if lease.host == self._host and not _is_running(lease.pid):
            return False
        return now_s - lease.heartbeat_s <= LEASE_HOLDS_FOR_INTERVALS * lease.interval_s


def catch_up(scheduler: AsyncIOScheduler, now: datetime) -> None:
    """Run now what is due later than an interval from now: the clock was set back, and would be waited for."""
    for job in scheduler.get_jobs():
        if job.next_run_time - now > job.trigger.interval + timedelta(seconds=1):
            job.modify(next_run_time=now)


def lease_is_live(lease: Lease | None, now_s: float) -> bool:
    """Whether some poller is at work, so that no second one need be started."""
    if lease is None or now_s - lease.heartbeat_s > LEASE_HOLDS_FOR_INTERVALS * lease.interval_s:
        return False
    return lease.host != socket.gethostname() or _is_running(lease.pid)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
