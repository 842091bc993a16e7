"""When alerts open, stay and clear, from what was measured to what is on record."""

from powertui.domain.alerts import RuleKind
from powertui.domain.reading import PollFailure, PollOutcome
from powertui.storage import schema
from powertui.storage.engine import writing
from powertui.storage.topology_store import note_change
from tests.services.conftest import INTERVAL_S, Station

SILENCE = PollFailure(PollOutcome.TIMEOUT, "no answer from 127.0.0.1 port 10001")


async def cycles(station: Station, count: int = 4) -> None:
    for _ in range(count):
        station.clock.advance(INTERVAL_S)
        await station.polling.run_cycle()


def open_rules(station: Station) -> set[RuleKind]:
    return {alert.finding.key.rule for alert in station.view().alerts if alert.is_open}


async def test_a_load_that_is_long_gone_by_makes_no_other_cord_a_dead_one(station: Station) -> None:
    await cycles(station, 1)
    station.collector.answers[1] = SILENCE
    await cycles(station)
    assert open_rules(station) == {RuleKind.PDU_SILENT}
    station.answer((400, 100, 0), (0.4, 0, 0))
    station.collector.answers[1] = SILENCE
    await cycles(station, 1)
    assert open_rules(station) == {RuleKind.PDU_SILENT}


async def test_a_dead_cord_stays_on_record_while_its_peer_is_silent(station: Station) -> None:
    station.answer((800, 100, 0), (0, 0, 0))
    await cycles(station, 1)
    station.collector.answers[1] = SILENCE
    await cycles(station)
    assert open_rules(station) == {RuleKind.CORD_DEAD, RuleKind.PDU_SILENT}


async def test_a_dead_cord_that_carries_load_again_is_cleared_though_its_peer_is_silent(station: Station) -> None:
    station.answer((800, 100, 0), (0, 0, 0))
    await cycles(station, 1)
    station.answer((800, 100, 0), (400, 0, 0))
    station.collector.answers[1] = SILENCE
    await cycles(station)
    assert open_rules(station) == {RuleKind.PDU_SILENT}


async def test_an_alert_of_a_feed_that_nothing_hangs_on_any_more_is_cleared(station: Station) -> None:
    station.answer((400, 100, 3000), (400, 0, 0))
    await cycles(station, 1)
    assert RuleKind.FEED_OVER in open_rules(station)
    end = schema.cable_termination
    with writing(station.engine) as connection:
        connection.execute(end.delete().where(end.c.cable_id == 1))
        note_change(connection, at_s=station.clock.now_s(), source="test", summary="feed uncabled")
    await cycles(station, 1)
    assert RuleKind.FEED_OVER not in open_rules(station)
