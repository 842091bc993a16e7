"""From what a receiver hears to events and polls, through a real database."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select

from powertui.domain.events import Event, EventKind, EventRetention
from powertui.domain.poll_target import PollTarget
from powertui.services.event_keeping import keep_within
from powertui.services.ports import Heard, Notice
from powertui.services.trap_rate import BURST, POLL_AGAIN_AFTER_S, TELL_SHED_EVERY_S, TrapRate
from powertui.services.traps import MOST_UNSAVED, OPEN_AGAIN_AFTER_S, TrapIntake
from powertui.storage import schema
from powertui.storage.engine import writing
from powertui.storage.event_store import add_events, load_events
from powertui.storage.lease_store import take_poll_requests
from tests.plants import NOW_S, two_targets
from tests.services.conftest import Station

A, B = two_targets()


@dataclass
class ScriptedReceiver:
    """A NoticeReceiver that has heard what a test tells it."""

    obstacle: str = ""
    notices: list[Notice] = field(default_factory=list)
    shed: list[tuple[PollTarget, int]] = field(default_factory=list)
    dropped: int = 0
    watched: list[tuple[PollTarget, ...]] = field(default_factory=list)
    opened: int = 0
    is_closed: bool = False

    def open(self) -> str:
        self.opened += 1
        return self.obstacle

    async def watch(self, targets: Sequence[PollTarget]) -> None:
        self.watched.append(tuple(targets))

    def take(self) -> Heard:
        heard = Heard(tuple(self.notices), tuple(self.shed), self.dropped)
        self.notices, self.shed, self.dropped = [], [], 0
        return heard

    def close(self) -> None:
        self.is_closed = True


def notice(*targets: PollTarget, at_s: float = NOW_S) -> Notice:
    return Notice(at_s, "192.0.2.1", targets or (A,), "1.3.6.1.6.3.1.1.5.1", "coldStart", "1.3.6.1=2")


@dataclass
class Desk:
    station: Station
    receiver: ScriptedReceiver
    intake: TrapIntake

    async def hear(self, *notices: Notice, after_s: float = 0.0) -> None:
        self.station.clock.advance(after_s)
        self.receiver.notices += notices
        await self.intake.look()

    @property
    def events(self) -> tuple[Event, ...]:
        with self.station.engine.connect() as connection:
            return load_events(connection)

    @property
    def asked(self) -> list[int]:
        with writing(self.station.engine) as connection:
            return sorted(take_poll_requests(connection))


@pytest.fixture
def desk(station: Station) -> Desk:
    receiver = ScriptedReceiver()
    return Desk(station, receiver, TrapIntake(station.engine, receiver, station.clock))


async def eventually(condition: Callable[[], bool]) -> None:
    """For a task that runs by the real clock."""
    for _ in range(6000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come about")


async def test_a_trap_becomes_an_event_and_a_poll(desk: Desk) -> None:
    await desk.hear(notice())
    assert desk.events == (
        Event(NOW_S, EventKind.TRAP, 1, A.name, "192.0.2.1", "1.3.6.1.6.3.1.1.5.1", "coldStart", "1.3.6.1=2"),
    )
    assert desk.asked == [1]


async def test_the_poll_that_was_asked_for_is_done_and_the_trap_is_no_reading(desk: Desk) -> None:
    await desk.station.polling.run_cycle()
    desk.station.collector.polled.clear()
    before = desk.station.view().targets[1].subjects
    await desk.hear(notice())
    assert desk.station.view().targets[1].subjects == before
    await desk.station.polling.serve_requests()
    assert desk.station.collector.polled == [1]


async def test_many_traps_of_a_pdu_are_one_poll_and_one_more_after_the_last(desk: Desk) -> None:
    await desk.hear(*[notice()] * 15)
    assert desk.asked == [1]
    await desk.hear(notice(), after_s=3)
    assert desk.asked == []
    await desk.hear(after_s=POLL_AGAIN_AFTER_S - 3)
    assert desk.asked == [1]
    await desk.hear(after_s=100)
    assert desk.asked == []


async def test_one_pdus_burst_does_not_hold_up_anothers_poll(desk: Desk) -> None:
    await desk.hear(*[notice()] * 100, notice(B))
    assert desk.asked == [1, 2]
    assert sum(event.target_id == 2 for event in desk.events) == 1


async def test_of_a_flood_a_burst_is_kept_and_the_rest_is_a_number(desk: Desk) -> None:
    desk.receiver.shed.append((A, 9_000))
    await desk.hear(*[notice()] * 1_000)
    traps = [event for event in desk.events if event.kind is EventKind.TRAP]
    shed = [event for event in desk.events if event.kind is EventKind.TRAPS_SHED]
    assert len(traps) == BURST
    assert [event.detail.split()[0] for event in shed] == [str(9_000 + 1_000 - BURST)]
    await desk.hear(*[notice()] * 10, after_s=TELL_SHED_EVERY_S)
    assert sum(event.kind is EventKind.TRAP for event in desk.events) == BURST + 6


async def test_what_the_system_dropped_is_told_once_a_minute(desk: Desk) -> None:
    for _ in range(3):
        desk.receiver.dropped = 5_000
        await desk.hear(after_s=TELL_SHED_EVERY_S / 2)
    assert [(event.kind, event.target_name, event.detail) for event in desk.events] == [
        (EventKind.TRAPS_SHED, "", "5000 datagrams came too quickly to be looked at"),
        (EventKind.TRAPS_SHED, "", "10000 datagrams came too quickly to be looked at"),
    ]
    assert desk.asked == []


async def test_pdus_at_one_address_are_all_polled_and_none_is_blamed(desk: Desk) -> None:
    await desk.hear(notice(A, B))
    (event,) = desk.events
    assert (event.target_id, event.target_name) == (None, "")
    assert event.detail == f"from the address of {A.name}, {B.name}; 1.3.6.1=2"
    assert desk.asked == [1, 2]


async def test_a_target_that_was_removed_meanwhile_loses_nothing_for_the_others(desk: Desk) -> None:
    with writing(desk.station.engine) as connection:
        connection.execute(delete(schema.latest).where(schema.latest.c.target_id == 1))
        connection.execute(delete(schema.poll_target).where(schema.poll_target.c.id == 1))
    await desk.hear(notice(), notice(B))
    assert [event.target_name for event in desk.events] == [A.name, B.name]
    assert desk.asked == [2]


async def test_a_port_that_is_taken_is_told_once_and_tried_again(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.receiver.obstacle = "cannot listen for traps on 127.0.0.1:162: Permission denied"
    for _ in range(5):
        await desk.hear(notice(), after_s=OPEN_AGAIN_AFTER_S / 2)
    assert desk.receiver.opened == 3
    assert [record.getMessage() for record in caplog.records] == [
        f"{desk.receiver.obstacle}; polling goes on without, and it is tried again"
    ]
    desk.receiver.obstacle = ""
    await desk.hear(after_s=OPEN_AGAIN_AFTER_S)
    assert len(desk.events) == 5


async def test_the_receiver_is_told_of_the_targets_once_for_each_model(desk: Desk) -> None:
    for _ in range(3):
        await desk.hear(after_s=10)
    assert desk.receiver.watched == [(A, B)]
    await desk.hear(after_s=300)
    assert desk.receiver.watched == [(A, B), (A, B)], "names of hosts are looked up again"


async def test_what_a_database_refuses_is_kept_for_the_next_turn_within_a_bound(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    await desk.hear()
    with writing(desk.station.engine) as connection:
        connection.exec_driver_sql("ALTER TABLE event RENAME TO away")
    await desk.hear(notice())
    assert "1 events could not be stored yet" in caplog.text
    for number in range(MOST_UNSAVED + 50):
        desk.intake._unsaved.append(Event(NOW_S, EventKind.TRAP, 1, str(number)))
    await desk.hear()
    assert len(desk.intake._unsaved) == MOST_UNSAVED
    with writing(desk.station.engine) as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO event")
    await desk.hear()
    assert len(desk.events) == MOST_UNSAVED
    assert desk.asked == [1]


async def test_the_task_closes_the_receiver_when_it_ends(desk: Desk) -> None:
    task = asyncio.create_task(desk.intake.run())
    await eventually(lambda: bool(desk.receiver.watched))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert desk.receiver.is_closed


async def test_an_accident_in_one_turn_does_not_end_the_task(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> Heard:
        raise RuntimeError("a mistake")

    desk.receiver.take = broken  # type: ignore[method-assign]  # the one turn that goes wrong
    task = asyncio.create_task(desk.intake.run())
    await eventually(lambda: "taking in traps failed" in caplog.text)
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_the_log_is_kept_within_its_bounds(station: Station) -> None:
    with writing(station.engine) as connection:
        add_events(connection, [Event(NOW_S + number, EventKind.TRAP, 1, str(number)) for number in range(30)])
    keep_within(station.engine, EventRetention(most_rows=10), NOW_S)
    keep_within(station.engine, EventRetention(most_rows=10), NOW_S)
    with station.engine.connect() as connection:
        assert connection.execute(select(schema.event.c.target_name)).scalars().all() == [
            str(number) for number in range(20, 30)
        ]


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(0, 60)), max_size=30))
def test_no_rhythm_gets_more_than_a_burst_and_the_rate_through(beats: list[tuple[float, int]]) -> None:
    rate, now_s, kept, sent, counted = TrapRate(), NOW_S, 0, 0, 0
    polls: list[float] = []
    for pause_s, count in beats:
        now_s += pause_s
        sent += count
        for _ in range(count):
            kept += rate.admits(A, now_s)
            rate.want_poll(A, now_s)
        polls += [now_s for _ in rate.due_polls(now_s)]
        counted += sum(shed for _, shed in rate.due_counts(now_s))
    now_s += TELL_SHED_EVERY_S
    counted += sum(shed for _, shed in rate.due_counts(now_s))
    assert kept <= BURST + (now_s - NOW_S) / 10
    assert kept + counted == sent
    assert all(later - earlier >= POLL_AGAIN_AFTER_S for earlier, later in pairwise(polls))
