"""Polling without a break: everybody at once at the start, then at their turns; stored, judged, followed."""

import asyncio

import pytest
from sqlalchemy import update

from powertui.domain.events import EventKind
from powertui.domain.reading import PollFailure, PollOutcome, Quality, ReadingBatch
from powertui.services import turn_taking
from powertui.services.intake import Cycle
from powertui.services.ports import PollTarget
from powertui.services.turn_taking import TurnTaking
from powertui.storage import schema
from powertui.storage.cycle_store import newest_cycle
from powertui.storage.engine import writing
from powertui.storage.event_store import load_events
from powertui.storage.lease_store import add_poll_request
from powertui.storage.topology_store import note_change
from tests.services.conftest import INTERVAL_S, Station


class Turns:
    """Turn taking whose time goes forward when a test says so."""

    def __init__(self, station: Station) -> None:
        self.now_s = 1_000.0
        self.station = station
        self.taking = TurnTaking(station.polling, lambda: self.now_s)

    async def look(self) -> None:
        """What is due now is polled to its end."""
        self.taking.take_turns()
        while self.taking.under_way:
            await asyncio.gather(*self.taking.under_way)

    async def go_on(self, seconds: float) -> None:
        """Second by second."""
        for _ in range(int(seconds)):
            self.now_s += 1.0
            self.station.clock.advance(1.0)
            await self.look()

    def polled(self, target_id: int) -> int:
        """How often."""
        return self.station.collector.polled.count(target_id)


@pytest.fixture
async def turns(station: Station) -> Turns:
    made = Turns(station)
    await made.taking.begin()
    await made.look()
    return made


def change(station: Station, statement: object) -> None:
    with writing(station.engine) as connection:
        connection.execute(statement)  # type: ignore[call-overload]  # any change of the model
        note_change(connection, at_s=station.clock.now_s(), source="test", summary="changed")


async def test_all_are_polled_at_once_at_the_start(turns: Turns) -> None:
    assert (turns.polled(1), turns.polled(2)) == (1, 1)


async def test_each_has_one_turn_in_an_interval(turns: Turns) -> None:
    await turns.go_on(4 * INTERVAL_S)
    assert turns.polled(1) in {4, 5}
    assert turns.polled(2) in {4, 5}


async def test_the_end_of_an_interval_stores_and_judges(station: Station, turns: Turns) -> None:
    await turns.taking.end_cycle()
    view = station.view()
    assert view.feeds[1].apparent_power.quality is Quality.GOOD
    assert view.poller.cycle_number == 1


async def test_a_device_with_an_interval_of_its_own_is_polled_at_that(station: Station, turns: Turns) -> None:
    target = schema.poll_target
    change(station, update(target).where(target.c.id == 1).values(interval_s=3600.0))
    await turns.taking.follow_model()
    await turns.go_on(4 * INTERVAL_S)
    assert turns.polled(1) <= 2
    assert turns.polled(2) >= 4


async def test_a_request_brings_a_turn_at_once(station: Station, turns: Turns) -> None:
    with writing(station.engine) as connection:
        add_poll_request(connection, 2, station.clock.now_s())
    await turns.taking.serve_requests()
    await turns.look()
    assert (turns.polled(1), turns.polled(2)) == (1, 2)


async def test_a_target_that_leaves_the_model_is_polled_no_longer(station: Station, turns: Turns) -> None:
    for table in reversed(schema.metadata.sorted_tables):
        if "target_id" in table.c:
            change(station, table.delete().where(table.c.target_id == 1))
    change(station, schema.poll_target.delete().where(schema.poll_target.c.id == 1))
    await turns.taking.follow_model()
    await turns.go_on(3 * INTERVAL_S)
    assert turns.polled(1) == 1
    assert turns.polled(2) >= 3


async def test_a_silent_device_whose_address_was_put_right_is_polled_at_once(station: Station, turns: Turns) -> None:
    station.collector.answers[1] = PollFailure(PollOutcome.TIMEOUT, "no answer")
    await turns.go_on(40 * INTERVAL_S)
    change(station, update(schema.poll_target).where(schema.poll_target.c.id == 1).values(port=1162))
    await turns.taking.follow_model()
    before = turns.polled(1)
    await turns.go_on(1)
    assert turns.polled(1) == before + 1


async def test_a_mistake_of_ours_costs_one_turn(station: Station, turns: Turns) -> None:
    station.collector.broken[1] = OSError("a mistake of ours")
    await turns.go_on(2 * INTERVAL_S)
    await turns.taking.end_cycle()
    assert turns.polled(1) >= 2
    assert station.view().targets[1].outcome is PollOutcome.OK


async def test_a_poller_that_can_store_no_more_ends_instead_of_polling_for_nothing(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    mistakes = [ValueError("a mistake of ours")]

    async def fail_once() -> None:
        if mistakes:
            raise mistakes.pop()

    monkeypatch.setattr(turn_taking, "SAVE_EVERY_S", 0.0)
    monkeypatch.setattr(station.polling, "save_all", fail_once)
    with pytest.raises(ValueError, match="a mistake of ours"):
        async with asyncio.timeout(60):
            await TurnTaking(station.polling).run()


async def test_how_late_turns_begin_is_known(turns: Turns) -> None:
    turns.now_s += 2 * INTERVAL_S
    await turns.look()
    assert max(turns.taking.lateness_s) > 1.0


async def test_polls_that_had_to_be_left_out_are_counted_and_told(
    station: Station, turns: Turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_answer = asyncio.Event()
    answer = station.collector.poll

    async def slow(target: PollTarget) -> ReadingBatch | PollFailure:
        await may_answer.wait()
        return await answer(target)

    monkeypatch.setattr(station.collector, "poll", slow)
    for _ in range(3):
        turns.now_s += INTERVAL_S
        turns.taking.take_turns()
        await asyncio.sleep(0)
    left_out = turns.taking.shed
    assert left_out > 0
    may_answer.set()
    await turns.look()
    await turns.taking.end_cycle()
    with station.engine.connect() as connection:
        cycle, events = newest_cycle(connection), load_events(connection)
    assert cycle is not None
    assert cycle.shed == station.view().poller.shed == left_out
    (event,) = [event for event in events if event.kind is EventKind.OVERRUN]
    assert f"{left_out} polls were left out" in event.detail
    await turns.taking.end_cycle()
    assert station.view().poller.shed == 0


async def test_judging_that_outlasts_the_interval_is_told(
    station: Station, turns: Turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge = station.polling.end_cycle

    async def slow(cycle: Cycle) -> None:
        turns.now_s += 2 * INTERVAL_S
        await judge(cycle)

    monkeypatch.setattr(station.polling, "end_cycle", slow)
    await turns.taking.end_cycle()
    with station.engine.connect() as connection:
        (event,) = [event for event in load_events(connection) if event.kind is EventKind.OVERRUN]
    assert event.detail == "in 1 interval: judging took up to 10.0 s of an interval of 5 s"
