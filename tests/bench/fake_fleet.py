"""A fleet of fake PDUs in C (`agent/`), on every address of 127.0.0.0/8: many, and not the bottleneck.

150 measured objects each, laid out as APC's rPDU2 tree with 24 metered outlets. No two are alike in names, serial
number and load, and they live: loads move by a percent or two, by the hour of the day, and now and then by a step;
currents and powers agree, energy rises with power, sysUpTime rises.
"""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

SOURCES = tuple(sorted(Path(__file__).with_name("agent").glob("*.c")))


def why_not() -> str:
    """Why there can be no fleet here; empty where there can."""
    return "no C compiler is installed" if shutil.which("gcc") is None else ""


def compiled(name: str, sources: Sequence[Path], folder: Path) -> Path:
    """A C program, made once."""
    program = folder / name
    if not program.exists():
        subprocess.run(["gcc", "-std=gnu17", "-O2", "-w", "-o", program, *sources, "-lm"], check=True)
    return program


@contextmanager
def fleet(folder: Path, delay_us: int = 0, loss_permille: int = 0) -> Iterator[int]:
    """The fleet's UDP port, while it runs."""
    port = _free_port()
    program = compiled("fleet", SOURCES, folder)
    process = subprocess.Popen([program, *map(str, (port, delay_us, loss_permille))], stderr=subprocess.DEVNULL)
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
