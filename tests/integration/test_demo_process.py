"""`powertui demo` as people start it: processes of its own, nothing left behind, however it ends."""

import contextlib
import json
import os
import pty
import signal
import socket
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

COMMAND = (sys.executable, "-m", "powertui", "demo", "--headless")
PDU_COUNT = 28


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    return {**os.environ, "TMPDIR": str(temporary), "HOME": str(tmp_path)}


@pytest.fixture
def running_demo(environment: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        (*COMMAND, "--interval", "1", "--json"), env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def until(condition: Callable[[], bool], *, within_s: float = 120.0) -> None:
    """Wait for what other processes do; there is no clock of ours to move."""
    give_up_at = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < give_up_at
        time.sleep(0.02)


def children_of(pid: int) -> dict[str, int]:
    """The demo's children by their internal command."""
    # Twice w: unlimited width, whatever COLUMNS says.
    listed = subprocess.run(
        ("ps", "-ww", "-o", "pid=,args=", "--ppid", str(pid)), capture_output=True, text=True, check=False
    ).stdout
    found = {}
    for line in listed.splitlines():
        words = line.split()
        if "internal" in words:
            found[words[words.index("internal") + 1]] = int(words[0])
    return found


def is_running(pid: int) -> bool:
    state = subprocess.run(("ps", "-o", "stat=", "-p", str(pid)), capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


def read_cycle(process: "subprocess.Popen[str]") -> dict[str, object]:
    assert process.stdout is not None
    line: dict[str, object] = json.loads(process.stdout.readline())
    return line


def test_headless_prints_an_object_a_cycle_and_leaves_nothing_behind(environment: dict[str, str]) -> None:
    done = subprocess.run(
        (*COMMAND, "--cycles", "2", "--interval", "2", "--json"),
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    cycles = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(cycles) == 2
    assert all(feed["modelled_w"] is not None for feed in cycles[-1]["feeds"])
    assert list(Path(environment["TMPDIR"]).iterdir()) == []


def test_all_pdus_are_read_after_a_few_cycles(running_demo: "subprocess.Popen[str]") -> None:
    # How many cycles finding out about them takes depends on the machine.
    cycle = read_cycle(running_demo)
    while cycle["polled"] != PDU_COUNT:
        assert isinstance(cycle["cycle"], int)
        assert cycle["cycle"] < 100
        cycle = read_cycle(running_demo)
    assert isinstance(cycle["load_w"], float)
    assert cycle["load_w"] > 10_000


def test_killing_the_front_end_ends_its_children_and_cleans_up(
    running_demo: "subprocess.Popen[str]", environment: dict[str, str]
) -> None:
    read_cycle(running_demo)
    children = children_of(running_demo.pid)
    assert set(children) == {"stage", "demo-poller"}
    running_demo.send_signal(signal.SIGKILL)
    running_demo.wait()
    until(lambda: not any(is_running(pid) for pid in children.values()))
    until(lambda: not list(Path(environment["TMPDIR"]).iterdir()))


def test_killing_the_screens_ends_their_children_and_cleans_up(environment: dict[str, str]) -> None:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (36, 120))
    with subprocess.Popen(
        (sys.executable, "-m", "powertui", "demo"),
        env={**environment, "TERM": "xterm-256color"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as screens:
        os.close(theirs)
        reader = threading.Thread(target=read_all, args=(ours,), daemon=True)
        reader.start()
        until(lambda: set(children_of(screens.pid)) == {"stage", "demo-poller"})
        until(lambda: any(Path(environment["TMPDIR"]).glob("powertui-demo-*/plant.db")))
        children = children_of(screens.pid)
        screens.kill()
        screens.wait()
        until(lambda: not any(is_running(pid) for pid in children.values()))
        until(lambda: not list(Path(environment["TMPDIR"]).iterdir()))
        reader.join()
    os.close(ours)


def read_all(terminal: int) -> None:
    """Take what is drawn, so that whoever draws never waits."""
    with contextlib.suppress(OSError):
        while os.read(terminal, 65536):
            pass


def test_a_killed_poller_is_started_again(running_demo: "subprocess.Popen[str]") -> None:
    read_cycle(running_demo)
    first = children_of(running_demo.pid)["demo-poller"]
    os.kill(first, signal.SIGKILL)
    until(lambda: children_of(running_demo.pid).get("demo-poller", first) != first)
    before = read_cycle(running_demo)["cycle"]
    after = read_cycle(running_demo)["cycle"]
    assert isinstance(before, int)
    assert isinstance(after, int)
    assert after > before


def test_a_port_in_use_is_said_in_one_sentence(environment: dict[str, str]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        base = min(port, 65_000)
        done = subprocess.run(
            (*COMMAND, "--cycles", "1", "--port", str(base - 3)),
            env=environment,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
    assert done.returncode == 1
    assert str(port) in done.stderr
    assert "choose another --port" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert list(Path(environment["TMPDIR"]).iterdir()) == []


def test_a_directory_that_cannot_be_written_is_said_in_one_sentence(environment: dict[str, str]) -> None:
    done = subprocess.run(
        (*COMMAND, "--cycles", "1", "--keep", "/proc/nowhere"),
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("powertui: cannot keep the demo in /proc/nowhere")
