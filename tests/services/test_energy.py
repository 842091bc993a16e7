"""Lifetime totals while a device is polled: stored, carried over restarts of the poller, told when a counter falls."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import Engine

from powertui.domain.contradiction import CheckWarning
from powertui.domain.energy import EnergyCounter
from powertui.domain.events import EventKind
from powertui.domain.measured import Binding
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import (
    MISSING_RAW,
    PollFailure,
    PollOutcome,
    Quality,
    Quantity,
    ReadingBatch,
    SubjectDescription,
    SubjectKind,
    TargetDescription,
)
from powertui.services.energy import EnergyBook
from powertui.storage import schema
from powertui.storage.energy_store import load_energy
from powertui.storage.engine import open_database, writing
from powertui.storage.target_store import begin_polling, save_description
from powertui.storage.warning_store import load_warnings, save_warnings

TARGET = PollTarget(id=1, name="pdu", host="192.0.2.1", port=161, credential="lab")
COUNTER = EnergyCounter(step_wh=1, wraps_at_wh=2**32, most_power_w=20_000)
PART = SubjectDescription(SubjectKind.OUTLET, "1", quantities=(Quantity.ACTIVE_POWER, Quantity.ENERGY), counter=COUNTER)
DESCRIPTION = TargetDescription("f", "v", serial="ZA1", subjects=(PART, replace(PART, key="2")))
NAMES = {1: "pdu"}


@dataclass(frozen=True, slots=True)
class Polled:
    result: ReadingBatch | PollFailure
    rebooted_at_s: float | None = None
    target_id: int = 1


def polled(at_s: float, *counters_wh: int, power_w: int = 1200, rebooted_at_s: float | None = None) -> Polled:
    values = array("q", [raw for counter_wh in counters_wh for raw in (power_w * 1000, counter_wh)])
    qualities = bytes(Quality.MISSING if raw == MISSING_RAW else Quality.GOOD for raw in values)
    return Polled(ReadingBatch(at_s, values, qualities), rebooted_at_s)


@dataclass(frozen=True, slots=True)
class Desk:
    engine: Engine

    def begin(self, description: TargetDescription = DESCRIPTION, save_every_s: float = 0.0) -> EnergyBook:
        """A poller that has just discovered the device."""
        book = EnergyBook(save_every_s)
        with writing(self.engine) as connection:
            ids = save_description(connection, 1, description, [Binding()] * len(description.subjects))
            book.describe(connection, 1, ids, description)
        return book

    def note(self, book: EnergyBook, *polls: Polled) -> list[str]:
        with writing(self.engine) as connection:
            events = book.note(connection, polls, NAMES)
        assert all(event.kind is EventKind.ENERGY and event.target_name == "pdu" for event in events)
        return [event.detail for event in events]

    @property
    def stored_wh(self) -> list[float]:
        with self.engine.connect() as connection:
            return [total.lifetime_wh for _, total in sorted(load_energy(connection, range(100)).items())]


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    engine = open_database(database_url, create=True)
    with writing(engine) as connection:
        connection.execute(
            schema.poll_target.insert().values(id=1, name="pdu", host="h", port=161, credential="", family="")
        )
        begin_polling(connection, [TARGET])
    yield Desk(engine)
    engine.dispose()


def test_what_flows_is_added_to_each_parts_total(desk: Desk) -> None:
    book = desk.begin()
    assert desk.note(book, polled(60, 100, 7000), polled(120, 120, 7020)) == []
    assert desk.stored_wh == [120, 7020]


def test_a_poller_that_starts_again_goes_on_where_it_was(desk: Desk) -> None:
    desk.note(desk.begin(), polled(60, 100, 7000), polled(120, 120, 7020))
    again = desk.begin()
    assert desk.note(again, polled(180, 4, 7040)) == ["energy counter of outlet 1: was set back"]
    assert desk.stored_wh == [140, 7040]


def test_a_poller_that_ends_before_it_has_stored_loses_nothing(desk: Desk) -> None:
    seldom = desk.begin(save_every_s=1e6)
    desk.note(seldom, polled(60, 100, 7000), polled(120, 120, 7020), polled(180, 140, 7040))
    assert desk.stored_wh == [100, 7000]
    assert [total.lifetime_wh for total in seldom.totals.values()] == [140, 7040]
    assert desk.note(desk.begin(), polled(240, 4, 7060)) == ["energy counter of outlet 1: was set back"]
    assert desk.stored_wh == [160, 7060]


def test_a_restart_of_the_device_makes_no_spike(desk: Desk) -> None:
    book = desk.begin()
    told = desk.note(book, polled(60, 5000, 7000), polled(120, 5020, 7020), polled(180, 4000, 5000, rebooted_at_s=150))
    assert told == ["energy counter of outlet 1, outlet 2: fell to an older value"]
    assert desk.stored_wh == [5040, 7040]


def test_another_device_at_the_address_goes_on_with_the_total(desk: Desk) -> None:
    desk.note(desk.begin(), polled(60, 5000, 7000))
    other = desk.begin(replace(DESCRIPTION, serial="ZA2"))
    assert desk.note(other, polled(120, 900_000, 3)) == ["energy counter of outlet 1, outlet 2: is another device's"]
    assert desk.stored_wh == [5020, 7020]


def test_what_cannot_be_and_what_is_missing_is_not_counted(desk: Desk) -> None:
    book = desk.begin()
    absurd = polled(120, 9_000_000, MISSING_RAW)
    assert isinstance(absurd.result, ReadingBatch)
    qualities = bytes([Quality.GOOD, Quality.IMPLAUSIBLE, Quality.GOOD, Quality.MISSING])
    desk.note(book, polled(60, 100, 7000), Polled(replace(absurd.result, qualities=qualities)), polled(180, 140, 7040))
    assert desk.stored_wh == [140, 7040]


def test_polls_that_failed_or_come_again_change_nothing(desk: Desk) -> None:
    book = desk.begin()
    polls = (polled(60, 100, 7000), Polled(PollFailure(PollOutcome.TIMEOUT, "silent")), polled(120, 120, 7020))
    desk.note(book, *polls)
    desk.note(book, *polls)
    assert desk.stored_wh == [120, 7020]


def test_a_clock_that_is_set_back_by_a_year_stops_no_total(desk: Desk) -> None:
    book = desk.begin(save_every_s=600.0)
    year_s = 365 * 86_400.0
    assert desk.note(book, polled(year_s, 100, 7000), polled(year_s + 60, 120, 7020)) == []
    assert desk.note(book, *(polled(60 * n, 120 + 20 * n, 7020 + 20 * n) for n in range(1, 40))) == []
    assert {total.lifetime_wh for total in book.totals.values()} == {900, 7800}
    assert desk.stored_wh[0] >= 700


def test_a_batch_of_an_older_description_is_not_counted(desk: Desk) -> None:
    book = desk.begin()
    desk.note(book, polled(60, 100))
    assert desk.stored_wh == []


def test_warnings_are_those_of_the_newest_description(desk: Desk) -> None:
    about_part = CheckWarning(SubjectKind.OUTLET, "1", Quantity.CURRENT, is_scale=True, text="a factor of 10")
    about_device = CheckWarning(None, "", None, is_scale=False, text="changes nothing")
    with writing(desk.engine) as connection:
        save_warnings(connection, 1, [about_part, about_device])
        assert load_warnings(connection) == {1: (about_part, about_device)}
        assert load_warnings(connection, [2]) == {}
        save_warnings(connection, 1, [about_device])
        assert load_warnings(connection, [1]) == {1: (about_device,)}
