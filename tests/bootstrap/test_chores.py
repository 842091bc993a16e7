"""What the poller's process does beside polling, as it is configured: every chore on both databases."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from sqlalchemy import Engine

from powertui.bootstrap.chores import Chores, configured_chores
from powertui.config import Settings
from powertui.config_history import HistorySection
from powertui.domain.events import Event, EventKind
from powertui.services.coarse import CoarseJobs
from powertui.storage.engine import open_database, writing
from powertui.storage.event_store import add_events, load_events
from powertui.storage.sole import Duty
from tests.clocks import StillClock

DAY_S = 86_400.0


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_database(database_url, create=True)
    yield opened
    opened.dispose()


async def test_all_of_them_run_without_a_word(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    clock = StillClock()
    with writing(engine) as connection:
        add_events(connection, [Event(clock.now_s() - days * DAY_S, EventKind.REBOOT, 1, "pdu") for days in (40, 1)])
    chores = Chores().jobs(engine)
    jobs = CoarseJobs(engine, clock, chores)
    for job in chores:
        await jobs.run(job)
    assert caplog.records == []
    assert {job.duty for job in chores} == set(Duty) - {Duty.MODEL_SYNC, Duty.EVALUATION}
    with engine.connect() as connection:
        assert len(load_events(connection)) == 1


def test_none_begins_with_another_or_later_than_its_first_beat(engine: Engine) -> None:
    chores = Chores().jobs(engine)
    assert all(0 < job.first_after_s <= job.every_s for job in chores)
    assert all(before != after for before, after in pairwise(sorted(job.first_after_s for job in chores)))


def test_the_configuration_says_how_long_readings_are_kept() -> None:
    settings = Settings(history=HistorySection(keep_readings_hours=72))
    chores = configured_chores(settings)
    assert chores.history.raw_hours == 72
    assert chores.sync is None
