"""What goes wrong with one device, or once with the database, stops neither the others nor the next cycle."""

import asyncio
import threading

import pytest
from sqlalchemy.exc import OperationalError

from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import PollFailure, PollOutcome, ReadingBatch
from powertui.services import describing, storing
from tests.services.conftest import INTERVAL_S, Station

SILENCE = PollFailure(PollOutcome.TIMEOUT, "no answer from 127.0.0.1 port 10001")


async def cycle(station: Station) -> None:
    station.clock.advance(INTERVAL_S)
    await station.polling.run_cycle()


async def test_a_poll_that_breaks_leaves_the_other_devices_their_cycle(station: Station) -> None:
    await cycle(station)
    station.collector.broken[1] = RuntimeError("hostile")
    station.answer((400, 100, 0), (700, 0, 0))
    await cycle(station)
    view = station.view()
    assert view.feeds[2].apparent_power.value == 700
    assert view.targets[1].outcome is PollOutcome.BAD_ANSWER
    assert "RuntimeError" in view.targets[1].detail
    assert (view.poller.cycle_number, view.poller.polled, view.poller.failed) == (2, 2, 1)


async def test_a_discovery_that_breaks_is_tried_again(station: Station) -> None:
    station.collector.broken[1] = ValueError("too many digits")
    await cycle(station)
    assert station.view().targets[1].outcome is PollOutcome.BAD_ANSWER
    await cycle(station)
    assert station.view().feeds[1].apparent_power.value == 500


@pytest.mark.parametrize("write", ["save_first_descriptions", "save_attempts"])
async def test_a_database_that_is_locked_once_costs_no_reading(
    station: Station, monkeypatch: pytest.MonkeyPatch, write: str
) -> None:
    refused = [OperationalError("UPDATE", {}, Exception("database is locked"))]
    module = storing if write == "save_attempts" else describing
    real = getattr(module, write)

    def refuses_once(*arguments: object) -> object:
        if refused:
            raise refused.pop()
        return real(*arguments)

    monkeypatch.setattr(module, write, refuses_once)
    await cycle(station)
    if write == "save_first_descriptions":
        await cycle(station)
    view = station.view()
    assert {target_id: target.outcome for target_id, target in view.targets.items()} == dict.fromkeys(
        (1, 2), PollOutcome.OK
    )
    assert view.feeds[1].apparent_power.value == 500


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_database_that_is_locked_when_the_poller_is_told_to_stop_costs_no_reading(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, may_end = threading.Event(), threading.Event()

    def refuses(*_arguments: object) -> None:
        began.set()
        assert may_end.wait(60)
        raise OperationalError("UPDATE", {}, Exception("database is locked"))

    polling = station.polling
    await polling.read_model()
    await polling.poll_one(polling.begin_cycle(), polling.watched[1])
    with monkeypatch.context() as locked:
        locked.setattr(storing, "save_attempts", refuses)
        saving = asyncio.create_task(polling.save_all())
        assert await asyncio.to_thread(began.wait, 60)
        saving.cancel()
        may_end.set()
        await asyncio.wait({saving})
    await polling.save_all()
    assert station.view().targets[1].outcome is PollOutcome.OK


async def test_devices_that_are_silent_keep_no_others_waiting(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    await cycle(station)
    station.collector.answers[1] = SILENCE
    await cycle(station)
    real, heard = station.collector.poll, asyncio.Event()

    async def the_first_is_slow(target: PollTarget) -> ReadingBatch | PollFailure:
        if target.id == 1:
            await heard.wait()
        else:
            heard.set()
        return await real(target)

    monkeypatch.setattr(station.collector, "poll", the_first_is_slow)
    station.polling._polls = asyncio.Semaphore(1)
    await cycle(station)
    assert station.view().targets[1].detail == SILENCE.detail
