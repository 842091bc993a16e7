"""From readings to what is sent: the two-sided plant, polled and judged, with routes."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from powertui.domain.alerts import Transition
from powertui.domain.notify.notice import Notice
from powertui.domain.notify.routes import Route
from powertui.domain.reading import PollFailure, PollOutcome
from powertui.services.evaluation import Evaluation
from powertui.services.notifying import Notifying
from powertui.services.polling import Polling
from powertui.storage.engine import open_database
from tests.alerting import prompt_rules
from tests.services.conftest import INTERVAL_S, Station
from tests.services.test_delivering import Rig

SILENCE = PollFailure(PollOutcome.TIMEOUT, "no answer from 127.0.0.1 port 10001")
ROUTES = (Route("mail"), Route("rack", scope="rack:R01"), Route("other", scope="panel:P-B1"))


@dataclass
class Watched:
    station: Station
    rig: Rig

    def begin(self) -> None:
        """A poller that starts, as after a restart too."""
        station = self.station
        evaluation = Evaluation(station.engine, station.clock, prompt_rules(), notices=Notifying(ROUTES))
        station.polling = Polling(station.engine, station.collector, evaluation, station.clock, INTERVAL_S)

    async def cycles(self, count: int = 4) -> None:
        for _ in range(count):
            self.station.clock.advance(INTERVAL_S)
            await self.station.polling.run_cycle()
            self.rig.send()

    def told(self, route: str) -> list[tuple[str, str, Transition]]:
        notices: list[Notice] = [notice for message in self.rig.receivers[route].got for notice in message.notices]
        return [(notice.rule, notice.object_name, notice.transition) for notice in notices]


@pytest.fixture
def watched(station: Station) -> Iterator[Watched]:
    engine = open_database(station.engine.url.render_as_string(hide_password=False), create=False)
    watched = Watched(station, Rig(engine, routes=ROUTES, clock=station.clock))
    watched.begin()
    yield watched
    engine.dispose()


async def test_a_feed_over_its_capacity_is_told_once_and_its_end_once_over_restarts(watched: Watched) -> None:
    watched.station.answer((400, 100, 3600), (400, 0, 0))
    await watched.cycles(2)
    watched.begin()
    await watched.cycles(2)
    about = [each for each in watched.told("mail") if each[0] == "feed-over-permissible"]
    assert about == [("feed-over-permissible", "A1-01", Transition.FIRED)]
    watched.station.answer((400, 100, 0), (400, 0, 0))
    await watched.cycles(1)
    watched.begin()
    await watched.cycles(12)
    about = [each for each in watched.told("mail") if each[0] == "feed-over-permissible"]
    assert [step for _, _, step in about] == [Transition.FIRED, Transition.CLEARED]
    assert [each for each in watched.told("rack") if each[0] == "feed-over-permissible"] == about
    assert not [each for each in watched.told("other") if each[0] == "feed-over-permissible"]


async def test_a_silent_pdu_is_told_to_whose_scope_it_is_in(watched: Watched) -> None:
    await watched.cycles(1)
    watched.station.collector.answers[1] = SILENCE
    await watched.cycles(5)
    expected = [("pdu-silent", "pdu-r01-a", Transition.FIRED)]
    assert [each for each in watched.told("mail") if each[0] == "pdu-silent"] == expected
    assert [each for each in watched.told("rack") if each[0] == "pdu-silent"] == expected
    assert not [each for each in watched.told("other") if each[0] == "pdu-silent"]
    keys = [message.key for receiver in watched.rig.receivers.values() for message in receiver.got]
    assert len(keys) == len(set(keys))
