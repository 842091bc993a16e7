"""What reading a value costs: our engine, pysnmp, C, and Prometheus's exporter, on the same PDUs, in turns.

CPU of the reading process (user and system) for each value; medians of interleaved rounds.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.bench import fake_fleet as fleets
from tests.bench.candidates import V3_AUTH_KEY, V3_PRIV_KEY, V3_USER
from tests.bench.cores import FIRST_CORE, LAST_CORE, children_on
from tests.bench.exporter import PROGRAM, Exporter, exporter
from tests.bench.fake_pdus import OIDS, host
from tests.bench.measure import Keep, Measure, not_measured
from tests.collectors.snmp.snmpd import SNMPD, free_port, snmpd
from tests.shared_material import SHARED

ROUNDS = 5
HOSTS, PYSNMP_HOSTS, EXPORTER_HOSTS = 500, 20, 100
V3_HOSTS = 40
"""Addresses of one net-snmp agent."""
YARDSTICK = SHARED / "bench" / "cyard.c"

Say = Callable[[str], object]


def measure(say: Say) -> Iterator[Measure]:
    """All ratios, v2c first."""
    with TemporaryDirectory() as folder:
        yield from _v2c(Path(folder), say)
        yield from _v3(Path(folder), say)


def _v2c(folder: Path, say: Say) -> Iterator[Measure]:
    if why := fleets.why_not() or _why_no_yardstick():
        for name, bar in (("v2c_vs_pysnmp", 1 / 40), ("v2c_vs_c", 16.0), ("v2c_vs_exporter", 1.0)):
            yield not_measured(name, "x", bar, why)
        return
    costs: dict[str, list[float]] = {"fast": [], "pysnmp": [], "c": [], "exporter": []}
    with children_on(FIRST_CORE), fleets.fleet(folder) as port, _exporter(folder) as scraper:
        for _ in range(ROUNDS):
            costs["fast"].append(_candidate("fast", HOSTS, 4, port))
            costs["c"].append(_yardstick(folder, port))
            costs["pysnmp"].append(_candidate("pysnmp_v1arch_tuned", PYSNMP_HOSTS, 1, port))
            if scraper is not None:
                costs["exporter"].append(_scraped(scraper, port))
    for name, found in costs.items():
        say(f"{name:>12}: {_us(found)}")
    ours = median(costs["fast"])
    yield Measure("v2c_vs_pysnmp", ours / median(costs["pysnmp"]), "x", 1 / 40)
    yield Measure("v2c_vs_c", ours / median(costs["c"]), "x", 16.0)
    if costs["exporter"]:
        yield Measure("v2c_vs_exporter", ours / median(costs["exporter"]), "x", 1.0, Keep.BELOW)
    else:
        yield not_measured("v2c_vs_exporter", "x", 1.0, "prometheus-snmp-exporter is not installed")


def _why_no_yardstick() -> str:
    return "" if YARDSTICK.exists() else f"{YARDSTICK.parent} has no cyard.c"


def _v3(folder: Path, say: Say) -> Iterator[Measure]:
    bars = (("v3_vs_v2c", 2.0), ("v3_vs_pysnmp", 1 / 30))
    if not SNMPD:
        for name, bar in bars:
            yield not_measured(name, "x", bar, "net-snmp's snmpd is not installed")
        return
    port = free_port()
    costs: dict[str, list[float]] = {"fast": [], "fast_v3": [], "pysnmp_v3_low_level": []}
    addresses = [f"udp:{host(number)}:{port}" for number in range(V3_HOSTS)]
    with children_on(FIRST_CORE), snmpd(folder, _agent_settings(), *addresses):
        for _ in range(ROUNDS):
            costs["fast"].append(_candidate("fast", V3_HOSTS, 20, port))
            costs["fast_v3"].append(_candidate("fast_v3", V3_HOSTS, 20, port))
            costs["pysnmp_v3_low_level"].append(_candidate("pysnmp_v3_low_level", 10, 2, port))
    say("against net-snmp's agent:")
    for name, found in costs.items():
        say(f"{name:>20}: {_us(found)}")
    ours = median(costs["fast_v3"])
    yield Measure("v3_vs_v2c", ours / median(costs["fast"]), "x", 2.0)
    yield Measure("v3_vs_pysnmp", ours / median(costs["pysnmp_v3_low_level"]), "x", 1 / 30)


def _candidate(name: str, hosts: int, rounds: int, port: int) -> float:
    command = [sys.executable, "-m", "tests.bench.candidates", name, *map(str, (hosts, rounds, port, LAST_CORE))]
    found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    cpu_s: float = found["cpu_s"]
    return cpu_s / int(found["values"])


def _yardstick(folder: Path, port: int) -> float:
    """C: prebuilt packets, many in a system call, nothing decoded."""
    (folder / "oids.txt").write_text("".join(f"{'.'.join(map(str, oid))}\n" for oid in OIDS))
    command = [str(fleets.compiled("cyard", [YARDSTICK], folder)), str(port), str(HOSTS), "30", "64", "0", "10"]
    with children_on(LAST_CORE):
        said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=folder).stdout
    match = re.search(r'"us_per_vb":([0-9.]+)', said)
    assert match is not None, said
    return float(match[1]) / 1e6


def _scraped(scraper: Exporter, port: int) -> float:
    before_s = scraper.cpu_s()
    values = scraper.scrape(EXPORTER_HOSTS, port)
    assert values == EXPORTER_HOSTS * len(OIDS), f"the exporter brought {values} values"
    return (scraper.cpu_s() - before_s) / values


class _NoExporter(AbstractContextManager[None]):
    def __exit__(self, *_exception: object) -> None:
        return None


def _exporter(folder: Path) -> "AbstractContextManager[Exporter | None]":
    return exporter(folder) if PROGRAM else _NoExporter()


def _agent_settings() -> str:
    # Its log of each connection would fill the pipe that nobody reads.
    lines = ["dontLogTCPWrappersConnects yes", "rocommunity public"]
    lines += [f'createUser {V3_USER} SHA-256 "{V3_AUTH_KEY}" AES "{V3_PRIV_KEY}"', f"rouser {V3_USER} priv"]
    for number, oid in enumerate(OIDS):
        lines.append(f"override -rw .{'.'.join(map(str, oid))} integer {1000 + 37 * number}")
    return "\n".join(lines) + "\n"


def _us(costs: list[float]) -> str:
    if not costs:
        return "not here"
    return f"{median(costs) * 1e6:.3g} µs CPU a value ({min(costs) * 1e6:.3g} to {max(costs) * 1e6:.3g})"
