"""One poller holds a database's lease, and keeps its schedule whatever the machine's clock does."""

import asyncio
import sqlite3
import threading
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import OperationalError

from powertui.errors import PowertuiError
from powertui.services.beats import catch_up
from powertui.services.poller import Poller
from powertui.services.polling import Polling
from powertui.services.presence import Alone
from powertui.storage.engine import writing
from powertui.storage.lease_store import Lease, load_lease, save_lease
from tests.services.conftest import INTERVAL_S, Station

ELSEWHERE = "another-host"


@pytest.fixture
def alone(station: Station) -> Alone:
    station.clock.advance(60)
    return Alone(station.engine, station.clock, INTERVAL_S)


def lease_of(station: Station) -> Lease | None:
    with station.engine.connect() as connection:
        return load_lease(connection)


def take_over(station: Station) -> Lease:
    lease = Lease(ELSEWHERE, 4711, INTERVAL_S, station.clock.now_s())
    with writing(station.engine) as connection:
        save_lease(connection, lease)
    return lease


def test_a_lease_that_another_holds_is_not_taken(station: Station, alone: Alone) -> None:
    take_over(station)
    with pytest.raises(PowertuiError, match=f"process 4711 on {ELSEWHERE}"):
        alone.take_lease()


def test_a_lease_that_was_not_renewed_is_taken(station: Station, alone: Alone) -> None:
    take_over(station)
    station.clock.advance(60)
    alone.take_lease()
    lease = lease_of(station)
    assert lease is not None
    assert lease.host != ELSEWHERE


async def test_a_database_that_is_busy_at_a_beat_ends_no_poller(
    station: Station, alone: Alone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy() -> None:
        raise OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError("database is locked"))

    monkeypatch.setattr(alone, "take_lease", busy)
    lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    await Poller(station.polling, alone).renew(lost)
    assert not lost.done()


async def test_a_poller_that_slept_ends_where_another_has_taken_over(station: Station, alone: Alone) -> None:
    alone.take_lease()
    station.clock.advance(60)
    theirs = take_over(station)
    lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    await Poller(station.polling, alone).renew(lost)
    with pytest.raises(PowertuiError, match=ELSEWHERE):
        await lost
    assert lease_of(station) == theirs


class Slow(Alone):
    """Shows its signs of life as slowly as it can."""

    began: threading.Event
    over: threading.Event

    def take_lease(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            self.began.set()
            # Told that it is over, it is too late.
            self.over.wait(0.1)
        super().take_lease()

    async def end(self) -> None:
        self.over.set()
        await super().end()


async def test_a_sign_of_life_that_is_under_way_at_the_end_does_not_outlive_the_poller(station: Station) -> None:
    station.clock.advance(60)
    slow, stop = Slow(station.engine, station.clock, 0.1), asyncio.Event()
    slow.began, slow.over = threading.Event(), threading.Event()
    polling = Polling(station.engine, station.collector, None, station.clock, 0.1)
    running = asyncio.create_task(Poller(polling, slow).run(stop))
    assert await asyncio.to_thread(slow.began.wait, 60)
    stop.set()
    await running
    await polling.close()
    assert lease_of(station) is None


async def test_jobs_run_on_when_the_clock_was_set_back() -> None:
    scheduler = AsyncIOScheduler(timezone=UTC)
    now = datetime.now(UTC)
    scheduler.add_job(print, "interval", seconds=5, id="late", next_run_time=now + timedelta(hours=1))
    scheduler.add_job(print, "interval", seconds=5, id="in time", next_run_time=now + timedelta(seconds=5))
    scheduler.start(paused=True)
    catch_up(scheduler, now)
    assert scheduler.get_job("late").next_run_time == now
    assert scheduler.get_job("in time").next_run_time == now + timedelta(seconds=5)
    scheduler.shutdown(wait=False)
