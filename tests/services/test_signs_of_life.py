"""A child that hangs: it is heard no more, killed, and started again with more patience."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from powertui.bootstrap.poller_children import evaluation_child
from powertui.config import Settings
from powertui.config_poller import PollerSection
from powertui.services.beside import Beside
from powertui.services.child import FOR_EVER, MOST_DOUBLINGS, Child, ChildSpec
from powertui.services.ports import ProcessState
from powertui.services.signs_of_life import AT_MOST_S, SignsOfLife, Silence
from tests.clocks import StillClock
from tests.services.test_processes import until

PATIENCE_S = 150.0
BEATING = (
    "import time\n"
    "from powertui.services.signs_of_life import show_life\n"
    "while True:\n"
    "    show_life()\n"
    "    time.sleep(0.005)\n"
)


@dataclass
class Elapsed:
    at_s: float = 100.0

    def __call__(self) -> float:
        return self.at_s


def spec(*command: str) -> ChildSpec:
    return ChildSpec("evaluate", (sys.executable, *command), dict(os.environ), silent_for_s=PATIENCE_S)


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reader, writer = os.pipe()
    yield reader, writer
    os.close(reader)
    os.close(writer)


def test_silence_adds_up_until_something_is_heard() -> None:
    elapsed = Elapsed()
    silence = Silence(elapsed)
    told: list[float] = []
    for heard in (False, False, True, False):
        elapsed.at_s += 10
        told.append(silence.note(heard=heard))
    assert told == [10, 20, 0, 10]


def test_time_that_the_listener_slept_itself_is_no_silence() -> None:
    elapsed = Elapsed()
    silence = Silence(elapsed)
    elapsed.at_s += 86_400
    assert silence.note(heard=False) == AT_MOST_S


def test_whatever_came_meanwhile_counts_before_the_time_that_passed(pipe: tuple[int, int]) -> None:
    reader, writer = pipe
    elapsed = Elapsed()
    signs = SignsOfLife(reader, 30.0, elapsed)
    elapsed.at_s += 3600
    os.write(writer, b".." * 100)
    assert signs.look()
    assert not signs.is_overdue
    elapsed.at_s += 30
    assert not signs.look()
    assert not signs.is_overdue
    elapsed.at_s += 1
    signs.look()
    assert signs.is_overdue


def test_a_child_that_is_stopped_is_killed_started_again_and_told_of_once(caplog: pytest.LogCaptureFixture) -> None:
    clock, elapsed = StillClock(), Elapsed()
    beside = Beside((spec("-c", BEATING),), clock, elapsed)
    (child,) = beside._children
    with caplog.at_level(logging.WARNING, "powertui.services.beside"):
        beside.start()
        first = heard(child)
        os.kill(first, signal.SIGSTOP)
        beside.look()
        until(lambda: not hears(child))
        for _ in range(4):
            elapsed.at_s += 50
            beside.look()
        until(lambda: has_ended(child))
        clock.advance(1.0)
        beside.look()
        assert heard(child) != first
    assert [record.getMessage() for record in caplog.records] == [
        "the evaluate gave no sign of life for 150 s and was killed; starting it again"
    ]
    beside.end()


def has_ended(child: Child) -> bool:
    child.check()
    return child.process is None


def hears(child: Child) -> bool:
    return child._signs is not None and child._signs.look()


def heard(child: Child) -> int:
    until(lambda: hears(child))
    assert child.process is not None
    return child.process.pid


def test_what_hangs_again_before_it_was_heard_is_given_twice_as_long_up_to_a_most() -> None:
    clock, elapsed = StillClock(), Elapsed()
    child = Child(spec("-c", "import threading; threading.Event().wait()"), clock, FOR_EVER, elapsed)
    child.start()
    given: list[float] = []
    for _ in range(MOST_DOUBLINGS + 2):
        began_s = elapsed.at_s
        restarts = child.restarts
        while not child._why_killed:
            elapsed.at_s += 30
            child.check()
        given.append(elapsed.at_s - began_s)
        until(lambda: has_ended(child))
        clock.advance(300.0)
        child.check()
        assert child.restarts == restarts + 1
    child.wait(0.0)
    assert given == [PATIENCE_S * 2**power + 30 for power in (0, 1, 2, 3, 4, 4)]


def test_a_child_that_shows_no_signs_is_not_waited_for() -> None:
    elapsed = Elapsed()
    command = (sys.executable, "-c", "import threading; threading.Event().wait()")
    child = Child(ChildSpec("upkeep", command, dict(os.environ)), StillClock(), FOR_EVER, elapsed)
    child.start()
    for _ in range(1000):
        elapsed.at_s += 60
        child.check()
    assert child.state is ProcessState.RUNNING
    child.wait(0.0)


@pytest.mark.parametrize(("interval_s", "silent_for_s"), [(5, 160), (30, 160), (60, 280)])
def test_what_judges_is_killed_once_it_was_said_that_it_does_not(interval_s: float, silent_for_s: float) -> None:
    settings = Settings(poller=PollerSection(interval_s=interval_s))
    assert evaluation_child(settings).silent_for_s == silent_for_s


def test_signs_of_life_fill_no_file(tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as out:
        program = "from powertui.services.signs_of_life import show_life; show_life()"
        subprocess.run((sys.executable, "-c", program), stdout=out, check=True)
    assert (tmp_path / "out").read_bytes() == b""
