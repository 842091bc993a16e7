"""The poller as it runs, on 10,000 fake PDUs of 150 values each, every 30 s, with 30 ms delay and 1 % loss.

Everything from the datagram to history and newest values in the database is its work, in one process on one core; the
PDUs have another. What the judging of alerts costs has benchmarks of its own (`model`). POWERTUI_BENCH_FLEET_MINUTES
and POWERTUI_BENCH_FLEET_PDUS make a shorter or smaller trial of it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from powertui.domain.poll_target import PollTarget
from powertui.domain.topology import Topology
from powertui.services.ports import SystemClock
from powertui.services.staging import stage_plant
from tests.bench import fake_fleet
from tests.bench.cores import FIRST_CORE, LAST_CORE, children_on
from tests.bench.fake_pdus import host
from tests.bench.measure import Keep, Measure, not_measured
from tests.databases import fresh_database, postgres_server

PDUS = 10_000
MINUTES = 10.0
DELAY_US = 30_000
LOSS_PERMILLE = 10
HOUR_S = 3600

_POSTGRES_CORE = ("fleet_postgres_core", "of a core", 0.45)
Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class _Bar:
    name: str
    unit: str
    bar: float
    keep: Keep
    key: str
    """In what the poller prints."""


_BARS = (
    _Bar("fleet_sqlite_core", "of a core", 0.35, Keep.AT_MOST, "core"),
    _Bar("fleet_missed", "polls", 0, Keep.AT_MOST, "missed"),
    _Bar("fleet_memory_mb", "MB", 250, Keep.AT_MOST, "memory_in_an_hour_mb"),
    _Bar("fleet_lateness_ms", "ms", 100, Keep.BELOW, "lateness_p99_ms"),
)


def measure(say: Say) -> Iterator[Measure]:
    """SQLite first, then what PostgreSQL costs the poller."""
    if why := fake_fleet.why_not():
        for bar in _BARS:
            yield not_measured(bar.name, bar.unit, bar.bar, why)
        yield not_measured(*_POSTGRES_CORE, why)
        return
    trial = _trial()
    with (
        TemporaryDirectory() as folder,
        children_on(FIRST_CORE),
        fake_fleet.fleet(Path(folder), DELAY_US, LOSS_PERMILLE) as port,
    ):
        found = _polled(f"sqlite:///{Path(folder) / 'fleet.db'}", port, say)
        for bar in _BARS:
            yield Measure(bar.name, found[bar.key], bar.unit, bar.bar, bar.keep, note=trial)
        yield _on_postgres(port, trial, say)


def _on_postgres(port: int, trial: str, say: Say) -> Measure:
    try:
        with postgres_server() as server, fresh_database(server) as url:
            found = _polled(url, port, say)
            name, unit, bar = _POSTGRES_CORE
            return Measure(name, found["core"], unit, bar, note=trial)
    except pytest.skip.Exception as error:
        return not_measured(*_POSTGRES_CORE, str(error))


def _polled(url: str, port: int, say: Say) -> dict[str, float]:
    """What the poller says of itself."""
    seconds = 60 * float(os.environ.get("POWERTUI_BENCH_FLEET_MINUTES", MINUTES))
    pdus = int(os.environ.get("POWERTUI_BENCH_FLEET_PDUS", PDUS))
    targets = [PollTarget(number + 1, f"pdu{number}", host(number), port, "fleet") for number in range(pdus)]
    stage_plant(url, Topology(), targets, SystemClock())
    command = [sys.executable, "-m", "tests.bench.fleet_poller", url, str(seconds), str(LAST_CORE)]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, float] = json.loads(said)
    # Flat it must be, too: what grows counts with what an hour would make of it.
    growth_mb = max(found["memory_growth_mb"], 0.0) * HOUR_S / found["seconds"]
    found["memory_in_an_hour_mb"] = found["memory_mb"] + growth_mb
    say(f"  {url.partition(':')[0]}: " + ", ".join(f"{name} {value:.4g}" for name, value in found.items()))
    return found


def _trial() -> str:
    """What makes this less than the bar demands."""
    known = ("POWERTUI_BENCH_FLEET_MINUTES", "POWERTUI_BENCH_FLEET_PDUS")
    return ", ".join(f"{name.rpartition('_')[2].lower()}: {os.environ[name]}" for name in known if name in os.environ)
