"""From a collector's answers to the view and the alerts, through a real database."""

from dataclasses import replace

import pytest

from powertui.domain.alerts import RuleKind
from powertui.domain.reading import PollFailure, PollOutcome, Quality, Quantity, SubjectDescription, SubjectKind
from powertui.domain.rollup import Basis, OutletFinding
from powertui.services.discovering import REDISCOVER_AFTER_S
from powertui.services.evaluation import Evaluation
from powertui.services.polling import Polling
from powertui.storage.engine import writing
from powertui.storage.lease_store import drop_lease
from tests.alerting import prompt_rules
from tests.services.conftest import INTERVAL_S, Station

SILENCE = PollFailure(PollOutcome.TIMEOUT, "127.0.0.1 port 10002 did not answer within 2 s")


async def cycle(station: Station, *, after_s: float = INTERVAL_S) -> None:
    station.clock.advance(after_s)
    await station.polling.run_cycle()


async def test_a_cycle_brings_measured_load_beside_modelled_draw(station: Station) -> None:
    await station.polling.run_cycle()
    feed = station.view().feeds[1]
    assert feed.apparent_power.value == 500
    assert feed.apparent_power.quality is Quality.GOOD
    assert feed.basis is Basis.INLET
    assert feed.modelled is not None
    assert feed.modelled.allocated_w == 500
    assert [leg.current.value for leg in feed.legs] == pytest.approx([400 / 230, 100 / 230, 0], abs=0.001)
    assert feed.available_power_va == round(400 * 16 * 0.8 * 1.732)


async def test_outlets_know_what_is_plugged_in(station: Station) -> None:
    await station.polling.run_cycle()
    first, second, third = station.view().outlets_of_target[1]
    assert (first.load_device.name if first.load_device else None) == "srv-db01"
    assert first.difference_w == 0
    assert (second.load_device.name if second.load_device else None) == "sw-r01"
    assert third.load_device is None


async def test_a_feed_over_capacity_opens_one_alert_that_names_the_limit(station: Station) -> None:
    await station.polling.run_cycle()
    station.answer((400, 100, 3000), (400, 0, 0))
    await cycle(station)
    await cycle(station)
    over = [alert for alert in station.view().alerts if alert.finding.key.rule is RuleKind.FEED_OVER]
    assert [(alert.finding.object_name, alert.finding.limit_name) for alert in over] == [("A1-01", "L3 current")]
    assert over[0].finding.limit_value == 12.8
    assert over[0].finding.measured_value == pytest.approx(3000 / 230, abs=0.001)
    assert over[0].is_open


async def test_an_alert_clears_when_the_load_falls(station: Station) -> None:
    station.answer((400, 100, 3000), (400, 0, 0))
    await cycle(station)
    station.answer((400, 100, 0), (400, 0, 0))
    await cycle(station)
    (alert,) = [one for one in station.view().alerts if one.finding.key.rule is RuleKind.FEED_OVER]
    assert not alert.is_open


async def test_silence_neither_clears_an_alert_nor_shows_zero(station: Station) -> None:
    station.answer((400, 100, 3000), (400, 0, 0))
    await cycle(station)
    station.collector.answers[1] = SILENCE
    for _ in range(4):
        await cycle(station)
    view = station.view()
    feed = view.feeds[1]
    assert feed.apparent_power.value == 3500
    assert feed.apparent_power.quality is Quality.STALE
    assert feed.apparent_power.age_s(view.now_s) == 4 * INTERVAL_S
    rules = {alert.finding.key.rule for alert in view.alerts if alert.is_open}
    assert rules >= {RuleKind.FEED_OVER, RuleKind.PDU_SILENT}


async def test_one_failed_poll_is_no_alert(station: Station) -> None:
    await cycle(station)
    station.collector.answers[2] = SILENCE
    await cycle(station)
    assert station.view().alerts == ()


async def test_a_dead_cord_of_a_dual_corded_device_is_found(station: Station) -> None:
    station.answer((800, 100, 0), (0, 0, 0))
    await cycle(station)
    view = station.view()
    assert view.outlets_of_target[2][0].finding is OutletFinding.CORD_DEAD
    (alert,) = view.alerts
    assert alert.finding.key.rule is RuleKind.CORD_DEAD
    assert alert.finding.object_name == "srv-db01"
    assert "PSU2" in alert.finding.message


