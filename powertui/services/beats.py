"""APScheduler as all processes here use it: on the event loop, in UTC, no beat twice, none lost to a clock set back."""

import asyncio
import logging
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

WATCH_CLOCK_EVERY_S = 1.0


def new_scheduler() -> AsyncIOScheduler:
    """One that makes up for the beats that it slept through with one. Its log is for what nobody expected."""
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    return AsyncIOScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )


async def beat_until(scheduler: AsyncIOScheduler, ends: Collection["asyncio.Future[Any]"]) -> None:
    """Start it, and return once one of `ends` is done; the beats follow the clock, even one that is set back.

    The scheduler is the caller's to shut down.
    """
    scheduler.start()
    while not any(end.done() for end in ends):
        await asyncio.wait(ends, timeout=WATCH_CLOCK_EVERY_S, return_when=asyncio.FIRST_COMPLETED)
        catch_up(scheduler, datetime.now(UTC))


def catch_up(scheduler: AsyncIOScheduler, now: datetime) -> None:
    """Run now what is due later than an interval from now: the clock was set back, and would be waited for."""
    for job in scheduler.get_jobs():
        if job.next_run_time - now > job.trigger.interval + timedelta(seconds=1):
            job.modify(next_run_time=now)
