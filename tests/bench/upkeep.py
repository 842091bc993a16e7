"""How late a poller's event loop is while half a day is rolled up and packed: by a child, as it is, and by a thread.

Run as `python -m tests.bench.upkeep DATABASE_URL` it is that child.
"""

import asyncio
import gc
import os
import resource
import shutil
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from powertui.bootstrap.upkeep import NICENESS
from powertui.domain.history import DAY_S
from powertui.services.child import ChildSpec, run_to_end
from powertui.services.coarse import in_daemon_thread
from powertui.services.upkeep import CLOSE_AFTER_S, Upkeep
from powertui.storage.engine import open_database, writing
from powertui.storage.reading_store import save_attempts
from tests.bench import simulated_day
from tests.bench.measure import Keep, Measure

PDUS = 16
ROUNDS = 3
SLOTS_AT_ONCE = 20
HALF = simulated_day.SLOTS[: len(simulated_day.SLOTS) // 2]
NOW_S = simulated_day.MIDNIGHT_S + DAY_S + CLOSE_AFTER_S
EVERY_S = 0.005
"""How often the event loop has something to do: as with some 5,000 PDUs at 30 s."""
LONGEST_S = 600.0


@dataclass(frozen=True, slots=True)
class _Seen:
    """By the event loop, while the other one worked."""

    lateness_p99_ms: float
    lateness_max_ms: float
    cpu_s: float
    """Of the event loop's process."""
    took_s: float

    def line(self) -> str:
        return (
            f"late by {self.lateness_p99_ms:.1f} ms (p99), {self.lateness_max_ms:.0f} ms at most;"
            f" {self.cpu_s:.2f} s CPU of the poller's in {self.took_s:.1f} s"
        )


def measure(say: Callable[[str], object]) -> Iterator[Measure]:
    """Both ways in turn, on copies of one database."""
    with TemporaryDirectory() as folder:
        staged = Path(folder) / "half.db"
        _write(staged)
        seen: dict[str, list[_Seen]] = {"thread": [], "child": []}
        for _ in range(ROUNDS):
            for way, found in seen.items():
                copy = Path(folder) / "copy.db"
                shutil.copy(staged, copy)
                found.append(asyncio.run(_watched(_WAYS[way], f"sqlite:///{copy}")))
                say(f"  {way}: {found[-1].line()}")
    by_thread, by_child = (median(each.lateness_p99_ms for each in found) for found in seen.values())
    yield Measure(
        "upkeep_lateness_ms", by_child, "ms", 100, Keep.BELOW, note=f"in a thread of the poller {by_thread:.0f} ms"
    )
    cpu_thread, cpu_child = (median(each.cpu_s for each in found) for found in seen.values())
    yield Measure("upkeep_cpu_ratio", cpu_child / cpu_thread, "", 0.2, note="of the poller's CPU, by a thread: 1")


def _write(path: Path) -> None:
    engine = open_database(f"sqlite:///{path}", create=True)
    with writing(engine) as connection:
        electricity, staged = simulated_day.stage(connection, PDUS)
    for start in range(0, len(HALF), SLOTS_AT_ONCE):
        slots = HALF[start : start + SLOTS_AT_ONCE]
        attempts = [each for slot_s in slots for each in simulated_day.attempts(electricity, staged, slot_s)]
        with writing(engine) as connection:
            save_attempts(connection, attempts)
    # The last one that closes it takes what is in the write-ahead log into the file.
    engine.dispose()


async def _watched(work: Callable[[str], Awaitable[None]], url: str) -> _Seen:
    """An event loop that has something to do every few ms, and notes how late it comes to it."""
    gc.collect()
    late_s: list[float] = []
    cpu_before_s, began_s = _cpu_s(), time.perf_counter()
    working = asyncio.ensure_future(work(url))
    while not working.done():
        due_s = time.perf_counter() + EVERY_S
        await asyncio.sleep(EVERY_S)
        late_s.append(time.perf_counter() - due_s)
    await working
    late_s.sort()
    return _Seen(
        1000 * late_s[int(0.99 * len(late_s))],
        1000 * late_s[-1],
        _cpu_s() - cpu_before_s,
        time.perf_counter() - began_s,
    )


async def _in_a_thread(url: str) -> None:
    await in_daemon_thread("upkeep", lambda: _keep_up(url))


async def _in_a_child(url: str) -> None:
    spec = ChildSpec("upkeep", (sys.executable, "-m", __spec__.name, url), os.environ)

    def run() -> None:
        if (status := run_to_end(spec, LONGEST_S)) != 0:
            raise RuntimeError(f"the upkeep ended with {status}")

    await in_daemon_thread("upkeep", run)


_WAYS = {"thread": _in_a_thread, "child": _in_a_child}


def _keep_up(url: str) -> None:
    """What is due of the half day: its rollups, then its packing."""
    engine = open_database(url, create=False)
    upkeep = Upkeep(engine)
    quarters, days = upkeep.run_rollup(NOW_S), upkeep.run_compaction(NOW_S)
    engine.dispose()
    if (quarters, days) != (48, 1):
        raise RuntimeError(f"{quarters} quarters of an hour were rolled up and {days} days packed")


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    os.nice(NICENESS)
    _keep_up(sys.argv[1])