async def test_load_on_an_outlet_without_cable_is_unmodelled(station: Station) -> None:
    station.answer((400, 100, 60), (400, 0, 0))
    await cycle(station)
    assert station.view().outlets_of_target[1][2].finding is OutletFinding.UNMODELLED


async def test_an_uptime_that_falls_is_a_reboot(station: Station) -> None:
    await cycle(station)
    station.answer((400, 100, 0), (400, 0, 0))
    rebooted = station.collector.answers[1]
    assert not isinstance(rebooted, PollFailure)
    station.collector.answers[1] = replace(rebooted, uptime_s=3.0)
    await cycle(station)
    (alert,) = station.view().alerts
    assert (alert.finding.key.rule, alert.finding.object_name) == (RuleKind.PDU_REBOOTED, "pdu-r01-a")


async def test_a_device_is_discovered_once(station: Station) -> None:
    await cycle(station)
    await cycle(station)
    assert sorted(station.collector.discovered) == [1, 2]
    assert len(station.collector.polled) == 4


async def test_history_has_a_gap_where_nothing_was_read(station: Station) -> None:
    await cycle(station)
    station.collector.answers[1] = SILENCE
    await cycle(station)
    station.answer((500, 100, 0), (400, 0, 0))
    await cycle(station)
    subject_ids = station.view().feeds[1].inlet_subject_ids
    points = station.live.history(subject_ids, 60)
    assert [point.active_power_w for point in points] == [500, None, 600]


async def test_a_request_polls_a_target_at_once(station: Station) -> None:
    await cycle(station)
    station.collector.polled.clear()
    station.live.request_poll(2)
    await station.polling.serve_requests()
    await station.polling.serve_requests()
    assert station.collector.polled == [2]


async def test_the_view_says_when_the_poller_is_gone(station: Station) -> None:
    await cycle(station)
    assert station.view().poller.is_alive
    station.clock.advance(2 * INTERVAL_S)
    assert not station.view().poller.is_alive


async def test_a_restarted_poller_keeps_the_last_values_until_it_has_new_ones(station: Station) -> None:
    await cycle(station)
    station.clock.advance(INTERVAL_S)
    restarted = Polling(
        station.engine,
        station.collector,
        Evaluation(station.engine, station.clock, prompt_rules()),
        station.clock,
        INTERVAL_S,
    )
    station.collector.answers = {1: SILENCE, 2: SILENCE}
    await restarted.run_cycle()
    feed = station.view().feeds[1]
    assert feed.apparent_power.value == 500
    assert feed.apparent_power.age_s(station.clock.now_s()) == INTERVAL_S


async def test_a_part_that_appears_leaves_the_other_values_in_place(station: Station) -> None:
    await cycle(station)
    before = station.collector.description
    sensor = SubjectDescription(SubjectKind.LINE, "L9", "1", quantities=(Quantity.CURRENT,))
    station.collector.description = replace(before, subjects=(sensor, *before.subjects))
    await cycle(station, after_s=REDISCOVER_AFTER_S)
    station.collector.answers = {1: SILENCE, 2: SILENCE}
    await cycle(station)
    target = station.view().targets[1]
    assert target.of_kind(SubjectKind.LINE)[0].get(Quantity.CURRENT).value is None
    assert target.of_kind(SubjectKind.UNIT)[0].get(Quantity.ACTIVE_POWER).value == 500


async def test_ages_are_judged_by_the_last_interval_when_no_poller_is_left(station: Station) -> None:
    await cycle(station)
    with writing(station.engine) as connection:
        drop_lease(connection, "here", 1)
    station.clock.advance(3 * INTERVAL_S)
    view = station.view()
    assert view.poller.interval_s == INTERVAL_S
    assert view.feeds[1].apparent_power.quality is Quality.STALE


@pytest.mark.parametrize(("later_s", "alerts"), [(4.0, 0), (100.0, 1)])
async def test_an_uptime_that_its_32_bits_cannot_hold_is_no_reboot(
    station: Station, later_s: float, alerts: int
) -> None:
    wrap_s = 2**32 / 100
    for uptime_s in (wrap_s - 1.0, later_s):
        station.answer((400, 100, 0), (400, 0, 0))
        batch = station.collector.answers[1]
        assert not isinstance(batch, PollFailure)
        station.clock.advance(INTERVAL_S)
        station.collector.answers[1] = replace(batch, sampled_at_s=station.clock.now_s(), uptime_s=uptime_s)
        await station.polling.run_cycle()
    assert len(station.view().alerts) == alerts
