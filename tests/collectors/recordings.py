"""Recordings of real PDUs, served by snmpsim on loopback, and what a correct reader must find on them."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from collectors.snmp.engines.exchange import Request, RequestKind
from collectors.snmp.engines.community import decode, encode
from tests.shared_material import SHARED

V3_USER = "simuser"
V3_AUTH_KEY = "authkey123"
V3_PRIV_KEY = "privkey123"
TOLERANCE = 0.01
SECTIONS = ("units", "phases", "lines", "branches", "outlets")
_SYS_OBJECT_ID = (1, 3, 6, 1, 2, 1, 1, 2, 0)
_TRIES = 150


@dataclass(frozen=True, slots=True)
class Expected:
    """One number of a recording's truth."""

    section: str
    id: str
    key: str
    value: float
    also_acceptable: tuple[float, ...]

    def is_met_by(self, value: object) -> bool:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        wanted = (self.value, *self.also_acceptable)
        return any(abs(value - right) <= abs(right) * TOLERANCE + 1e-9 for right in wanted)


def expected_numbers(recording: str) -> list[Expected]:
    """All numbers of a truth that the MIB vouches for."""
    truth = json.loads((SHARED / "snmp" / "truth" / f"{recording}.json").read_text())
    numbers = []
    for section in SECTIONS:
        for row in truth[section]:
            for key, origin in row.get("_prov", {}).items():
                value = row.get(key)
                vouched = str(origin.get("src", "")).startswith(("mib", "both"))
                if vouched and isinstance(value, int | float) and not isinstance(value, bool):
                    also = tuple(map(float, origin.get("also_acceptable", ())))
                    numbers.append(Expected(section, row["id"], key, float(value), also))
    return numbers


def compare(recording: str, document: dict[str, Any]) -> tuple[int, list[str], list[str]]:
    """How many numbers are right; which are missing and which are wrong, in words."""
    right, missing, wrong = 0, [], []
    for expected in expected_numbers(recording):
        rows: list[dict[str, Any]] = document[expected.section]
        row = next((row for row in rows if row["id"] == expected.id), {})
        found = row.get(expected.key)
        where = f"{recording}: {expected.section} {expected.id} {expected.key}: {expected.value:g}"
        if found is None:
            missing.append(where)
        elif expected.is_met_by(found):
            right += 1
        else:
            wrong.append(f"{where}, read {found!r}")
    return right, missing, wrong


@contextlib.contextmanager
def serve_recordings(work: Path) -> Iterator[int]:
    """All recordings on one UDP port of loopback; the community is a recording's name."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        str(Path(sys.executable).with_name("snmpsim-command-responder")),
        *(["--process-user=root", "--process-group=root"] if os.geteuid() == 0 else []),
        f"--cache-dir={work}",
        f"--data-dir={SHARED / 'snmp' / 'recordings'}",
        f"--agent-udpv4-endpoint=127.0.0.1:{port}",
        "--max-var-binds=128",
        "--log-level=error",
        f"--v3-user={V3_USER}",
        f"--v3-auth-key={V3_AUTH_KEY}",
        "--v3-auth-proto=SHA256",
        f"--v3-priv-key={V3_PRIV_KEY}",
        "--v3-priv-proto=AES",
    ]
    log = work / "snmpsim.log"
    with log.open("w") as output, subprocess.Popen(command, stdout=output, stderr=output) as process:
        try:
            _wait_until_ready(port, process, log)
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_until_ready(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Ask until it answers; the socket's time-out is the pause between two tries."""
    request = Request(RequestKind.GET, (_SYS_OBJECT_ID,))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(0.2)
        for request_id in range(0x10000000, 0x10000000 + _TRIES):
            if process.poll() is not None:
                break
            client.sendto(encode("sentry4", request, request_id), ("127.0.0.1", port))
            with contextlib.suppress(TimeoutError):
                if decode(client.recv(65535)) is not None:
                    return
    raise AssertionError(f"snmpsim does not answer: {log.read_text()[-2000:]}")
