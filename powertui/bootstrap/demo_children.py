"""The demo's two children: the stage (database and simulated PDUs) and an ordinary poller."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from collectors.simulator.plant import build_demo_plant
from collectors.simulator.server import (
    DEMO_CREDENTIAL,
    DEMO_V3_CREDENTIAL,
    BoundAgent,
    Simulator,
    SimulatorCredentials,
)
from collectors.snmp.client import AuthProtocol, Credential, PrivProtocol, SnmpVersion
from powertui.bootstrap.engines import snmp_client
from powertui.bootstrap.poller import PollOptions, poll
from powertui.bootstrap.poller_children import poller_children
from powertui.bootstrap.process import run_until_told
from powertui.config import DatabaseSection, Settings
from powertui.domain.alerts import RuleKind
from powertui.domain.poll_target import PollTarget
from powertui.domain.rules import RuleOverride, RuleSettings
from powertui.domain.rules.catalogue import DEFAULTS
from powertui.errors import CredentialError, DatabaseError
from powertui.services.demo_home import AUTH_KEY_VARIABLE, COMMUNITY_VARIABLE, PRIV_KEY_VARIABLE, DemoHome
from powertui.services.lazy_plant import LazyPlant
from powertui.services.ports import SystemClock
from powertui.services.staging import stage_plant

USER = "powertui-demo"
STAGE_WITHIN_S = 30.0
"""What the simulated plant may take to be there."""
LOOK_EVERY_S = 0.05


def run_stage(directory: Path, base_port: int, *, is_kept: bool) -> None:
    """Make the database, simulate the PDUs; clean up when the parent is gone."""
    home = DemoHome(directory, is_kept)
    plant = build_demo_plant()
    credentials = SimulatorCredentials(
        community=_secret(COMMUNITY_VARIABLE),
        user=USER,
        auth_key=_secret(AUTH_KEY_VARIABLE),
        priv_key=_secret(PRIV_KEY_VARIABLE),
    )
    clock = SystemClock()

    async def work(stop: asyncio.Event) -> None:
        simulator = Simulator(plant, clock=clock, credentials=credentials, base_port=base_port)
        targets = _targets(await simulator.start())
        try:
            await asyncio.to_thread(stage_plant, home.database_url, plant.topology, targets, clock)
            await stop.wait()
        finally:
            await simulator.close()

    try:
        run_until_told(work, lifeline=True)
    finally:
        home.remove()


def run_poller(database_url: str, interval_s: float) -> None:
    """The ordinary poller, with the demo's credentials, and nobody's configuration."""
    options = PollOptions(children=poller_children(Settings(database=DatabaseSection(url=database_url))))
    credentials = {
        DEMO_CREDENTIAL: Credential(SnmpVersion.V2C, community=_secret(COMMUNITY_VARIABLE)),
        DEMO_V3_CREDENTIAL: Credential(
            SnmpVersion.V3,
            user=USER,
            auth=AuthProtocol.SHA1,
            auth_key=_secret(AUTH_KEY_VARIABLE),
            priv=PrivProtocol.AES128,
            priv_key=_secret(PRIV_KEY_VARIABLE),
        ),
    }

    async def work(stop: asyncio.Event) -> None:
        await _plant_is_there(database_url, stop)
        if not stop.is_set():
            await poll(database_url, interval_s, snmp_client(), credentials, demo_rules(), stop, options)

    run_until_told(work, lifeline=True)


def demo_rules() -> RuleSettings:
    """The rules with as many samples as ever and no minimum of time: the demo lives faster than a data centre.

    Legs that are out of balance for a moment, as while a load climbs, are no matter for anybody, in a demo neither.
    """
    return RuleSettings(
        overrides=tuple(
            RuleOverride(spec.kind, for_s=0, clear_for_s=0)
            for spec in DEFAULTS.values()
            if (spec.pace.for_s or spec.pace.clear_for_s) and spec.kind is not RuleKind.IMBALANCE
        )
    )


def _targets(bound: Sequence[BoundAgent]) -> tuple[PollTarget, ...]:
    return tuple(
        PollTarget(number, agent.name, agent.host, agent.port, agent.credential, device_id=agent.device_id)
        for number, agent in enumerate(bound, start=1)
    )


async def _plant_is_there(database_url: str, stop: asyncio.Event) -> None:
    plant = LazyPlant(database_url, SystemClock())
    told = asyncio.ensure_future(stop.wait())
    try:
        async with asyncio.timeout(STAGE_WITHIN_S):
            while plant.refresh() is None and not told.done():
                await asyncio.wait({told}, timeout=LOOK_EVERY_S)
    except TimeoutError as error:
        raise DatabaseError(f"the simulated plant was not there within {STAGE_WITHIN_S:.0f} s") from error
    finally:
        told.cancel()
        plant.close()


def _secret(variable: str) -> str:
    try:
        return os.environ[variable]
    except KeyError:
        raise CredentialError(f"the environment variable {variable} is not set; `powertui demo` sets it") from None
