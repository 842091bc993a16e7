"""What would be overloaded if its peer were lost: an alert on measured load, leg by leg, that clears by itself."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from powertui.domain.alerts import Alert, RuleKind
from powertui.domain.redundancy.record import VERDICTS, FailoverRecord
from powertui.domain.redundancy.verdicts import Verdict
from powertui.domain.rules.peer_loss import PeerLoss
from powertui.services.column_plant import Look
from powertui.services.evaluation import Evaluation
from powertui.services.peer_losses import PeerLosses
from powertui.storage.engine import reading, writing
from powertui.storage.failover_store import failover_at_s, load_failover, save_failover
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


def watch(station: Station) -> tuple[Evaluation, Watched]:
    watched = Watched()
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
