"""A device that is known already is found out about again beside its polls, not instead of them."""

import asyncio
from array import array
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from powertui.domain.contradiction import CheckWarning
from powertui.domain.reading import (
    MISSING_RAW,
    PollFailure,
    PollOutcome,
    Quality,
    Quantity,
    ReadingBatch,
    SubjectDescription,
    SubjectKind,
)
from powertui.services.discovering import DISCOVERIES_AT_ONCE, REDISCOVER_AFTER_S
from powertui.storage import schema
from powertui.storage.engine import writing
from powertui.storage.topology_store import note_change
from powertui.storage.warning_store import load_warnings
from tests.services.conftest import INTERVAL_S, Station


async def cycle(station: Station, *, after_s: float = INTERVAL_S) -> None:
    station.clock.advance(after_s)
    station.answer((400, 100, 0), (400, 0, 0))
    await station.polling.run_cycle()


async def cycle_and_rediscovery(station: Station) -> None:
    await cycle(station)
    await asyncio.gather(
        *(watched.discovery for watched in station.polling.watched.values() if watched.discovery is not None)
    )


async def test_a_device_is_polled_on_while_others_are_discovered_before_it(station: Station) -> None:
    await cycle(station)
    for _ in range(DISCOVERIES_AT_ONCE):
        await station.polling._discovering.pace.__aenter__()
    await cycle(station, after_s=REDISCOVER_AFTER_S)
    await cycle(station)
    assert station.view().feeds[1].apparent_power.quality is Quality.GOOD


async def test_a_discovery_that_fails_does_not_cost_a_known_device_its_polls(station: Station) -> None:
    await cycle(station)
    station.collector.refusal = PollFailure(PollOutcome.BAD_ANSWER, "half a column")
    station.clock.advance(REDISCOVER_AFTER_S)
    for _ in range(3):
        await cycle_and_rediscovery(station)
    view = station.view()
    assert view.targets[1].outcome is PollOutcome.OK
    assert view.feeds[1].apparent_power.quality is Quality.GOOD
    assert station.collector.discovered.count(1) == 2


async def test_a_known_device_that_no_profile_fits_any_more_is_another_device(station: Station) -> None:
    await cycle(station)
    station.collector.refusal = PollFailure(PollOutcome.NO_PROFILE, "a printer")
    station.clock.advance(REDISCOVER_AFTER_S)
    await cycle_and_rediscovery(station)
    await cycle(station)
    assert station.view().targets[1].outcome is PollOutcome.NO_PROFILE


async def test_a_request_for_a_device_that_is_just_being_discovered_waits_for_the_same_discovery(
    station: Station,
) -> None:
    await station.polling.read_model()
    station.live.request_poll(1)
    await asyncio.gather(station.polling.run_cycle(), station.polling.serve_requests())
    assert sorted(station.collector.discovered) == [1, 2]
    assert sorted(station.collector.polled) == [1, 1, 2]
    assert {target.outcome for target in station.view().targets.values()} == {PollOutcome.OK}


async def test_values_are_noted_by_the_layout_that_they_were_read_in(station: Station) -> None:
    await cycle(station)
    before = station.collector.description
    sensor = SubjectDescription(SubjectKind.LINE, "L9", "1", quantities=(Quantity.CURRENT,))
    station.collector.description = replace(before, subjects=(sensor, *before.subjects))
    station.clock.advance(REDISCOVER_AFTER_S)
    await cycle_and_rediscovery(station)
    target = station.view().targets[1]
    assert target.of_kind(SubjectKind.LINE)[0].get(Quantity.CURRENT).value is None
    assert target.of_kind(SubjectKind.UNIT)[0].get(Quantity.ACTIVE_POWER).value == 500


async def test_a_change_of_the_model_is_a_change_of_what_the_devices_parts_are(station: Station) -> None:
    await cycle(station)
    outlet = schema.power_outlet
    with writing(station.engine) as connection:
        for outlet_id, name in ((3, "Outlet 7"), (1, "Outlet 3")):
            connection.execute(update(outlet).where(outlet.c.id == outlet_id).values(name=name))
        note_change(connection, at_s=station.clock.now_s(), source="test", summary="outlets renamed")
    await cycle(station)
    loads = station.view().outlets_of_target[1]
    assert [(load.number, load.outlet.id if load.outlet else None) for load in loads] == [
        ("1", None),
        ("2", 2),
        ("3", 1),
        ("Outlet 7", 3),
    ]
    assert station.collector.discovered.count(1) == 1


