"""The main job in one process: simulated PDUs on loopback, SNMP, database, evaluation; only the clock is ours."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine

from collectors.collector import Patience, SnmpCollector
from collectors.profiles.loader import load_profiles
from collectors.simulator.hardware import SimulatedPdu
from collectors.simulator.plant import DemoPlant, build_demo_plant
from collectors.simulator.scenario import DeadCord, Surge
from collectors.simulator.server import Simulator, SimulatorCredentials
from collectors.snmp.client import AuthProtocol, Credential, PrivProtocol, SnmpVersion
from collectors.snmp.engines.fast.client import FastClient
from powertui.domain.plant import PlantView
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import PollOutcome
from powertui.domain.rules import RuleSettings
from powertui.services.evaluation import Evaluation
from powertui.services.live import LivePlant
from powertui.services.polling import Polling
from powertui.services.staging import stage_plant
from powertui.storage.engine import open_database, writing
from powertui.storage.lease_store import Lease, save_lease
from tests.alerting import prompt_rules
from tests.clocks import StillClock

INTERVAL_S = 5.0
SECRETS = SimulatorCredentials(
    community="loopback", user="reader", auth_key="authentication-key", priv_key="privacy-key-long"
)
CREDENTIALS = {
    "demo": Credential(SnmpVersion.V2C, community=SECRETS.community),
    "demo-v3": Credential(
        SnmpVersion.V3,
        user=SECRETS.user,
        auth=AuthProtocol.SHA1,
        auth_key=SECRETS.auth_key,
        priv=PrivProtocol.AES128,
        priv_key=SECRETS.priv_key,
    ),
}


@dataclass
class MainJob:
    """A running plant, seconds after its start."""

    plant: DemoPlant
    clock: StillClock
    polling: Polling
    live: LivePlant
    lease: Lease
    started_at_s: float
    engine: Engine
    collectors: list[SnmpCollector]
    rules: RuleSettings

    async def restart_poller(self) -> None:
        """Another process goes on: it has the database, and nothing of what the one before had in its memory."""
        await self.collectors[-1].close()
        self.collectors.append(make_collector(self.clock))
        evaluation = Evaluation(self.engine, self.clock, self.rules)
        self.polling = Polling(self.engine, self.collectors[-1], evaluation, self.clock, INTERVAL_S)

    @property
    def running_for_s(self) -> float:
        return self.clock.now_s() - self.started_at_s

    async def cycle(self) -> PlantView:
        """One interval later: poll all, evaluate, look."""
        self.clock.advance(INTERVAL_S)
        await self.polling.run_cycle()
        view = self.live.refresh()
        assert view is not None
        return view

    async def settled(self) -> PlantView:
        """Cycle until each device was discovered and polled."""
        view = await self.cycle()
        while any(target.outcome is PollOutcome.NEVER or not target.subjects for target in view.targets.values()):
            assert self.running_for_s < 600, "a slow machine takes more cycles, not for ever"
            view = await self.cycle()
        return view


@pytest.fixture
async def main_job(tmp_path: Path) -> AsyncIterator[MainJob]:
    """All PDUs of the demo's plant."""
    async with running_job(tmp_path, lambda _plant, _pdu: True) as job:
        yield job


@pytest.fixture
async def scripted_job(tmp_path: Path) -> AsyncIterator[MainJob]:
    """The PDUs of those racks in which the demo's script lets something happen."""
    async with running_job(tmp_path, is_scripted) as job:
        yield job


def is_scripted(plant: DemoPlant, pdu: SimulatedPdu) -> bool:
    devices = {device.id: device for device in plant.topology.devices}
    by_name = {device.name: device for device in devices.values()}
    device_of_outlet = {outlet.id: outlet.device_id for outlet in plant.topology.power_outlets}
    racks = set()
    for event in plant.script.events:
        if isinstance(event, Surge):
            racks.add(by_name[event.load].rack_id)
        elif isinstance(event, DeadCord):
            racks.add(devices[device_of_outlet[event.outlet_id]].rack_id)
        else:
            racks.add(devices[event.device_id].rack_id)
    return devices[pdu.device_id].rack_id in racks


def make_collector(clock: StillClock) -> SnmpCollector:
    patience = Patience(timeout_s=0.5, retries=1, poll_budget_s=3.0)
    return SnmpCollector(FastClient(), load_profiles(), CREDENTIALS, clock, patience)


@asynccontextmanager
async def running_job(
    directory: Path,
    is_wanted: Callable[[DemoPlant, SimulatedPdu], bool],
    rules: RuleSettings | None = None,
    plant: DemoPlant | None = None,
) -> AsyncIterator[MainJob]:
    clock = StillClock()
    plant = plant or build_demo_plant()
    simulator = Simulator(plant, clock=clock, credentials=SECRETS)
    bound = await simulator.start()
    targets = tuple(
        PollTarget(number, agent.name, agent.host, agent.port, agent.credential, device_id=agent.device_id)
        for number, (agent, pdu) in enumerate(zip(bound, plant.pdus, strict=True), start=1)
        if is_wanted(plant, pdu)
    )
    url = f"sqlite:///{directory / 'plant.db'}"
    stage_plant(url, plant.topology, targets, clock)
    engine = open_database(url, create=False)
    lease = Lease("here", 1, INTERVAL_S, clock.now_s())
    with writing(engine) as connection:
        save_lease(connection, lease)
    collectors = [make_collector(clock)]
    rules = rules or prompt_rules()
    polling = Polling(engine, collectors[0], Evaluation(engine, clock, rules), clock, INTERVAL_S)
    try:
        live = LivePlant(engine, clock)
        yield MainJob(plant, clock, polling, live, lease, clock.now_s(), engine, collectors, rules)
    finally:
        await collectors[-1].close()
        await simulator.close()
        engine.dispose()
