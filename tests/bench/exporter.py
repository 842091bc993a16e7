"""Debian's prometheus-snmp-exporter, reading the same PDUs: what a scrape of each costs it."""

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.fake_pdus import OIDS, PER_REQUEST, host

PROGRAM = shutil.which("prometheus-snmp-exporter")
_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Exporter:
    """One that runs."""

    process: "subprocess.Popen[bytes]"
    port: int

    def scrape(self, hosts: int, fleet_port: int) -> int:
        """Read that many PDUs; how many values came."""
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            return sum(threads.map(lambda number: self._values(number, fleet_port), range(hosts)))

    def cpu_s(self) -> float:
        """What its process has used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _values(self, number: int, fleet_port: int) -> int:
        url = f"http://127.0.0.1:{self.port}/snmp?module=bench&target={host(number)}:{fleet_port}"
        with urllib.request.urlopen(url, timeout=20) as answer:
            lines: list[bytes] = answer.read().splitlines()
        return sum(line.startswith(b"pdu_") for line in lines)


@contextmanager
def exporter(folder: Path) -> Iterator[Exporter]:
    """One on loopback that knows the fleet's objects."""
    settings = folder / "snmp.yml"
    settings.write_text(_settings())
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [PROGRAM or "", f"--config.file={settings}", f"--web.listen-address=127.0.0.1:{port}"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield Exporter(process, port)
    finally:
        process.terminate()
        process.wait(10)


def _settings() -> str:
    columns = dict.fromkeys(oid[:-1] for oid in OIDS)
    lines = ["bench:", "  get:", *(f"  - {_dotted(oid)}" for oid in OIDS), "  metrics:"]
    for column in columns:
        lines += [
            f"  - name: pdu_{'_'.join(map(str, column[-5:]))}",
            f"    oid: {_dotted(column)}",
            "    type: gauge",
            "    help: a reading",
            "    indexes:",
            "    - labelname: number",
            "      type: gauge",
        ]
    lines += ["  version: 2", f"  max_repetitions: {PER_REQUEST}", "  auth:", "    community: public"]
    return "\n".join(lines) + "\n"


def _dotted(oid: tuple[int, ...]) -> str:
    return ".".join(map(str, oid))
