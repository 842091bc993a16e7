"""The one place that joins rooms: configuration, database, collectors, services, front ends.

Each function is what one command does. Imports are inside them: a command loads what it needs and no more.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from powertui.errors import CredentialError, DatabaseError, SimulatorError
from powertui.services.demo_home import (
    AUTH_KEY_VARIABLE,
    COMMUNITY_VARIABLE,
    PRIV_KEY_VARIABLE,
    DemoHome,
    DemoOptions,
    child_environment,
    make_home,
    require_free_ports,
)
from powertui.services.ports import PlantSource, ProcessState, SystemClock

if TYPE_CHECKING:
    from collectors.collector import Patience, SnmpCollector
    from collectors.snmp.client import Credential
    from powertui.config import CredentialSection, Settings
    from powertui.domain.plant import PlantView
    from powertui.domain.rules import RuleSettings
    from powertui.services.processes import ChildProcesses

DEMO_SCOPE = "demo plant"
DEMO_START_S = 30.0
"""What the simulated plant may take to be there."""


def open_plant(database_url: str) -> PlantSource:
    """The plant in an existing database. Raises DatabaseError if there is none."""
    from powertui.services.live import LivePlant
    from powertui.storage.engine import open_database

    return LivePlant(open_database(database_url, create=False), SystemClock())


def run_tui(settings: "Settings", config: Path | None) -> None:
    """The screens on the configured database, with a poller of their own if none is at work."""
    from powertui.services.lazy_plant import LazyPlant
    from powertui.services.poller import lease_is_live
    from powertui.storage.engine import open_database
    from powertui.storage.lease_store import load_lease
    from powertui.tui.app import PowertuiApp

    url = settings.database.url
    clock = SystemClock()
    engine = open_database(url, create=False)
    with engine.connect() as connection:
        is_polled = lease_is_live(load_lease(connection), clock.now_s())
    engine.dispose()
    children = None if is_polled else _poller_child(settings, config)
    app = PowertuiApp(LazyPlant(url, clock), children, clock, scope=Path(engine.url.database or "").stem)
    app.run()


def run_poller(settings: "Settings", *, lifeline: bool = False) -> None:
    """Poll the configured database's targets until a signal, or until the parent is gone."""
    credentials = {name: _credential(section) for name, section in settings.snmp.credentials.items()}
    _poll(
        settings.database.url,
        settings.poller.interval_s,
        credentials,
        _rule_settings(settings.rules.near_capacity_pct),
        lifeline=lifeline,
    )


def run_demo(options: DemoOptions) -> None:
    """The demo behind the screens."""
    from powertui.services.lazy_plant import LazyPlant
    from powertui.tui.app import PowertuiApp

    home = make_home(options.keep)
    try:
        _require_free_ports(options)
        clock = SystemClock()
        PowertuiApp(LazyPlant(home.database_url, clock), _demo_children(home, options), clock, scope=DEMO_SCOPE).run()
    finally:
        home.remove()


def run_headless_demo(options: DemoOptions, cycles: int | None, report: Callable[["PlantView"], None]) -> None:
    """The demo without screens: `report` gets the plant after each cycle; ends after `cycles`, if given."""
    from time import sleep

    from powertui.services.lazy_plant import LazyPlant

    home = make_home(options.keep)
    clock = SystemClock()
    plant = LazyPlant(home.database_url, clock)
    children: ChildProcesses | None = None
    try:
        _require_free_ports(options)
        children = _demo_children(home, options)
        children.start()
        reported = 0
        first = None
        while cycles is None or reported < cycles:
            for status in children.check():
                if status.state is ProcessState.FAILED or (reported == 0 and status.restarts > 1):
                    raise SimulatorError(f"the demo cannot run: {status.detail}")
            view = plant.refresh()
            number = view.poller.cycle_number if view else 0
            if view is not None and number > 0:
                first = number if first is None else first
                if number - first >= reported:
                    report(view)
                    reported = number - first + 1
            sleep(0.1)
    finally:
        plant.close()
        if children is not None:
            children.stop()
        home.remove()


