"""Child processes: real ones, which end with their parent and come back when they die."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from powertui.services.child import WHILE_WATCHED, ChildSpec
from powertui.services.ports import ProcessState
from powertui.services.processes import ChildProcesses
from tests.clocks import StillClock

CHILD = "import sys, threading; from powertui.services.lifeline import hold_to_parent; hold_to_parent(lambda: None);"
WAIT_FOR_EVER = CHILD + " open(sys.argv[1], 'w').write('up'); threading.Event().wait()"
FAIL = "import sys; sys.exit('the port is taken')"


def until(condition: Callable[[], bool], *, within_s: float = 120.0) -> None:
    """Wait for what another process does; there is no clock of ours to move."""
    give_up_at = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < give_up_at
        time.sleep(0.01)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def started(tmp_path: Path, clock: StillClock) -> Iterator[Callable[[str], ChildProcesses]]:
    all_started: list[ChildProcesses] = []

    def start(program: str) -> ChildProcesses:
        command = (sys.executable, "-c", program, str(tmp_path / "up"))
        children = ChildProcesses((ChildSpec("poller", command, dict(os.environ), tmp_path / "log"),), clock)
        children.start()
        all_started.append(children)
        return children

    yield start
    for children in all_started:
        children.stop()


def pid_of(children: ChildProcesses) -> int:
    process = children._children[0].process
    assert process is not None
    return process.pid


def test_a_child_that_is_killed_is_started_again(
    started: Callable[[str], ChildProcesses], clock: StillClock, tmp_path: Path
) -> None:
    children = started(WAIT_FOR_EVER)
    until((tmp_path / "up").exists)
    first = pid_of(children)
    os.kill(first, signal.SIGKILL)
    until(lambda: children.check()[0].state is ProcessState.RESTARTING)
    assert children.check()[0].detail == "the poller was ended by SIGKILL, starting it again"
    clock.advance(WHILE_WATCHED.first_after_s)
    (status,) = children.check()
    assert (status.state, status.restarts) == (ProcessState.RUNNING, 1)
    assert pid_of(children) != first


def test_a_child_that_fails_again_and_again_is_given_up(
    started: Callable[[str], ChildProcesses], clock: StillClock
) -> None:
    children = started(FAIL)
    for _ in range(WHILE_WATCHED.give_up_after or 0):
        until(lambda: children.check()[0].state is ProcessState.RESTARTING)
        clock.advance(WHILE_WATCHED.first_after_s)
        children.check()
    until(lambda: children.check()[0].state is ProcessState.FAILED)
    assert "the port is taken" in children.check()[0].detail


def test_stopping_ends_a_child(started: Callable[[str], ChildProcesses], tmp_path: Path) -> None:
    children = started(WAIT_FOR_EVER)
    until((tmp_path / "up").exists)
    pid = pid_of(children)
    children.stop()
    assert not is_running(pid)


def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    up, pid_file = tmp_path / "up", tmp_path / "pid"
    parent_program = (
        "import subprocess, sys, time;"
        f"child = subprocess.Popen([sys.executable, '-c', {WAIT_FOR_EVER!r}, {str(up)!r}], stdin=subprocess.PIPE);"
        f"open({str(pid_file)!r}, 'w').write(str(child.pid));"
        "time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", parent_program])
    try:
        until(lambda: up.exists() and pid_file.exists() and pid_file.read_text() != "")
        child_pid = int(pid_file.read_text())
        parent.kill()
        parent.wait()
        until(lambda: not is_running(child_pid))
    finally:
        parent.kill()
        parent.wait()


def test_a_childs_environment_is_in_no_repr(tmp_path: Path) -> None:
    assert "s3cret" not in repr(ChildSpec("poller", ("true",), {"POWERTUI_DEMO_COMMUNITY": "s3cret"}, tmp_path / "log"))
