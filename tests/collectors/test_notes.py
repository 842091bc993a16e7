"""A device is taken up again from what its discovery noted, if it still is the same."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.notes import read
from collectors.profiles.loader import load_profiles
from powertui.domain.reading import PollFailure, PollOutcome, ReadingBatch, TargetDescription
from tests.clocks import StillClock
from tests.collectors.devices import (
    SYS_DESCR,
    SYS_OBJECT_ID,
    SYS_UP_TIME,
    TARGET,
    ObjectsClient,
    Raw,
    collector_of,
    oid,
    value,
)

NOTED_AT_S = 1_000_000.0
LATER_S = 5000.0
OBJECTS: dict[str, Raw] = {
    SYS_OBJECT_ID: oid("318.1.3.4.5"),
    SYS_DESCR: "a PDU",
    SYS_UP_TIME: 100_000,
    "318.1.1.12.1.5.0": "AP7953",
    "318.1.1.12.1.6.0": "ZA1234",
    "318.1.1.12.1.7.0": 32,
    "318.1.1.12.1.16.0": 1200,
}
AFTERWARDS: dict[str, Raw] = {SYS_UP_TIME: 100_000 + 100 * int(LATER_S), "318.1.1.12.1.16.0": 1300}


def client_of(objects: Mapping[str, Raw]) -> ObjectsClient:
    return ObjectsClient({oid(name): value(raw) for name, raw in objects.items()})


async def discovered() -> TargetDescription:
    found = await collector_of(client_of(OBJECTS), StillClock(NOTED_AT_S)).discover(TARGET)
    assert isinstance(found, TargetDescription)
    return found


async def resumed(
    changes: Mapping[str, Raw], without: str = ""
) -> tuple[TargetDescription | PollFailure | None, ReadingBatch | PollFailure]:
    """By another collector, LATER_S afterwards; and its first poll."""
    objects: dict[str, Raw] = {
        name: raw for name, raw in {**OBJECTS, **AFTERWARDS, **changes}.items() if name != without
    }
    collector = collector_of(client_of(objects), StillClock(NOTED_AT_S + LATER_S))
    taken_up = await collector.resume(TARGET, (await discovered()).notes, NOTED_AT_S)
    return taken_up, await collector.poll(TARGET)


async def test_what_is_taken_up_is_what_was_discovered_and_can_be_polled() -> None:
    taken_up, batch = await resumed({})
    assert taken_up == await discovered()
    assert isinstance(batch, ReadingBatch)
    assert batch.values.tolist() == [1_300_000]


async def test_it_takes_one_request() -> None:
    client = client_of(OBJECTS | AFTERWARDS)
    collector = collector_of(client, StillClock(NOTED_AT_S + LATER_S))
    asked_before = len(client.polled)
    await collector.resume(TARGET, (await discovered()).notes, NOTED_AT_S)
    assert len(client.polled) == asked_before + 1
    assert not client.walked


@pytest.mark.parametrize(
    "changes",
    [
        {"318.1.1.12.1.6.0": "ZA9999"},
        {"318.1.1.12.1.5.0": "AP7921"},
        {SYS_DESCR: "another PDU"},
        {SYS_OBJECT_ID: oid("318.1.3.4.4")},
        {SYS_UP_TIME: 100 * int(LATER_S) - 100},
    ],
    ids=["another serial number", "another model", "another description", "another kind", "restarted since"],
)
async def test_what_is_another_device_or_has_restarted_must_be_discovered(changes: Mapping[str, Raw]) -> None:
    taken_up, batch = await resumed(changes)
    assert taken_up is None
    assert isinstance(batch, PollFailure)
    assert batch.outcome is PollOutcome.NEVER


@pytest.mark.parametrize("name", [SYS_UP_TIME, "318.1.1.12.1.6.0"])
async def test_what_does_not_say_any_more_who_it_is_and_since_when_must_be_discovered(name: str) -> None:
    taken_up, _ = await resumed({}, without=name)
    assert taken_up is None


async def test_notes_that_lack_what_a_profile_of_today_asks_for_do_not_suffice() -> None:
    notes = (await discovered()).notes
    profiles = load_profiles()
    assert read(notes, profiles) is not None
    others = [profile for profile in profiles if profile.family != "apc-rpdu"]
    assert read(notes, others) is None


@given(st.binary(max_size=200), st.integers(0, 10_000), st.integers(0, 255))
async def test_damaged_notes_are_none(noise: bytes, place: int, octet: int) -> None:
    profiles = load_profiles()
    assert read(noise, profiles) is None
    damaged = bytearray((await discovered()).notes)
    damaged[place % len(damaged)] = octet
    read(bytes(damaged), profiles)
