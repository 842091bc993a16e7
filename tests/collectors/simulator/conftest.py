"""A simulated plant that answers on loopback, with a clock that the test moves."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from collectors.simulator.plant import build_demo_plant
from collectors.simulator.server import BoundAgent, Simulator, SimulatorCredentials
from tests.clocks import StillClock
from tests.collectors.simulator.manager import Manager

CREDENTIALS = SimulatorCredentials("public", "operator", "auth-passphrase", "priv-passphrase")


@dataclass(slots=True)
class RunningPlant:
    agents: dict[str, BoundAgent]
    clock: StillClock
    managers: list[Manager]

    async def manager(self, name: str) -> Manager:
        manager = await Manager.to(self.agents[name].port)
        self.managers.append(manager)
        return manager


@pytest.fixture
async def running() -> AsyncIterator[RunningPlant]:
    clock = StillClock()
    simulator = Simulator(build_demo_plant(), clock=clock, credentials=CREDENTIALS)
    plant = RunningPlant({agent.name: agent for agent in await simulator.start()}, clock, [])
    yield plant
    for manager in plant.managers:
        manager.close()
    await simulator.close()