async def test_a_device_that_left_the_model_is_not_discovered_any_further(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(DISCOVERIES_AT_ONCE):
        await station.polling._discovering.pace.__aenter__()
    monkeypatch.setattr("powertui.services.polling.FIRST_WAIT_OF_INTERVAL", 0.0)
    await cycle(station)
    discovery = station.polling.watched[1].discovery
    target = schema.poll_target
    with writing(station.engine) as connection:
        connection.execute(update(target).where(target.c.id == 1).values(host="127.0.0.9"))
        note_change(connection, at_s=station.clock.now_s(), source="test", summary="moved")
    await cycle(station)
    assert discovery is not None
    assert discovery.cancelled()


async def test_a_device_that_has_lost_all_its_values_is_asked_who_it_is(station: Station) -> None:
    await cycle_and_rediscovery(station)
    batch = station.collector.answers[1]
    assert isinstance(batch, ReadingBatch)
    nothing = array("q", [MISSING_RAW]) * len(batch.values)
    for _ in range(3):
        station.clock.advance(INTERVAL_S)
        now_s = station.clock.now_s()
        station.collector.answers[1] = replace(batch, sampled_at_s=now_s, uptime_s=now_s, values=nothing)
        await station.polling.run_cycle()
        await asyncio.sleep(0)
    assert station.collector.discovered.count(1) == 2


async def test_a_device_that_reboots_at_each_poll_is_asked_who_it_is_once_a_minute(station: Station) -> None:
    await cycle(station)
    discovered = []
    for number in range(24):
        station.clock.advance(INTERVAL_S)
        now_s = station.clock.now_s()
        batch = station.collector.answers[1]
        assert isinstance(batch, ReadingBatch)
        station.collector.answers[1] = replace(batch, sampled_at_s=now_s, uptime_s=1e6 - 1000 * number)
        await station.polling.run_cycle()
        await asyncio.gather(*(each.discovery for each in station.polling.watched.values() if each.discovery))
        discovered.append(station.collector.discovered.count(1))
    # Two minutes: the first discovery, one at the first fall, and one after each minute.
    assert discovered[-1] <= 4
    assert discovered[1] == 2


async def test_what_is_found_again_is_not_stored_again_but_for_what_is_contradictory_in_it(station: Station) -> None:
    await cycle(station)
    before = stored(station)
    warning = CheckWarning(SubjectKind.OUTLET, "1", Quantity.CURRENT, is_scale=True, text="says 4 A, and should 0.4 A")
    station.collector.description = replace(station.collector.description, warnings=(warning,))
    await cycle_and_rediscovery_after(station, REDISCOVER_AFTER_S + INTERVAL_S)
    assert station.collector.discovered.count(1) == 2
    assert stored(station) == before
    with station.engine.connect() as connection:
        assert load_warnings(connection, [1]) == {1: (warning,)}


async def test_a_clock_that_was_set_back_does_not_put_off_what_is_found_out_about(station: Station) -> None:
    station.clock.advance(INTERVAL_S)
    await station.polling.run_cycle()
    # Devices that say nothing of when they were started.
    station.collector.answers = {
        number: replace(batch, uptime_s=None)
        for number, batch in station.collector.answers.items()
        if isinstance(batch, ReadingBatch)
    }
    station.clock.advance(-30 * REDISCOVER_AFTER_S)
    for _ in range(2):
        await station.polling.run_cycle()
        await asyncio.gather(*(each.discovery for each in station.polling.watched.values() if each.discovery))
    assert station.collector.discovered.count(1) == 2


async def cycle_and_rediscovery_after(station: Station, after_s: float) -> None:
    await cycle(station, after_s=after_s)
    await asyncio.gather(
        *(watched.discovery for watched in station.polling.watched.values() if watched.discovery is not None)
    )


def stored(station: Station) -> int:
    """The revision of a device's description."""
    latest = schema.latest
    with station.engine.connect() as connection:
        revision: int = connection.execute(
            select(latest.c.description_revision).where(latest.c.target_id == 1)
        ).scalar_one()
    return revision
