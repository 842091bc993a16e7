"""A device that is found out about after its turn is over: polled as soon as it is known, then as any other."""

import asyncio

import pytest

from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import PollFailure, PollOutcome, TargetDescription
from powertui.services import polling
from powertui.services.discovering import REDISCOVER_AFTER_S
from powertui.services.turn_taking import TurnTaking
from tests.services.conftest import INTERVAL_S, Station


class SlowStart:
    """Turns, while nobody is found out about until `go_on`."""

    def __init__(self, station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
        self.station, self.now_s = station, 1_000.0
        self.taking = TurnTaking(station.polling, lambda: self.now_s)
        self.may_go_on = asyncio.Event()
        monkeypatch.setattr(polling, "FIRST_WAIT_OF_INTERVAL", 0.0)
        self._real = station.collector.discover
        monkeypatch.setattr(station.collector, "discover", self._discover)

    async def _discover(self, target: PollTarget) -> TargetDescription | PollFailure:
        await self.may_go_on.wait()
        return await self._real(target)

    async def look(self) -> None:
        self.taking.take_turns()
        await asyncio.gather(*self.taking.under_way)

    async def all_known(self) -> None:
        self.may_go_on.set()
        tasks = [one.discovery for one in self.station.polling.watched.values() if one.discovery is not None]
        await asyncio.gather(*tasks)
        await asyncio.sleep(0)


@pytest.fixture
async def start(station: Station, monkeypatch: pytest.MonkeyPatch) -> SlowStart:
    made = SlowStart(station, monkeypatch)
    await made.taking.begin()
    await made.look()
    return made


async def test_it_is_polled_as_soon_as_it_is_known(start: SlowStart) -> None:
    assert start.station.collector.polled == []
    await start.all_known()
    await start.look()
    assert sorted(start.station.collector.polled) == [1, 2]
    await start.look()
    assert len(start.station.collector.polled) == 2


async def test_no_turn_of_it_counts_as_left_out(start: SlowStart) -> None:
    start.now_s += INTERVAL_S
    await start.look()
    await start.all_known()
    await start.look()
    assert start.taking.shed == 0
    assert sorted(start.station.collector.polled) == [1, 2]


async def test_why_it_could_not_be_found_out_about_is_told_at_once(start: SlowStart) -> None:
    start.station.collector.refusal = PollFailure(PollOutcome.NO_PROFILE, "no profile fits it")
    await start.all_known()
    await start.look()
    await start.station.polling.save_all()
    assert {one.outcome for one in start.station.view().targets.values()} == {PollOutcome.NO_PROFILE}


async def test_it_is_found_out_about_anew_in_its_time(start: SlowStart) -> None:
    await start.all_known()
    await start.look()
    start.station.clock.advance(REDISCOVER_AFTER_S)
    for watched in start.station.polling.watched.values():
        start.station.polling.rediscover_if_due(watched)
    await start.all_known()
    assert sorted(start.station.collector.discovered) == [1, 1, 2, 2]
