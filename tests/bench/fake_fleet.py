"""A fleet of fake PDUs in C, on every address of 127.0.0.0/8: many, and not the bottleneck.

150 objects each, laid out as APC's rPDU2 tree with 24 metered outlets.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.shared_material import SHARED

SOURCE = SHARED / "bench" / "agent.c"
YARDSTICK = SHARED / "bench" / "cyard.c"


def why_not() -> str:
    """Why there can be no fleet here; empty where there can."""
    if shutil.which("gcc") is None:
        return "no C compiler is installed"
    return "" if SOURCE.exists() and YARDSTICK.exists() else f"{SOURCE.parent} has no agent.c and cyard.c"


def compiled(source: Path, folder: Path) -> Path:
    """A C program, made once."""
    program = folder / source.stem
    if not program.exists():
        subprocess.run(["gcc", "-O2", "-w", str(source), "-o", str(program)], check=True)
    return program


@contextmanager
def fleet(folder: Path, delay_us: int = 0, drop_permille: int = 0, *, is_still: bool = False) -> Iterator[int]:
    """The fleet's UDP port, while it runs.

    Its values, sysUpTime among them, rise by one each second and begin anew after a thousand: each PDU seems to
    restart every 17 minutes, and its counters to jump by more than it can carry. With `is_still` they stand still.
    """
    port = _free_port()
    command = [str(compiled(SOURCE, folder)), str(port), "24", "1472", str(delay_us), str(drop_permille)]
    environment = os.environ | ({"AGENT_TICK": "0"} if is_still else {})
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment)
    try:
        _await_bound(port)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _await_bound(port: int) -> None:
    """An answerless port refuses; the fleet's does not."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("127.0.0.1", port))
        for _ in range(100):
            try:
                probe.send(b"\0")
                time.sleep(0.02)
                probe.send(b"\0")
            except ConnectionRefusedError:
                continue
            return
    raise RuntimeError(f"the fleet on port {port} did not start")
