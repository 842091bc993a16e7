"""What would be overloaded if its peer were lost: an alert on measured load, leg by leg, that clears by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest

from powertui.domain.alerts import Alert, RuleKind
from powertui.domain.assumptions import Assumptions
from powertui.domain.plant import HistoryPoint
from powertui.domain.reading import PollFailure, PollOutcome
from powertui.domain.redundancy.cascade import what_if
from powertui.domain.redundancy.network import NodeSort
from powertui.domain.redundancy.of_view import measurements_of
from powertui.domain.redundancy.picture import picture_of_view
from powertui.domain.redundancy.record import VERDICTS, FailoverRecord
from powertui.domain.redundancy.verdicts import Verdict
from powertui.domain.rules.peer_loss import PeerLoss
from powertui.services.column_plant import Look
from powertui.services.evaluation import Evaluation
from powertui.services.learnt_shares import Histories, learnt_shares
from powertui.services.peer_losses import PeerLosses, RedundancySettings
from powertui.storage.engine import reading, writing
from powertui.storage.failover_store import failover_at_s, load_failover, save_failover
from powertui.tui.failover import Asked, FailoverDesk
from tests.alerting import prompt_rules
from tests.services.conftest import INTERVAL_S, Station


@dataclass
class Watched:
    """PeerLosses that remembers what it told."""

    inner: PeerLosses = field(default_factory=PeerLosses)
    told: list[Sequence[PeerLoss]] = field(default_factory=list)

    def __call__(self, look: Look) -> Sequence[PeerLoss]:
        self.told.append(self.inner(look))
        return self.told[-1]

    @property
    def record(self) -> FailoverRecord | None:
        return self.inner.record


def watch(station: Station, past: Histories | None = None) -> tuple[Evaluation, Watched]:
    watched = Watched(PeerLosses(past=past))
    return Evaluation(station.engine, station.clock, prompt_rules(), peer_losses=watched), watched


async def cycle(
    station: Station, evaluation: Evaluation, a_w: tuple[float, float, float], b_w: tuple[float, float, float]
) -> list[Alert]:
    """Poll these loads and judge them; the alerts of this rule that are open."""
    station.clock.advance(INTERVAL_S)
    station.answer(a_w, b_w)
    await station.polling.run_cycle()
    evaluation.run()
    open_ones = [alert for alert in station.view().alerts if alert.is_open]
    return [alert for alert in open_ones if alert.finding.key.rule is RuleKind.PEER_LOSS_OVERLOAD]


async def test_two_sides_that_hold_alone_and_not_together_are_told_with_the_leg(station: Station) -> None:
    evaluation, watched = watch(station)
    # Outlets 1 and 4, on leg A of both PDUs, feed one server; a leg may carry 2,956 VA.
    assert await cycle(station, evaluation, (1000, 0, 0), (1000, 0, 0)) == []
    found = await cycle(station, evaluation, (1600, 0, 0), (1600, 0, 0))
    assert {alert.finding.object_name for alert in found} == {"A1-01", "B1-01"}
    for alert in found:
        assert alert.finding.part == "L1"
        assert alert.finding.measured_value == pytest.approx(3200)
        assert alert.finding.limit_value == pytest.approx(2956, abs=1)
        assert "without feed" in alert.finding.message
    worst = {loss.name: loss for loss in watched.told[-1]}
    assert worst["B1-01"].lost == "feed A1-01"
    assert worst["B1-01"].is_known
    assert await cycle(station, evaluation, (1000, 0, 0), (1000, 0, 0)) == []


async def test_without_fresh_readings_nothing_is_known(station: Station) -> None:
    evaluation, watched = watch(station)
    await cycle(station, evaluation, (1600, 0, 0), (1600, 0, 0))
    station.clock.advance(10 * INTERVAL_S)
    evaluation.run()
    assert watched.told[-1]
    assert not any(loss.is_known for loss in watched.told[-1])


async def test_a_clock_that_was_set_back_holds_nothing_up(station: Station) -> None:
    evaluation, watched = watch(station)
    await cycle(station, evaluation, (1600, 0, 0), (1600, 0, 0))
    before = watched.told[-1]
    station.clock.advance(-86_400)
    await cycle(station, evaluation, (400, 0, 0), (400, 0, 0))
    assert before[0].after_va == pytest.approx(3200)
    assert watched.told[-1][0].after_va == pytest.approx(800)


async def test_what_was_worked_out_is_on_record_for_others_to_read(station: Station) -> None:
    evaluation, watched = watch(station)
    await cycle(station, evaluation, (1600, 0, 0), (1600, 0, 0))
    with reading(station.engine) as connection:
        record = load_failover(connection)
        assert failover_at_s(connection) == station.clock.now_s()
    assert record is not None
    assert watched.record is not None
    assert repr(record) == repr(watched.record)
    columns = record.supplies
    rows = {key: row for row, key in enumerate(zip(columns.feed_ids, columns.legs, strict=True))}
    # The alert is of leg A; the feed as a whole carries the same, of thrice as much.
    for loss in watched.told[-1]:
        whole, leg = rows[loss.id, 0], rows[loss.id, 1]
        assert columns.after_va[leg] == pytest.approx(loss.after_va)
        assert columns.limit_va[leg] == pytest.approx(loss.limit_va)
        assert columns.after_va[whole] == pytest.approx(3200)
        assert columns.limit_va[whole] == pytest.approx(3 * loss.limit_va, rel=0.01)
    (rack,) = (VERDICTS[code] for code in record.racks.verdicts)
    assert rack is Verdict.FAILS
    assert record.racks.worst_pct[0] == pytest.approx(100 * 3200 / 2956, abs=0.1)
    assert set(record.supplies.sampled_at_s) == {station.clock.now_s()}


async def test_what_is_on_record_is_written_once_for_each_time_that_it_is_worked_out(station: Station) -> None:
    evaluation, watched = watch(station)
    await cycle(station, evaluation, (1000, 0, 0), (1000, 0, 0))
    watched.inner._next_at_s = float("inf")
    first = watched.record
    assert first is not None
    with writing(station.engine) as connection:
        save_failover(connection, replace(first, at_s=1.0))
    await cycle(station, evaluation, (1000, 0, 0), (1000, 0, 0))
    with reading(station.engine) as connection:
        assert failover_at_s(connection) == 1.0


class OneSided:
    """A week in which outlet 1 of PDU A carried a quarter of the server's load, and outlet 1 of PDU B the rest."""

    def __init__(self, station: Station) -> None:
        self.asked = 0
        self._watts = {
            load.subject.id: {3: 90.0, 4: 270.0}.get(load.load_port.id, 0.0)
            for loads in station.view().outlets_of_target.values()
            for load in loads
            if load.load_port is not None and load.subject is not None
        }

    def histories(self, subject_ids: Sequence[int], window_s: float) -> Mapping[int, tuple[HistoryPoint, ...]]:
        self.asked += 1
        slots = range(int(window_s // 900))
        return {
            number: tuple(HistoryPoint(900.0 * slot, self._watts[number], None, None) for slot in slots)
            for number in subject_ids
        }


async def fall_silent(station: Station, evaluation: Evaluation) -> None:
    """PDU A goes on, PDU B answers no more until its readings are stale."""
    for _ in range(4):
        station.clock.advance(INTERVAL_S)
        station.answer((800, 0, 0), (0, 0, 0))
        station.collector.answers[2] = PollFailure(PollOutcome.TIMEOUT, "no answer")
        await station.polling.run_cycle()
    evaluation.run()


async def test_alerts_what_if_and_screens_agree_on_a_cord_that_is_not_metered_any_more(station: Station) -> None:
    await station.polling.run_cycle()
    past = OneSided(station)
    evaluation, watched = watch(station, past)
    # PDU B is silent: its cord carries three times what the metered one does, not the same.
    await fall_silent(station, evaluation)
    view = station.view()
    alert = next(loss for loss in watched.told[-1] if loss.name == "A1-01")
    assert alert.after_va == pytest.approx(3200)
    assert alert.assumptions == ("1 cord not metered now, divided as the device's history of the last week says",)
    assert past.asked == 1
    # The screens' desk, and the what-if of commands.
    desk = FailoverDesk(RedundancySettings(), past)
    desk.answer(view, Asked(standings=True), view.now_s)
    standings = desk.answer(view, Asked(standings=True), view.now_s).standings
    assert standings.feeds[1].after_va == pytest.approx(alert.after_va)
    assert standings.feeds[1].limit_va == pytest.approx(alert.limit_va)
    measured = measurements_of(view)
    measured = replace(measured, shares=learnt_shares(past, view, measured))
    picture = picture_of_view(view, Assumptions(), measured=measured)
    result = what_if(picture.network, picture.loads, picture.limits, standings.feeds[1].loss.nodes(picture.network))
    node = picture.network.node_of[NodeSort.FEED][1]
    place = 4 * node + standings.feeds[1].leg
    assert picture.loads.va[place] + result.at_once.deltas[node][standings.feeds[1].leg] == pytest.approx(
        alert.after_va
    )
    told = [one.finding for one in view.alerts if one.finding.key.rule is RuleKind.PEER_LOSS_OVERLOAD]
    assert {finding.object_name for finding in told} == {"A1-01", "B1-01"}
    assert all("assumed: 1 cord not metered now" in finding.message for finding in told)


async def test_without_history_a_cord_that_is_not_metered_carries_what_the_others_do(
    station: Station,
) -> None:
    evaluation, watched = watch(station)
    await fall_silent(station, evaluation)
    loss = next(loss for loss in watched.told[-1] if loss.name == "A1-01")
    assert loss.after_va == pytest.approx(1600)
    assert loss.assumptions == ()
