"""The process that rolls up and packs beside the poller, as it runs with it; and what it costs."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from powertui.bootstrap.roles import role
from powertui.config import DatabaseSection, Settings
from powertui.services.beside import kept_beside

NAME = "upkeep"


@contextmanager
def upkeep_beside(database_url: str) -> Iterator[None]:
    """It runs on the database meanwhile, on the cores that this process has now."""
    with kept_beside((role(Settings(database=DatabaseSection(url=database_url)), NAME),)):
        yield


def upkeep_cpu_s() -> float:
    """What it has used so far; 0 where there is none."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in _pids()]
    return sum(int(one[11]) + int(one[12]) for one in fields) / os.sysconf("SC_CLK_TCK")


def upkeep_mb() -> float:
    """Its resident memory."""
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in _pids())
    return pages * resource.getpagesize() / 1e6


def put_upkeep_on(core: int) -> None:
    """Elsewhere than the poller, as a system with a second core does."""
    for pid in _pids():
        os.sched_setaffinity(pid, {core})


def _pids() -> list[int]:
    """Of this process's own children, those that are it."""
    children = {
        int(pid) for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()
    }
    return sorted(pid for pid in children if NAME.encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"))
