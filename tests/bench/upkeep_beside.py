"""The upkeep beside a benchmark's poller, as a poller keeps it, on the core that is not the poller's."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from powertui.bootstrap.roles import role
from powertui.config import DatabaseSection, Settings
from tests.bench.cores import FIRST_CORE

_TICKS_A_S = os.sysconf("SC_CLK_TCK")
_UTIME, _STIME = 11, 12
"""Places in /proc/PID/stat, behind the name."""


@dataclass(frozen=True, slots=True)
class UpkeepBeside:
    """A process that rolls up and packs."""

    process: "subprocess.Popen[bytes]"

    def cpu_s(self) -> float:
        """What it has taken until now. Raises RuntimeError where it has ended."""
        if self.process.poll() is not None:
            raise RuntimeError(f"the upkeep ended with {self.process.returncode}")
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[_UTIME]) + int(fields[_STIME])) / _TICKS_A_S

    def memory_mb(self) -> float:
        """What it has of the machine's."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def upkeep_beside(database_url: str) -> Iterator[UpkeepBeside]:
    """Keep it while the body runs. From half a minute on it rolls up: a quarter of an hour 90 s after its end."""
    spec = role(Settings(database=DatabaseSection(url=database_url)), "upkeep")
    with spec.start() as process:
        os.sched_setaffinity(process.pid, {FIRST_CORE})
        # Leaving closes the pipe that keeps it alive, and waits for its end.
        yield UpkeepBeside(process)
