"""A database with the two-sided plant, and the services on it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine

from powertui.domain.plant import PlantView
from powertui.services import polling as polling_module
from powertui.services.evaluation import Evaluation
from powertui.services.live import LivePlant
from powertui.services.polling import Polling
from powertui.services.staging import stage_plant
from powertui.storage.engine import open_database, writing
from powertui.storage.lease_store import Lease, save_lease
from tests.alerting import prompt_rules
from tests.clocks import StillClock
from tests.plants import pdu_batch, two_sided_topology, two_targets
from tests.services.collectors import ScriptedCollector

INTERVAL_S = 5.0


@dataclass
class Station:
    """All that is needed to poll and look."""

    engine: Engine
    clock: StillClock
    collector: ScriptedCollector
    polling: Polling
    live: LivePlant

    def view(self) -> PlantView:
        view = self.live.refresh()
        assert view is not None
        return view

    def answer(self, a_w: tuple[float, float, float], b_w: tuple[float, float, float]) -> None:
        """Let both PDUs read these loads from now on."""
        now_s = self.clock.now_s()
        self.collector.answers = {
            1: pdu_batch(a_w, sampled_at_s=now_s, uptime_s=now_s - 1_789_000_000),
            2: pdu_batch(b_w, sampled_at_s=now_s, uptime_s=now_s - 1_789_000_000),
        }


@pytest.fixture
def station(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Station]:
    url = database_url
    # That wait is of real time: on a busy machine a turn would go by without the poll that a test counts.
    monkeypatch.setattr(polling_module, "FIRST_WAIT_OF_INTERVAL", 1000.0)
    clock = StillClock()
    stage_plant(url, two_sided_topology(), two_targets(), clock)
    engine = open_database(url, create=False)
    with writing(engine) as connection:
        save_lease(connection, Lease("here", 1, INTERVAL_S, clock.now_s()))
    collector = ScriptedCollector(clock)
    polling = Polling(engine, collector, Evaluation(engine, clock, prompt_rules()), clock, INTERVAL_S)
    station = Station(engine, clock, collector, polling, LivePlant(engine, clock))
    station.answer((400, 100, 0), (400, 0, 0))
    yield station
    station.live.close()
    engine.dispose()
