"""From a key to what it paints, with 500 racks on the screen while what would happen if something failed is worked out.

The screens run in a terminal of their own, over a database of 1,000 PDUs with 24,000 outlets; there redundancy is
worked out all the time, which ordinarily may have a twentieth of a core. A key goes in; it counts until the two rows
that it changes have come out. 19 of 20 keys are within the figure.
"""

import fcntl
import os
import pty
import random
import re
import select
import struct
import sys
import termios
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from signal import SIGKILL
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic, time

from powertui.domain.plant import PlantView
from powertui.storage.engine import open_database
from tests.bench.big_plant import big_plant
from tests.bench.evaluation import poll_all, stage
from tests.bench.living_loads import OUTLETS, LivingLoads
from tests.bench.measure import Measure

RACKS = 500
KEYS = 150
STARTS_WITHIN_S = 60.0
MOST_S = 2.0
"""A key that painted nothing by then counts as this."""
LINES, COLUMNS = 36, 120
FEEDS_VIEW = b"4"

_SYNC_ASKED, _SYNC_ANSWER, _PAINTED = b"\x1b[?2026$p", b"\x1b[?2026;2$y", b"\x1b[?2026l"
"""A terminal that is asked whether it paints frame by frame says so: then each frame has an end."""
_ROW = re.compile(rb"F\d{4}")


def measure(say: Callable[[str], object]) -> Iterator[Measure]:
    """The figure; the median and the worst are said."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'plant.db'}"
        engine = open_database(url, create=True)
        stage(engine, big_plant(RACKS, OUTLETS))
        poll_all(engine, LivingLoads(RACKS), 0, time())
        engine.dispose()
        took_ms = sorted(_keys(url))
    say(f"{len(took_ms)} keys: median {median(took_ms):.1f} ms, the worst {took_ms[-1]:.0f} ms")
    yield Measure("key_to_paint_ms", took_ms[int(0.95 * len(took_ms))], "ms", 40.0)


@dataclass(slots=True)
class _Terminal:
    """A program in a terminal."""

    descriptor: int

    def read(self, timeout_s: float) -> bytes:
        if not select.select([self.descriptor], [], [], max(0.0, timeout_s))[0]:
            return b""
        said = os.read(self.descriptor, 1 << 16)
        if _SYNC_ASKED in said:
            os.write(self.descriptor, _SYNC_ANSWER)
        return said

    def read_for(self, seconds: float) -> bytes:
        end_s, said = monotonic() + seconds, b""
        while (left_s := end_s - monotonic()) > 0:
            said += self.read(left_s)
        return said

    def read_until(self, is_there: Callable[[bytes], bool], most_s: float) -> float:
        """How long it took."""
        began_s, said = monotonic(), b""
        while not is_there(said) and monotonic() - began_s < most_s:
            said += self.read(most_s)
        return monotonic() - began_s


def _keys(url: str) -> list[float]:
    """Milliseconds from each key to its paint."""
    child, descriptor = pty.fork()
    if child == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execv(sys.executable, [sys.executable, "-m", "tests.bench.screens", url])  # noqa: S606 - this module
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    terminal, chance = _Terminal(descriptor), random.Random(1)
    try:
        terminal.read_until(lambda said: b"Headroom" in said, STARTS_WITHIN_S)
        os.write(descriptor, FEEDS_VIEW)
        terminal.read_until(lambda said: len(_ROW.findall(said)) > LINES // 2, STARTS_WITHIN_S)
        # The first standings come a turn after the list.
        terminal.read_for(3.0)
        found = []
        for number in range(KEYS):
            terminal.read_for(chance.uniform(0.05, 0.15))
            os.write(descriptor, b"j" if number // 15 % 2 == 0 else b"k")
            found.append(1000 * terminal.read_until(_is_painted, MOST_S))
        return found
    finally:
        with suppress(ProcessLookupError):
            os.kill(child, SIGKILL)
        os.close(descriptor)
        os.waitpid(child, 0)


def _is_painted(said: bytes) -> bool:
    """The row that the cursor left, and the one that it came to."""
    return _PAINTED in said and len(_ROW.findall(said)) >= 2


def main(arguments: Sequence[str]) -> None:
    """The screens, in the child: each look at the plant is news, and no rest is kept."""
    from powertui.services.lazy_plant import LazyPlant
    from powertui.services.ports import SystemClock
    from powertui.tui import failover
    from powertui.tui.app import PowertuiApp

    class News(LazyPlant):
        def refresh(self) -> PlantView | None:
            view = super().refresh()
            return view and replace(view, feeds=dict(view.feeds))

    failover.SHARE = 0.0
    clock = SystemClock()
    PowertuiApp(News(arguments[0], clock), None, clock, "bench").run()


if __name__ == "__main__":
    main(sys.argv[1:])
