"""A poller that starts takes up what the one before found out, and asks for everything only where it must."""

from dataclasses import replace

from sqlalchemy import update

from powertui.domain.reading import PollFailure, PollOutcome
from powertui.services.discovering import REDISCOVER_RESUMED_WITHIN_S
from powertui.services.evaluation import Evaluation
from powertui.services.polling import Polling
from powertui.storage import schema
from powertui.storage.engine import writing
from powertui.storage.topology_store import note_change
from tests.alerting import prompt_rules
from tests.services.conftest import INTERVAL_S, Station

NOTES = b"as a collector writes them"


async def cycle(station: Station, polling: Polling, *, after_s: float = INTERVAL_S) -> None:
    station.clock.advance(after_s)
    station.answer((400, 100, 0), (300, 0, 0))
    await polling.run_cycle()
    for watched in polling.watched.values():
        if watched.discovery is not None:
            await watched.discovery


async def restarted(station: Station) -> Polling:
    """After one cycle of a poller whose collector notes what it found; that of the new one knows the notes."""
    collector = station.collector
    collector.description = replace(collector.description, notes=NOTES)
    await cycle(station, station.polling)
    collector.resumes = collector.description
    collector.discovered.clear()
    evaluation = Evaluation(station.engine, station.clock, prompt_rules())
    return Polling(station.engine, collector, evaluation, station.clock, INTERVAL_S)


async def test_a_device_that_still_is_the_same_is_polled_on_without_a_discovery(station: Station) -> None:
    polling = await restarted(station)
    await cycle(station, polling)
    assert sorted(station.collector.resumed) == [1, 2]
    assert station.collector.discovered == []
    view = station.view()
    assert view.feeds[1].apparent_power.value == 500
    assert view.feeds[2].apparent_power.value == 300
    assert view.feeds[1].apparent_power.age_s(station.clock.now_s()) == 0


async def test_it_is_discovered_later_in_its_turn(station: Station) -> None:
    polling = await restarted(station)
    await cycle(station, polling)
    await cycle(station, polling, after_s=REDISCOVER_RESUMED_WITHIN_S)
    assert sorted(station.collector.discovered) == [1, 2]


async def test_a_device_that_the_collector_does_not_take_up_is_discovered(station: Station) -> None:
    polling = await restarted(station)
    station.collector.resumes = None
    await cycle(station, polling)
    assert sorted(station.collector.discovered) == [1, 2]
    assert station.view().feeds[1].apparent_power.value == 500


async def test_a_device_that_is_silent_at_the_start_is_tried_again(station: Station) -> None:
    polling = await restarted(station)
    description = station.collector.description
    station.collector.resumes = PollFailure(PollOutcome.TIMEOUT, "no answer")
    await cycle(station, polling)
    assert station.view().targets[1].outcome is PollOutcome.TIMEOUT
    station.collector.resumes = description
    await cycle(station, polling)
    assert station.view().targets[1].outcome is PollOutcome.OK
    assert station.collector.discovered == []


async def test_notes_that_mean_something_else_today_than_what_is_stored_are_not_enough(station: Station) -> None:
    polling = await restarted(station)
    described = station.collector.description
    first = replace(described.subjects[0], label="read in another way since")
    station.collector.resumes = replace(described, subjects=(first, *described.subjects[1:]))
    await cycle(station, polling)
    assert sorted(station.collector.discovered) == [1, 2]


async def test_a_model_that_changed_meanwhile_is_followed(station: Station) -> None:
    polling = await restarted(station)
    outlet = schema.power_outlet
    with writing(station.engine) as connection:
        for outlet_id, name in ((3, "Outlet 7"), (1, "Outlet 3")):
            connection.execute(update(outlet).where(outlet.c.id == outlet_id).values(name=name))
        note_change(connection, at_s=station.clock.now_s(), source="test", summary="outlets renamed")
    await cycle(station, polling)
    loads = station.view().outlets_of_target[1]
    assert [load.outlet.id if load.outlet else None for load in loads] == [None, 2, 1, 3]


async def test_a_device_that_restarted_and_is_the_same_is_noted_anew(station: Station) -> None:
    polling = await restarted(station)
    await cycle(station, polling)
    station.clock.advance(INTERVAL_S)
    answer = station.collector.answers[1]
    assert not isinstance(answer, PollFailure)
    station.collector.answers[1] = replace(answer, sampled_at_s=station.clock.now_s(), uptime_s=5.0)
    await polling.run_cycle()
    for watched in polling.watched.values():
        if watched.discovery is not None:
            await watched.discovery
    with station.engine.connect() as connection:
        note = schema.discovery_note
        rows = connection.execute(note.select().order_by(note.c.target_id)).all()
    assert [row.noted_at_s for row in rows] == [station.clock.now_s(), station.clock.now_s() - 2 * INTERVAL_S]
