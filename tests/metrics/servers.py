"""Debian's Prometheus and VictoriaMetrics, started on loopback with directories of their own, where they are there."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

READY_WITHIN_S = 90.0
LOOK_EVERY_S = 0.05

needs_prometheus = pytest.mark.skipif(
    shutil.which("prometheus") is None, reason="no prometheus here: apt-get install prometheus"
)
needs_victoria = pytest.mark.skipif(
    shutil.which("victoria-metrics") is None, reason="no victoria-metrics here: apt-get install victoria-metrics"
)


@dataclass(frozen=True)
class Running:
    """A server that answers Prometheus' HTTP API."""

    url: str
    log: Path

    def query(self, promql: str, at_s: float | None = None) -> list[dict[str, Any]]:
        moment = {} if at_s is None else {"time": f"{at_s:.3f}"}
        asked = urllib.parse.urlencode({"query": promql, **moment})
        document = json.loads(fetch(f"{self.url}/api/v1/query?{asked}"))
        assert document["status"] == "success", document
        result: list[dict[str, Any]] = document["data"]["result"]
        return result

    def value(self, promql: str, at_s: float | None = None) -> float | None:
        """The one value of a query; None without any."""
        found = self.query(promql, at_s)
        assert len(found) <= 1, found
        return float(found[0]["value"][1]) if found else None


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=30) as response:  # noqa: S310 - loopback
        body: bytes = response.read()
        return body


def eventually(look: Callable[[], bool], what: str) -> None:
    """Wait until it is so, for a bounded time."""
    deadline_s = time.monotonic() + READY_WITHIN_S
    while not look():
        assert time.monotonic() < deadline_s, f"not within {READY_WITHIN_S:g} s: {what}"
        time.sleep(LOOK_EVERY_S)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def prometheus(directory: Path, scraped: Sequence[int] = ()) -> Iterator[Running]:
    """Prometheus, scraping ports of this machine each second, and taking remote-write."""
    port = free_port()
    jobs = json.dumps([f"127.0.0.1:{one}" for one in scraped])
    (directory / "prometheus.yml").write_text(
        "global: {scrape_interval: 1s, scrape_timeout: 1s}\n"
        f"scrape_configs: [{{job_name: powertui, static_configs: [{{targets: {jobs}}}]}}]\n"
    )
    command = (
        "prometheus",
        f"--config.file={directory / 'prometheus.yml'}",
        f"--storage.tsdb.path={directory / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--web.enable-remote-write-receiver",
    )
    with _running(command, directory, port, "/-/ready") as running:
        yield running


@contextmanager
def victoria(directory: Path) -> Iterator[Running]:
    """VictoriaMetrics, as Debian has it."""
    port = free_port()
    command = (
        "victoria-metrics",
        f"-storageDataPath={directory / 'data'}",
        f"-httpListenAddr=127.0.0.1:{port}",
        "-search.latencyOffset=0s",
        "-retentionPeriod=100y",
    )
    with _running(command, directory, port, "/health") as running:
        yield running


@contextmanager
def _running(command: Sequence[str], directory: Path, port: int, ready: str) -> Iterator[Running]:
    log = directory / "log"
    with log.open("wb") as file:
        environment = {"PATH": os.environ["PATH"], "HOME": str(directory), "GOMAXPROCS": "2"}
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, cwd=directory, env=environment)
    running = Running(f"http://127.0.0.1:{port}", log)

    def is_ready() -> bool:
        assert process.poll() is None, log.read_text(errors="replace")[-2000:]
        try:
            return bool(fetch(running.url + ready)) or True
        except (urllib.error.URLError, OSError):
            return False

    try:
        eventually(is_ready, f"{command[0]} is ready")
        yield running
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
