"""Recordings of real PDUs, served by snmpsim on loopback."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from collectors.snmp.engines.exchange import Request, RequestKind
from tests.collectors.v2c_messages import decode, encode
from tests.shared_material import SHARED

V3_USER = "simuser"
V3_AUTH_KEY = "authkey123"
V3_PRIV_KEY = "privkey123"
_SYS_OBJECT_ID = (1, 3, 6, 1, 2, 1, 1, 2, 0)
_TRIES = 150


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
