"""Polling's events: reboots and replaced devices, in the log once each."""

from dataclasses import replace

from powertui.domain.events import Event, EventKind
from powertui.services.discovering import REDISCOVER_AFTER_S
from powertui.services.polling import Polling
from powertui.storage.event_store import load_events
from tests.plants import pdu_batch
from tests.services.conftest import INTERVAL_S, Station


async def settle(polling: Polling) -> None:
    """Wait for discoveries in the background."""
    for watched in polling.watched.values():
        if watched.discovery is not None:
            await watched.discovery


def events(station: Station) -> tuple[Event, ...]:
    with station.engine.connect() as connection:
        return load_events(connection)


async def test_a_reboot_is_one_event_at_the_moment_of_the_restart(station: Station) -> None:
    await station.polling.run_cycle()
    assert events(station) == ()
    station.clock.advance(60)
    now_s = station.clock.now_s()
    station.collector.answers[1] = pdu_batch((400, 100, 0), sampled_at_s=now_s, uptime_s=12.0)
    await station.polling.run_cycle()
    station.clock.advance(INTERVAL_S)
    station.collector.answers[1] = pdu_batch((400, 100, 0), sampled_at_s=now_s + INTERVAL_S, uptime_s=12.0 + INTERVAL_S)
    await station.polling.run_cycle()
    target = station.polling.watched[1].target
    assert events(station) == (Event(now_s - 12, EventKind.REBOOT, 1, target.name, detail="its uptime fell to 12 s"),)


async def test_another_serial_number_is_an_event(station: Station) -> None:
    station.collector.description = replace(station.collector.description, vendor="APC", model="A", serial="S1")
    await station.polling.run_cycle()
    assert events(station) == ()
    station.collector.description = replace(station.collector.description, model="B\x1b", serial="S2")
    station.clock.advance(REDISCOVER_AFTER_S + 1)
    station.answer((400, 100, 0), (400, 0, 0))
    await station.polling.run_cycle()
    await settle(station.polling)
    found = [event for event in events(station) if event.target_id == 1]
    assert [(event.kind, event.detail) for event in found] == [(EventKind.REPLACED, "was APC A S1, is APC B· S2")]


async def test_a_device_that_tells_no_serial_number_is_not_called_replaced(station: Station) -> None:
    station.collector.description = replace(station.collector.description, serial="S1")
    await station.polling.run_cycle()
    station.collector.description = replace(station.collector.description, serial="", model="other")
    station.clock.advance(REDISCOVER_AFTER_S + 1)
    station.answer((400, 100, 0), (400, 0, 0))
    await station.polling.run_cycle()
    await settle(station.polling)
    assert events(station) == ()
