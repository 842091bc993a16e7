"""While the database is away polls wait on disk, bounded, and come to it in their order when it is back."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from powertui.domain.events import EventKind
from powertui.services import storing as storing_module
from powertui.services.energy import EnergyBook
from powertui.services.sharing import Holding
from powertui.services.spool import Spool
from powertui.services.storing import MOST_IN_MEMORY, Among, Storing
from powertui.services.watching import REBOOT_TOLERANCE_S
from powertui.storage import schema
from powertui.storage.event_store import load_events
from powertui.storage.reading_store import Attempt
from tests.services.conftest import Station
from tests.services.test_spool import poll


@dataclass
class SharedByOne:
    """A share whose database goes away when a test says so."""

    is_away: bool = False
    is_sure: bool = True
    holding: Holding = field(default_factory=Holding)

    def want(self, site_ids: frozenset[int]) -> None:
        pass

    def now_s(self) -> float:
        return 0.0


def stored_slots(station: Station) -> list[int]:
    with station.engine.connect() as connection:
        return list(connection.execute(select(schema.history_slot.c.slot_s).order_by("slot_s")).scalars())


@pytest.fixture
def share() -> SharedByOne:
    return SharedByOne()


@pytest.fixture
def storing(station: Station, share: SharedByOne, tmp_path: Path) -> Storing:
    return Storing(station.engine, EnergyBook(), Among(share, (Spool(tmp_path / "spool", 10_000_000),)))


def unclaimed(number: int) -> Attempt:
    made = poll(number)
    return Attempt(1, made.slot_s, made.attempted_at_s, 0.1, made.result, None, made.layout)


def test_what_comes_while_the_database_is_away_is_stored_when_it_is_back(
    station: Station, share: SharedByOne, storing: Storing
) -> None:
    storing.store([unclaimed(1)], {})
    share.is_away = True
    storing.store([unclaimed(2)], {})
    storing.store([unclaimed(3)], {})
    assert (stored_slots(station), storing.waiting) == ([1], 2)
    share.is_away = False
    # What is newer waits behind what is older.
    storing.store([unclaimed(4)], {})
    assert stored_slots(station) == [1]
    replayed = []
    while storing.replay({}):
        replayed.append(stored_slots(station)[-1])
    assert replayed == [2, 3, 4]
    assert not storing.has_waiting
    storing.store([unclaimed(5)], {})
    assert stored_slots(station) == [1, 2, 3, 4, 5]
    storing.close()


def test_a_database_that_fails_before_anybody_knows_costs_nothing(
    station: Station, storing: Storing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("INSERT", {}, Exception("server closed the connection"))

    with monkeypatch.context() as patched:
        patched.setattr(storing_module, "save_attempts", away)
        storing.store([unclaimed(1)], {})
        assert not storing.replay({})
    assert storing.replay({})
    assert stored_slots(station) == [1]
    storing.close()


def test_where_the_disk_is_full_too_a_bounded_number_is_kept_in_memory_and_the_rest_counted(
    station: Station, share: SharedByOne, storing: Storing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    share.is_away = True
    with monkeypatch.context() as patched:
        patched.setattr(Spool, "append", full)
        storing.store([unclaimed(number) for number in range(1, MOST_IN_MEMORY + 8)], {})
    assert storing.dropped == 7
    storing.store([unclaimed(30_000)], {})
    assert storing.waiting == MOST_IN_MEMORY + 1
    storing.close()


def reboots(station: Station) -> list[float]:
    with station.engine.connect() as connection:
        return [event.at_s for event in load_events(connection) if event.kind is EventKind.REBOOT]


def test_a_restart_is_told_once_though_its_poll_comes_from_disk_twice(
    station: Station, share: SharedByOne, storing: Storing, tmp_path: Path
) -> None:
    share.is_away = True
    storing.store([replace(unclaimed(1), rebooted_at_s=0.25), unclaimed(2)], {1: "pdu"})
    storing.store([replace(unclaimed(3), rebooted_at_s=60.0)], {1: "pdu"})
    share.is_away = False
    assert storing.replay({1: "pdu"})
    # Its process ends now, before the file is removed.
    storing.close()
    successor = Storing(station.engine, EnergyBook(), Among(share, (Spool(tmp_path / "spool", 10_000_000),)))
    while successor.replay({1: "pdu"}):
        pass
    assert reboots(station) == [0.25, 60.0]
    assert stored_slots(station) == [1, 2, 3]
    successor.close()


def test_a_restart_that_two_pollers_saw_is_told_once(station: Station, storing: Storing) -> None:
    storing.store([replace(unclaimed(1), rebooted_at_s=100.0)], {})
    storing.store([replace(unclaimed(2), rebooted_at_s=100.0 + REBOOT_TOLERANCE_S / 2)], {})
    storing.store([replace(unclaimed(3), rebooted_at_s=100.0 + 2 * REBOOT_TOLERANCE_S)], {})
    assert reboots(station) == [100.0, 100.0 + 2 * REBOOT_TOLERANCE_S]
    storing.close()
