"""Whose past is looked up, how often, and that screens and alerts make the same of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from powertui.domain.alerts import RuleKind, Severity
from powertui.domain.plant import HistoryPoint
from powertui.domain.rollup import OutletFinding
from powertui.services.cord_memory import AT_ONCE, CordMemories
from powertui.services.evaluation import Evaluation
from powertui.services.live import LivePlant
from powertui.services.polling import Polling
from tests.alerting import prompt_rules
from tests.services.conftest import INTERVAL_S, Station


@dataclass
class Past:
    """By part what it carried: on each day before the last week, and in each quarter of an hour of that."""

    before_w: Mapping[int, float]
    lately_w: Mapping[int, float]
    asked: list[int] = field(default_factory=list)

    def histories(self, subject_ids: Sequence[int], window_s: float) -> Mapping[int, tuple[HistoryPoint, ...]]:
        self.asked += subject_ids
        return {
            number: tuple(HistoryPoint(900.0 * slot, self.lately_w.get(number), None, None) for slot in range(672))
            for number in subject_ids
        }

    def days(self, subject_ids: Sequence[int], since_s: float, until_s: float) -> Mapping[int, Mapping[int, float]]:
        starts = range(0, 30 * 86_400, 86_400)
        return {
            number: dict.fromkeys(starts, self.before_w[number]) if number in self.before_w else {}
            for number in subject_ids
        }


def test_what_was_looked_up_is_kept_for_an_hour() -> None:
    past = Past({}, {1: 400.0, 2: 0.0})
    memories = CordMemories(past)
    devices = {7: {3: 1, 4: 2}}
    for now_s in (0.0, 30.0, 3599.0):
        assert memories.of(devices, now_s).standby == {4}
    assert past.asked == [1, 2]
    memories.of(devices, 3700.0)
    assert past.asked == [1, 2, 1, 2]
    # A cord that hangs on another outlet by now is looked up anew.
    memories.of({7: {3: 1, 4: 9}}, 3701.0)
    assert past.asked[4:] == [1, 9]
    assert memories.of({}, 3702.0).histories == {}


def test_many_devices_are_looked_up_by_and_by() -> None:
    memories = CordMemories(Past({}, {}))
    devices = {number: {2 * number: 2 * number, 2 * number + 1: 2 * number + 1} for number in range(AT_ONCE + 5)}
    assert len(memories.of(devices, 0.0).waiting) == 5
    assert memories.of(devices, 30.0).waiting == frozenset()


async def judged(station: Station, past: Past) -> tuple[set[Severity], set[OutletFinding]]:
    """What is told of PDU B's cord at nothing, by an alert and by the screens."""
    evaluation = Evaluation(station.engine, station.clock, prompt_rules(), past=past)
    # Nobody else judges: the station's own polling knows no past.
    polling = Polling(station.engine, station.collector, None, station.clock, INTERVAL_S)
    for _ in range(2):
        station.clock.advance(INTERVAL_S)
        station.answer((800, 100, 0), (0, 0, 0))
        await polling.run_cycle()
        evaluation.run()
    live = LivePlant(station.engine, station.clock, past)
    view = live.refresh()
    live.close()
    assert view is not None
    found = {load.finding for load in view.outlets_of_target[2] if load.load_device is not None}
    told = {one.finding for one in view.alerts if one.is_open and one.finding.key.rule is RuleKind.CORD_DEAD}
    return {finding.severity for finding in told}, found


def subjects(station: Station) -> dict[int, int]:
    """By power port."""
    return {
        load.load_port.id: load.subject.id
        for loads in station.view().outlets_of_target.values()
        for load in loads
        if load.load_port is not None and load.subject is not None
    }


async def test_a_standby_cord_is_so_for_alerts_and_screens(station: Station) -> None:
    await station.polling.run_cycle()
    own = subjects(station)
    watts = {own[3]: 400.0, own[4]: 0.0}
    told, found = await judged(station, Past(watts, watts))
    # It may have been dead from the start.
    assert told == {Severity.INFO}
    assert found == {OutletFinding.STANDBY}


async def test_a_cord_that_shared_until_last_week_is_dead_for_both(station: Station) -> None:
    await station.polling.run_cycle()
    own = subjects(station)
    told, found = await judged(station, Past({own[3]: 200.0, own[4]: 200.0}, {own[3]: 400.0, own[4]: 0.0}))
    assert told == {Severity.WARNING}
    assert found == {OutletFinding.CORD_DEAD}
