"""Coarse jobs: rollups, packing, what is too old, the model's sync. Each in a thread of its own.

Never two of a kind at once: not in this process, nor in several that share a PostgreSQL. They are for a process of
their own: a thread that packs a day holds Python's lock for long, and a poll beside it would begin late.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.base import BaseScheduler
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from powertui.errors import PowertuiError
from powertui.services.beats import beat_until, new_scheduler
from powertui.services.ports import Clock
from powertui.storage.sole import Duty, sole

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CoarseJob:
    """What is to be done every so often. It may be stopped at any moment, and is done again at the next beat."""

    duty: Duty
    name: str
    """For the log, after "could not yet": `roll up the readings`."""
    every_s: float
    first_after_s: float
    """After the start, so that not all begin with it."""
    work: Callable[[float], object]
    """Given the clock's time, in a thread; may take longer than a beat."""


class CoarseJobs:
    """Runs the jobs when a scheduler says so."""

    def __init__(self, engine: Engine, clock: Clock, jobs: Sequence[CoarseJob] = ()) -> None:
        self._engine = engine
        self._clock = clock
        self._jobs = tuple(jobs)
        self._under_way: set[Duty] = set()
        self._told: dict[Duty, str] = {}
        """What the log says already of a job that fails."""

    async def run_until(self, stop: asyncio.Event) -> None:
        """Run them at their beats until `stop` is set; what is under way then is not waited for."""
        scheduler = new_scheduler()
        self.add_to(scheduler, datetime.now(UTC))
        told = asyncio.ensure_future(stop.wait())
        try:
            await beat_until(scheduler, {told})
        finally:
            told.cancel()
            scheduler.shutdown(wait=False)

    def add_to(self, scheduler: BaseScheduler, now: datetime) -> None:
        """Let a scheduler run them; a beat that comes while the one before is still at it is left out."""
        for job in self._jobs:
            first = now + timedelta(seconds=job.first_after_s)
            scheduler.add_job(
                self.run,
                "interval",
                args=(job,),
                seconds=job.every_s,
                next_run_time=first,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )

    async def run(self, job: CoarseJob) -> None:
        """One beat. What goes wrong is in the log once, as long as it stays the same."""
        if job.duty in self._under_way:
            return
        self._under_way.add(job.duty)
        try:
            await in_daemon_thread(job.duty.name.lower(), lambda: self._work(job))
        except asyncio.CancelledError:
            # The process ends; the scheduler would tell of it as of an accident.
            return
        except Exception as error:  # noqa: BLE001 - whatever becomes of a job, polling goes on, and the next beat comes
            self._tell(job, error)
        else:
            if self._told.pop(job.duty, None):
                logger.info("can %s again", job.name)
        finally:
            self._under_way.discard(job.duty)

    def _work(self, job: CoarseJob) -> None:
        with sole(self._engine, job.duty) as is_ours:
            if is_ours:
                job.work(self._clock.now_s())

    def _tell(self, job: CoarseJob, error: Exception) -> None:
        reason = _reason(error)
        if self._told.get(job.duty) == reason:
            return
        self._told[job.duty] = reason
        is_expected = isinstance(error, SQLAlchemyError | PowertuiError | OSError)
        logger.warning("could not %s yet, and will try again: %s", job.name, reason, exc_info=not is_expected)


async def in_daemon_thread(name: str, work: Callable[[], None]) -> None:
    """Do `work` in a thread that the end of the process does not wait for: a day's packing may take minutes."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def settle(error: BaseException | None) -> None:
        if done.done():
            return
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)

    def run() -> None:
        problem: BaseException | None = None
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            problem = error
        # The loop may be closed: the poller has ended meanwhile.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, problem)

    threading.Thread(target=run, name=name, daemon=True).start()
    await done


def _reason(error: Exception) -> str:
    said = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    first = str(said).strip().partition("\n")[0]
    return first or type(error).__name__
