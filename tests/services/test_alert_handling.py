"""What people do to alerts, on a real database."""

from collections.abc import Sequence

from sqlalchemy import Connection

from powertui.domain.alert_life.hands import Acknowledge, Note, Refusal, Silence
from powertui.domain.alerts import Alert, AlertEvent, AlertState, RuleKind, Transition
from powertui.domain.graph import PowerGraph
from powertui.services.alert_handling import acknowledge, end_silence, note_on, silence
from powertui.services.evaluation import Evaluation
from powertui.storage.alert_store import load_alert
from powertui.storage.engine import reading
from powertui.storage.transition_store import load_steps
from tests.alerting import prompt_rules
from tests.services.conftest import INTERVAL_S, Station


async def over(station: Station) -> Alert:
    """The alert of a feed over its capacity."""
    station.answer((400, 100, 3000), (400, 0, 0))
    station.clock.advance(INTERVAL_S)
    await station.polling.run_cycle()
    (alert,) = [one for one in station.view().alerts if one.finding.key.rule is RuleKind.FEED_OVER]
    return alert


def stored(station: Station, alert_id: int) -> Alert:
    with reading(station.engine) as connection:
        alert = load_alert(connection, alert_id)
    assert alert is not None
    return alert


async def test_an_acknowledged_alert_stays_open_and_says_by_whom(station: Station) -> None:
    alert = await over(station)
    assert isinstance(acknowledge(station.engine, alert.id, "mk", station.clock.now_s()), Alert)
    station.clock.advance(INTERVAL_S)
    await station.polling.run_cycle()
    again = stored(station, alert.id)
    assert (again.state, again.acknowledged_by) == (AlertState.ACKNOWLEDGED, "mk")
    with reading(station.engine) as connection:
        steps = load_steps(connection, [alert.id])
    assert [step.transition for step in steps] == [Transition.FIRED, Transition.ACKNOWLEDGED]


async def test_acknowledging_twice_is_one_step(station: Station) -> None:
    alert = await over(station)
    for who in ("mk", "jd"):
        acknowledge(station.engine, alert.id, who, station.clock.now_s())
    assert stored(station, alert.id).acknowledged_by == "mk"


async def test_a_silence_ends_by_time_or_by_hand(station: Station) -> None:
    alert = await over(station)
    now_s = station.clock.now_s()
    assert isinstance(silence(station.engine, alert.id, now_s + 1000, "swap", "mk", now_s), Alert)
    assert stored(station, alert.id).state is AlertState.SILENCED
    assert isinstance(end_silence(station.engine, alert.id, "mk", now_s), Alert)
    assert stored(station, alert.id).state is AlertState.FIRING
    assert end_silence(station.engine, alert.id, "mk", now_s) is Refusal.NOT_SILENCED


async def test_what_cannot_be_done_is_said(station: Station) -> None:
    alert = await over(station)
    now_s = station.clock.now_s()
    assert acknowledge(station.engine, 4711, "mk", now_s) is Refusal.UNKNOWN
    assert silence(station.engine, alert.id, now_s, "late", "mk", now_s) is Refusal.PAST
    station.answer((400, 100, 0), (400, 0, 0))
    station.clock.advance(INTERVAL_S)
    await station.polling.run_cycle()
    assert acknowledge(station.engine, alert.id, "mk", station.clock.now_s()) is Refusal.CLEARED


async def test_the_screens_do_the_same(station: Station) -> None:
    alert = await over(station)
    station.live.handle_alert(Acknowledge(alert.id))
    assert stored(station, alert.id).state is AlertState.ACKNOWLEDGED
    station.live.handle_alert(Silence(alert.id, 60, "swap"))
    assert stored(station, alert.id).silenced_until_s == station.clock.now_s() + 60
    station.live.handle_alert(Acknowledge(4711))


async def test_a_note_changes_nothing_and_can_be_written_when_all_is_over(station: Station) -> None:
    alert = await over(station)
    station.live.handle_alert(Note(alert.id, "cord 3 was loose"))
    station.answer((400, 100, 0), (400, 0, 0))
    station.clock.advance(INTERVAL_S)
    await station.polling.run_cycle()
    assert isinstance(note_on(station.engine, alert.id, "a new one is in", "mk", station.clock.now_s()), Alert)
    (shown,) = [one for one in station.view().alerts if one.id == alert.id]
    assert shown.state is AlertState.CLEARED
    assert [note.text for note in shown.notes] == ["cord 3 was loose", "a new one is in"]


class Sink:
    """Takes what there is to tell."""

    def __init__(self) -> None:
        self.taken: list[AlertEvent] = []
        self.rounds = 0

    def take(self, connection: Connection, events: Sequence[AlertEvent], graph: PowerGraph, now_s: float) -> None:
        self.rounds += 1
        self.taken.extend(events)


async def test_who_is_to_be_told_learns_of_each_step_once_with_its_id(station: Station) -> None:
    sink = Sink()
    evaluation = Evaluation(station.engine, station.clock, prompt_rules(), notices=sink)
    alert = await over(station)
    acknowledge(station.engine, alert.id, "mk", station.clock.now_s())
    for _ in range(3):
        evaluation.run()
    assert [(event.transition, event.alert.id, event.by) for event in sink.taken] == [
        (Transition.ACKNOWLEDGED, alert.id, "mk")
    ]
    assert sink.rounds == 3
    assert all(event.id > 0 for event in sink.taken)
    station.answer((400, 100, 0), (400, 0, 0))
    await station.polling.run_cycle()
    assert len({event.id for event in sink.taken}) == len(sink.taken)
