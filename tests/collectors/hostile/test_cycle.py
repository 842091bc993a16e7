"""A cycle with hostile devices among honest ones: it ends, the honest ones are read, each other one says why not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from collectors.collector import SnmpCollector
from collectors.patience import Patience
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import PollOutcome, ReadingBatch, TargetDescription
from powertui.services.evaluation import Evaluation
from powertui.services.live import LivePlant
from powertui.services.polling import Polling
from powertui.services.staging import stage_plant
from powertui.storage.engine import open_database, writing
from powertui.storage.lease_store import Lease, save_lease
from tests.alerting import prompt_rules
from tests.clocks import StillClock
from tests.collectors.hostile.agents import HostileAgent, Mib, Sent, honest, listening, response
from tests.collectors.hostile.lab import (
    CREDENTIAL,
    EACH_ENGINE,
    ENGINES,
    PROFILES,
    assert_one_sentence,
    lab_of,
    mib_of,
    pdu_objects,
)
from tests.collectors.hostile.manners import MANNERS
from tests.collectors.hostile.wire import Asked
from tests.plants import two_sided_topology

INTERVAL_S = 2.0
PATIENCE = Patience(timeout_s=0.3, retries=1, poll_budget_s=1.0, discovery_budget_s=1.0, slow_every_s=0.0)
ENOUGH_S = 60.0
"""After which a cycle that should take some seconds hangs."""


@dataclass(frozen=True, slots=True)
class Hall:
    """A database, a poller, and agents by their name."""

    polling: Polling
    live: LivePlant
    clock: StillClock
    agents: dict[str, HostileAgent]

    async def cycle(self) -> None:
        self.clock.advance(INTERVAL_S)
        async with asyncio.timeout(ENOUGH_S):
            await self.polling.run_cycle()

    def outcomes(self) -> dict[str, PollOutcome]:
        view = self.live.refresh()
        assert view is not None
        for target in view.targets.values():
            if target.detail:
                assert_one_sentence(target.detail)
        return {target.name: target.outcome for target in view.targets.values()}


@asynccontextmanager
async def hall_of(engine: str, agents: dict[str, HostileAgent], path: Path) -> AsyncIterator[Hall]:
    clock = StillClock()
    async with AsyncExitStack() as stack:
        for agent in agents.values():
            await stack.enter_async_context(listening(agent))
        targets = [
            PollTarget(number, name, "127.0.0.1", agent.port, "lab", family="vertiv-v5")
            for number, (name, agent) in enumerate(agents.items(), start=1)
        ]
        url = f"sqlite:///{path / 'plant.db'}"
        stage_plant(url, two_sided_topology(), targets, clock)
        database = open_database(url, create=False)
        with writing(database) as connection:
            save_lease(connection, Lease("here", 1, INTERVAL_S, clock.now_s()))
        collector = SnmpCollector(ENGINES[engine](), PROFILES, {"lab": CREDENTIAL}, clock, PATIENCE)
        polling = Polling(database, collector, Evaluation(database, clock, prompt_rules()), clock, INTERVAL_S)
        live = LivePlant(database, clock)
        try:
            yield Hall(polling, live, clock, agents)
        finally:
            for watched in polling.watched.values():
                if watched.discovery is not None:
                    watched.discovery.cancel()
            live.close()
            await collector.close()
            database.dispose()


def trickle(request: Asked, mib: Mib) -> list[Sent]:
    """One object at a time, each just before its time is up."""
    return [Sent(response(request, mib.rows(request)[:1]), after_s=0.8 * PATIENCE.timeout_s)]


@pytest.mark.parametrize("engine", [pytest.param("pysnmp", marks=pytest.mark.slow), "fast"])
async def test_hostile_devices_cost_honest_ones_nothing(engine: str, tmp_path: Path) -> None:
    names = ("silent", "burst", "garbage_burst", "giant", "other_objects", "wrong_request_id", "huge_names", "echo")
    agents = {name: HostileAgent(mib_of(pdu_objects(4))) for name in ("honest", "honest too", *names, "trickle")}
    async with hall_of(engine, agents, tmp_path) as hall:
        await hall.cycle()
        assert set(hall.outcomes().values()) == {PollOutcome.OK}
        for name in names:
            agents[name].turn(MANNERS[name])
        agents["trickle"].turn(trickle)
        for _ in range(2 if engine == "pysnmp" else 1):
            await hall.cycle()
            outcomes = hall.outcomes()
            assert (outcomes["honest"], outcomes["honest too"]) == (PollOutcome.OK, PollOutcome.OK)
            assert PollOutcome.OK not in {outcomes[name] for name in ("silent", "echo", "wrong_request_id")}
        for agent in agents.values():
            assert len(agent.requests) < 200
            agent.turn(honest)
        await hall.cycle()
        await hall.cycle()
        assert set(hall.outcomes().values()) == {PollOutcome.OK}


@pytest.mark.parametrize("engine", EACH_ENGINE)
async def test_an_agent_that_trickles_is_given_up_when_its_time_is_over(engine: str) -> None:
    async with listening(HostileAgent(mib_of(pdu_objects()))) as agent:
        lab = lab_of(engine, agent, replace(PATIENCE, poll_budget_s=0.6))
        try:
            assert isinstance(await lab.discover(), TargetDescription)
            agent.turn(trickle)
            batch = await lab.poll()
        finally:
            await lab.collector.close()
    # What it did say in time is there; it had the time for two answers.
    assert isinstance(batch, ReadingBatch)
    assert len(agent.requests) <= 0.6 / (0.8 * PATIENCE.timeout_s) + 4


async def test_a_walk_that_trickles_is_given_up_when_its_time_is_over() -> None:
    async with listening(HostileAgent(mib_of(pdu_objects()), trickle)) as agent:
        lab = lab_of("fast", agent, PATIENCE)
        try:
            found = await lab.discover()
        finally:
            await lab.collector.close()
    assert not isinstance(found, TargetDescription)
    most_s = 2 * PATIENCE.poll_budget_s + PATIENCE.discovery_budget_s
    assert len(agent.requests) <= most_s / (0.8 * PATIENCE.timeout_s) + 8
