"""The whole way with real processes: PDUs that do not answer, a poller that judges and sends, SIGKILL in the middle."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from powertui.domain.poll_target import PollTarget
from powertui.services.ports import SystemClock
from powertui.services.staging import stage_plant
from tests.delivery.receivers import Endpoint, closed_port, http_endpoint
from tests.plants import two_sided_topology

PATIENCE_S = 120.0
PDUS = {"pdu-r01-a", "pdu-r01-b"}


def silent_plant(tmp_path: Path, endpoint: Endpoint) -> Path:
    """The two-sided plant with PDUs that nobody is behind; returns its configuration."""
    url = f"sqlite:///{tmp_path / 'plant.db'}"
    targets = tuple(
        PollTarget(number, name, "127.0.0.1", closed_port(), "demo", device_id=number)
        for number, name in enumerate(sorted(PDUS), start=1)
    )
    stage_plant(url, two_sided_topology(), targets, SystemClock())
    path = tmp_path / "config.toml"
    path.write_text(
        f'database = {{ url = "{url}" }}\npoller = {{ interval_s = 1.0 }}\n'
        '[snmp.credentials.demo]\nversion = "2c"\ncommunity = "env:DEMO_COMMUNITY"\n'
        f'[[notify.route]]\nname = "hook"\nscope = "site:ams1"\nwebhook = {{ url = "{endpoint.url}" }}\n'
    )
    return path


@contextmanager
def poller(config: Path) -> Iterator[None]:
    """`powertui poll`, which is killed in the end; what it has started ends with it."""
    command = [sys.executable, "-m", "powertui", "--config", str(config), "poll"]
    process = subprocess.Popen(command, env={**os.environ, "DEMO_COMMUNITY": "public"})
    try:
        yield
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def wait_until(is_so: Callable[[], bool]) -> None:
    until_s = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < until_s, "it takes too long"
        time.sleep(0.05)


def silences(endpoint: Endpoint) -> list[tuple[str, str]]:
    """Of each request about a silent PDU, which one and under which id."""
    return [
        (body["alerts"][0]["labels"]["object"], headers["idempotency-key"])
        for headers, body in endpoint.got
        if body["alerts"][0]["labels"]["alertname"] == "pdu-silent"
    ]


def test_a_poller_that_is_killed_before_its_alerts_are_accepted_delivers_them_when_it_comes_back(
    tmp_path: Path,
) -> None:
    with http_endpoint(*[503] * 1000) as endpoint:
        config = silent_plant(tmp_path, endpoint)
        with poller(config):
            wait_until(lambda: {name for name, _ in silences(endpoint)} == PDUS)
        # Everything that the poller has started is gone: nothing more comes.
        time.sleep(4)
        before = set(silences(endpoint))
        endpoint.statuses.clear()
        with poller(config):
            wait_until(lambda: {key for _, key in before} <= set(endpoint.accepted))
            # Time for whatever would tell it a second time.
            time.sleep(5)
    assert len(before) == len(PDUS)
    assert set(silences(endpoint)) == before, "a restart makes no new ids"
    assert [endpoint.accepted.count(key) for _, key in before] == [1] * len(PDUS)
