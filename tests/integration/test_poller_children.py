"""What a poller keeps beside it, as real processes: it ends with the poller, however that ends, and comes back."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from powertui.bootstrap.upkeep import NICENESS
from powertui.services.ports import SystemClock
from powertui.services.staging import stage_plant
from tests.integration.test_demo_process import children_of, is_running, until
from tests.plants import two_sided_topology

ENDS_WITHIN_S = 60


@pytest.fixture
def poller(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    url = f"sqlite:///{tmp_path / 'plant.db'}"
    stage_plant(url, two_sided_topology(), (), SystemClock())
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state")}
    with subprocess.Popen(
        (sys.executable, "-m", "powertui", "poll", "--database", url),
        env=environment,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def upkeep_of(poller: "subprocess.Popen[str]") -> int:
    """The pid of its upkeep, once it is there."""
    until(lambda: "upkeep" in children_of(poller.pid))
    return children_of(poller.pid)["upkeep"]


def words_of(poller: "subprocess.Popen[str]") -> str:
    assert poller.stderr is not None
    return poller.stderr.read()


def test_it_goes_behind_the_polls_on_the_processor(poller: "subprocess.Popen[str]") -> None:
    upkeep = upkeep_of(poller)
    behind = min(19, os.getpriority(os.PRIO_PROCESS, poller.pid) + NICENESS)
    until(lambda: os.getpriority(os.PRIO_PROCESS, upkeep) == behind)


def test_it_ends_when_the_poller_is_killed(poller: "subprocess.Popen[str]") -> None:
    upkeep = upkeep_of(poller)
    poller.kill()
    poller.wait()
    until(lambda: not is_running(upkeep), within_s=ENDS_WITHIN_S)


def test_it_ends_with_the_poller_which_waits_for_nothing_that_is_under_way(poller: "subprocess.Popen[str]") -> None:
    upkeep = upkeep_of(poller)
    # As if it were packing a day, in the longest of statements.
    os.kill(upkeep, signal.SIGSTOP)
    poller.terminate()
    assert poller.wait(ENDS_WITHIN_S) == 0
    assert not is_running(upkeep)
    assert words_of(poller) == ""


def test_when_it_is_killed_itself_it_is_started_again_and_that_is_told(poller: "subprocess.Popen[str]") -> None:
    first = upkeep_of(poller)
    os.kill(first, signal.SIGKILL)
    until(lambda: children_of(poller.pid).get("upkeep", first) != first)
    second = upkeep_of(poller)
    poller.terminate()
    assert poller.wait(ENDS_WITHIN_S) == 0
    assert not is_running(second)
    assert words_of(poller) == "powertui: the upkeep was ended by SIGKILL; starting it again\n"


def test_a_poller_that_may_not_poll_starts_none(poller: "subprocess.Popen[str]", tmp_path: Path) -> None:
    upkeep = upkeep_of(poller)
    command = (sys.executable, "-m", "powertui", "poll", "--database", str(tmp_path / "plant.db"))
    second = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode != 0
    assert second.stderr.count("\n") == 1
    assert is_running(upkeep)


def test_what_judges_the_plant_is_beside_it_and_ends_with_it(poller: "subprocess.Popen[str]") -> None:
    until(lambda: "evaluate" in children_of(poller.pid))
    judging = children_of(poller.pid)["evaluate"]
    poller.terminate()
    assert poller.wait(ENDS_WITHIN_S) == 0
    assert not is_running(judging)
    assert words_of(poller) == ""
