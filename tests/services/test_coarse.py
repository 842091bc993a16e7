"""Coarse jobs: beside the event loop, never two of a kind at once, on one process of several; errors told once."""

import asyncio
import logging
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from powertui.services.coarse import CoarseJob, CoarseJobs
from powertui.storage.engine import open_database, writing
from powertui.storage.lease_store import Lease, save_lease
from powertui.storage.sole import Duty, sole
from tests.clocks import StillClock

Log = pytest.LogCaptureFixture


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_database(database_url, create=True)
    yield opened
    opened.dispose()


class Work:
    """Counts its runs, and where they were; may be held up, or fail."""

    def __init__(self) -> None:
        self.at_s: list[float] = []
        self.threads: set[int] = set()
        self.began = threading.Event()
        self.may_end = threading.Event()
        self.may_end.set()
        self.error: Exception | None = None

    def __call__(self, now_s: float) -> None:
        self.at_s.append(now_s)
        self.threads.add(threading.get_ident())
        self.began.set()
        assert self.may_end.wait(timeout=60)
        if self.error is not None:
            raise self.error

    def job(self, duty: Duty = Duty.ROLLUP) -> CoarseJob:
        return CoarseJob(duty, "roll up the readings", 60.0, 30.0, self)


async def begun(work: Work) -> None:
    assert await asyncio.to_thread(work.began.wait, 60)


async def test_a_job_runs_beside_the_event_loop_and_is_told_the_clocks_time(engine: Engine) -> None:
    work, clock = Work(), StillClock()
    await CoarseJobs(engine, clock, ()).run(work.job())
    assert work.at_s == [clock.now_s()]
    assert threading.get_ident() not in work.threads


async def test_a_beat_is_left_out_while_the_one_before_is_still_at_it(engine: Engine) -> None:
    work = Work()
    jobs = CoarseJobs(engine, StillClock())
    work.may_end.clear()
    first = asyncio.create_task(jobs.run(work.job()))
    await begun(work)
    await jobs.run(work.job())
    assert len(work.at_s) == 1
    work.may_end.set()
    await first
    await jobs.run(work.job())
    assert len(work.at_s) == 2


async def test_jobs_of_different_kinds_do_not_wait_for_each_other(engine: Engine) -> None:
    slow, quick = Work(), Work()
    jobs = CoarseJobs(engine, StillClock())
    slow.may_end.clear()
    first = asyncio.create_task(jobs.run(slow.job()))
    await begun(slow)
    await jobs.run(quick.job(Duty.EVENTS))
    assert len(quick.at_s) == 1
    slow.may_end.set()
    await first


async def test_of_several_pollers_of_a_postgresql_one_does_a_duty_at_a_time(
    postgres_template: str, postgres_url: str
) -> None:
    from tests.databases import fresh_database

    with fresh_database(postgres_url, postgres_template) as url:
        ours, theirs = open_database(url, create=False), open_database(url, create=False)
        try:
            work, other = Work(), Work()
            work.may_end.clear()
            first = asyncio.create_task(CoarseJobs(ours, StillClock()).run(work.job()))
            await begun(work)
            another = CoarseJobs(theirs, StillClock())
            await another.run(other.job())
            await another.run(other.job(Duty.RETENTION))
            assert len(other.at_s) == 1
            work.may_end.set()
            await first
            await another.run(other.job())
            assert len(other.at_s) == 2
        finally:
            ours.dispose()
            theirs.dispose()


async def test_on_an_sqlite_the_child_of_a_poller_that_lost_its_lease_does_nothing(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'plant.db'}", create=True)
    work = Work()
    jobs = CoarseJobs(engine, StillClock())
    done = []
    for pid in (os.getppid(), 2**22 + 1, os.getpid()):
        with writing(engine) as connection:
            save_lease(connection, Lease("host", pid, 30.0, StillClock().now_s()))
        await jobs.run(work.job())
        done.append(len(work.at_s))
    engine.dispose()
    assert done == [1, 1, 2]


def test_a_duty_is_free_again_when_its_work_has_failed(engine: Engine) -> None:
    def work() -> None:
        with sole(engine, Duty.ROLLUP):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        work()
    with sole(engine, Duty.ROLLUP) as is_ours:
        assert is_ours


async def test_what_fails_is_told_once_in_a_sentence_and_tried_again(engine: Engine, caplog: Log) -> None:
    work = Work()
    jobs = CoarseJobs(engine, StillClock())
    with caplog.at_level(logging.INFO, "powertui.services.coarse"):
        work.error = OperationalError("SELECT secrets", {}, Exception("database is locked\nsecond line"))
        for _ in range(3):
            await jobs.run(work.job())
        work.error = OSError("disk full")
        await jobs.run(work.job())
        work.error = None
        await jobs.run(work.job())
    assert len(work.at_s) == 5
    assert [record.getMessage() for record in caplog.records] == [
        "could not roll up the readings yet, and will try again: database is locked",
        "could not roll up the readings yet, and will try again: disk full",
        "can roll up the readings again",
    ]
    assert not any(record.exc_info for record in caplog.records)


async def test_a_mistake_of_ours_is_told_with_where_it_is(engine: Engine, caplog: Log) -> None:
    work = Work()
    work.error = KeyError("x")
    jobs = CoarseJobs(engine, StillClock())
    await jobs.run(work.job())
    await jobs.run(work.job())
    assert [bool(record.exc_info) for record in caplog.records] == [True]


async def test_a_scheduler_begins_them_at_their_beats(engine: Engine) -> None:
    work = Work()
    scheduler = AsyncIOScheduler(timezone=UTC)
    now = datetime.now(UTC)
    CoarseJobs(engine, StillClock(), [work.job()]).add_to(scheduler, now)
    scheduler.start(paused=True)
    (job,) = scheduler.get_jobs()
    assert job.next_run_time == now + timedelta(seconds=30)
    assert (job.trigger.interval, job.max_instances, job.coalesce) == (timedelta(seconds=60), 1, True)
    scheduler.shutdown(wait=False)


async def test_a_process_that_ends_in_the_middle_of_one_tells_of_no_accident(engine: Engine, caplog: Log) -> None:
    work, stop = Work(), asyncio.Event()
    work.may_end.clear()
    job = CoarseJob(Duty.ROLLUP, "roll up the readings", 60.0, 0.0, work)
    running = asyncio.create_task(CoarseJobs(engine, StillClock(), (job,)).run_until(stop))
    await begun(work)
    stop.set()
    await running
    await asyncio.sleep(0)
    assert caplog.records == []
    work.may_end.set()