def run_demo_stage(directory: Path, base_port: int, *, is_kept: bool) -> None:
    """The demo's first child: makes the database, simulates the PDUs, cleans up when the parent is gone."""
    from collectors.simulator.plant import build_demo_plant
    from collectors.simulator.server import Simulator, SimulatorCredentials

    home = DemoHome(directory, is_kept)
    plant = build_demo_plant()
    credentials = SimulatorCredentials(
        community=_from_environment(COMMUNITY_VARIABLE),
        user=DEMO_USER,
        auth_key=_from_environment(AUTH_KEY_VARIABLE),
        priv_key=_from_environment(PRIV_KEY_VARIABLE),
    )

    async def serve(stop: asyncio.Event) -> None:
        from powertui.domain.poll_target import PollTarget
        from powertui.services.staging import stage_plant

        simulator = Simulator(plant, clock=SystemClock(), credentials=credentials, base_port=base_port)
        bound = await simulator.start()
        try:
            targets = tuple(
                PollTarget(
                    id=number,
                    name=agent.name,
                    host=agent.host,
                    port=agent.port,
                    credential=agent.credential,
                    device_id=agent.device_id,
                )
                for number, agent in enumerate(bound, start=1)
            )
            await asyncio.to_thread(stage_plant, home.database_url, plant.topology, targets, SystemClock())
            await stop.wait()
        finally:
            await simulator.close()

    try:
        asyncio.run(_until_told(serve, lifeline=True))
    finally:
        home.remove()


DEMO_USER = "powertui-demo"


def run_demo_poller(database_url: str, interval_s: float) -> None:
    """The demo's second child: the ordinary poller, with the demo's credentials."""
    from collectors.snmp.client import AuthProtocol, Credential, PrivProtocol, SnmpVersion

    credentials = {
        "demo": Credential(SnmpVersion.V2C, community=_from_environment(COMMUNITY_VARIABLE)),
        "demo-v3": Credential(
            SnmpVersion.V3,
            user=DEMO_USER,
            auth=AuthProtocol.SHA1,
            auth_key=_from_environment(AUTH_KEY_VARIABLE),
            priv=PrivProtocol.AES128,
            priv_key=_from_environment(PRIV_KEY_VARIABLE),
        ),
    }
    _wait_for_plant(database_url)
    _poll(database_url, interval_s, credentials, _rule_settings(None), lifeline=True)


def _poll(
    database_url: str,
    interval_s: float,
    credentials: Mapping[str, "Credential"],
    rules: "RuleSettings",
    *,
    lifeline: bool,
) -> None:
    from collectors.collector import SnmpCollector
    from collectors.profiles.loader import load_profiles
    from collectors.snmp.engines.pysnmp_engine import PysnmpClient
    from powertui.services.evaluation import Evaluation
    from powertui.services.poller import Poller
    from powertui.services.polling import Polling
    from powertui.storage.engine import open_database

    clock = SystemClock()
    engine = open_database(database_url, create=False)

    async def poll(stop: asyncio.Event) -> None:
        collector = SnmpCollector(PysnmpClient(), load_profiles(), credentials, clock, _patience(interval_s))
        polling = Polling(engine, collector, Evaluation(engine, clock, rules), clock, interval_s)
        try:
            await Poller(engine, polling, clock, interval_s).run(stop)
        finally:
            await collector.close()

    asyncio.run(_until_told(poll, lifeline=lifeline))


async def _until_told(work: Callable[[asyncio.Event], Awaitable[None]], *, lifeline: bool) -> None:
    """Run until SIGTERM or SIGINT, or until the parent is gone."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    if lifeline:
        from powertui.services.lifeline import hold_to_parent

        hold_to_parent(lambda: loop.call_soon_threadsafe(stop.set))
    await work(stop)


def _patience(interval_s: float) -> "Patience":
    """Waits that fit into an interval, so that a silent device is told from a slow one within its own cycle."""
    from collectors.collector import Patience

    return Patience(timeout_s=min(2.0, interval_s / 5), retries=2, poll_budget_s=interval_s * 0.75)


def _wait_for_plant(database_url: str) -> None:
    from time import monotonic, sleep

    from powertui.services.lazy_plant import LazyPlant

    plant = LazyPlant(database_url, SystemClock())
    give_up_at = monotonic() + DEMO_START_S
    while plant.refresh() is None:
        if monotonic() > give_up_at:
            raise DatabaseError(f"the simulated plant was not there within {DEMO_START_S:.0f} s")
        sleep(0.05)
    plant.close()


def _demo_children(home: DemoHome, options: DemoOptions) -> "ChildProcesses":
    from powertui.services.processes import ChildProcesses, ChildSpec

    environment = child_environment()
    stage = ("stage", "--directory", str(home.directory), "--base-port", str(options.base_port))
    poller = ("demo-poller", "--database", home.database_url, "--interval", str(options.interval_s))
    return ChildProcesses(
        (
            ChildSpec(
                "simulator",
                _internal(*stage, *(("--keep",) if home.is_kept else ())),
                environment,
                home.log_file("simulator"),
            ),
            ChildSpec("poller", _internal(*poller), environment, home.log_file("poller")),
        ),
        SystemClock(),
    )


def _poller_child(settings: "Settings", config: Path | None) -> "ChildProcesses":
    from platformdirs import user_log_path

    from powertui.services.processes import ChildProcesses, ChildSpec

    log_directory = user_log_path("powertui", appauthor=False, ensure_exists=True)
    configured = () if config is None else ("--config", str(config))
    command = (sys.executable, "-m", "powertui", *configured, "poll", "--lifeline", "--database", settings.database.url)
    spec = ChildSpec("poller", command, dict(os.environ), log_directory / "poller.log")
    return ChildProcesses((spec,), SystemClock())


def _internal(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "powertui", "internal", *arguments)


def _require_free_ports(options: DemoOptions) -> None:
    """Say that a port is in use before a screen is up, not after."""
    if options.base_port:
        from collectors.simulator.plant import build_demo_plant

        require_free_ports(options.base_port, len(build_demo_plant().pdus))


def _from_environment(variable: str) -> str:
    try:
        return os.environ[variable]
    except KeyError:
        raise CredentialError(f"the environment variable {variable} is not set; `powertui demo` sets it") from None


def _credential(section: "CredentialSection") -> "Credential":
    from collectors.snmp.client import AuthProtocol, Credential, PrivProtocol, SnmpVersion
    from powertui.config import resolve_secret

    def secret(reference: str | None) -> str:
        return "" if reference is None else resolve_secret(reference)

    return Credential(
        SnmpVersion(section.version),
        community=secret(section.community),
        user=section.user or "",
        auth=AuthProtocol(section.auth_protocol) if section.auth_protocol else None,
        auth_key=secret(section.auth_key),
        priv=PrivProtocol(section.priv_protocol) if section.priv_protocol else None,
        priv_key=secret(section.priv_key),
        context=section.context,
    )


def _rule_settings(near_capacity_pct: float | None) -> "RuleSettings":
    from powertui.domain.rules import RuleSettings

    return RuleSettings() if near_capacity_pct is None else RuleSettings(near_capacity_pct=near_capacity_pct)


@dataclass(frozen=True, slots=True, repr=False)
class SnmpAccess:
    """How to speak to one device that no configuration knows. A user makes it v3."""

    community: str = ""
    user: str = ""
    auth_protocol: str | None = None
    auth_key: str = ""
    priv_protocol: str | None = None
    priv_key: str = ""
    context: str = ""
    timeout_s: float = 2.0
    retries: int = 2


def snmp_collector(access: SnmpAccess) -> "SnmpCollector":
    """A collector with one credential, whose name is empty."""
    from collectors.collector import Patience, SnmpCollector
    from collectors.profiles.loader import load_profiles
    from collectors.snmp.client import AuthProtocol, Credential, PollPlan, PrivProtocol, SnmpVersion
    from collectors.snmp.engines.pysnmp_engine import PysnmpClient

    credential = Credential(
        SnmpVersion.V3 if access.user else SnmpVersion.V2C,
        community=access.community,
        user=access.user,
        auth=AuthProtocol(access.auth_protocol) if access.auth_protocol else None,
        auth_key=access.auth_key,
        priv=PrivProtocol(access.priv_protocol) if access.priv_protocol else None,
        priv_key=access.priv_key,
        context=access.context,
    )
    patience = Patience(timeout_s=access.timeout_s, retries=access.retries)
    client = PysnmpClient(PollPlan((), timeout_s=access.timeout_s, retries=access.retries))
    return SnmpCollector(client, load_profiles(), {"": credential}, SystemClock(), patience)
