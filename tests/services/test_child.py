"""When a child is started again, what the log says of it, and a child that is run once."""

import logging
import os
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powertui.services.beside import Beside, kept_beside
from powertui.services.child import FOR_EVER, SETTLED_AFTER_S, WHILE_WATCHED, Child, ChildSpec, RestartRule, run_to_end
from powertui.services.ports import ProcessState
from tests.clocks import StillClock
from tests.services.test_processes import WAIT_FOR_EVER, until

Log = pytest.LogCaptureFixture
LONG_S = 60.0


def spec(*command: str) -> ChildSpec:
    return ChildSpec("upkeep", command or (sys.executable, "-c", "import sys; sys.exit(3)"), dict(os.environ))


@given(st.integers(1, 100_000))
def test_each_wait_is_the_double_of_the_one_before_up_to_the_longest(ends: int) -> None:
    rule = RestartRule(first_after_s=1.0, longest_after_s=300.0, give_up_after=None)
    assert rule.wait_s(1) == 1.0
    assert rule.wait_s(ends + 1) == min(2 * rule.wait_s(ends), 300.0)


def test_a_clock_that_is_set_back_does_not_put_off_a_childs_next_start() -> None:
    clock = StillClock()
    child = Child(spec(), clock, FOR_EVER)
    child.start()
    until(lambda: _has_ended(child))
    clock.advance(-86_400.0)
    child.check()
    assert child.restarts == 1
    child.wait(LONG_S)


def test_a_child_that_ends_again_and_again_is_started_more_and_more_rarely_but_always() -> None:
    clock = StillClock()
    child = Child(spec(), clock, FOR_EVER)
    child.start()
    waits: list[float] = []
    for _ in range(12):
        until(lambda: _has_ended(child))
        ended_at_s, restarts = clock.now_s(), child.restarts
        while child.restarts == restarts:
            assert child.state is ProcessState.RESTARTING
            clock.advance(1.0)
            child.check()
        waits.append(clock.now_s() - ended_at_s)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]
    child.wait(LONG_S)


def test_after_a_long_run_it_is_waited_for_as_after_the_first_end() -> None:
    clock = StillClock()
    child = Child(spec(), clock, FOR_EVER)
    child.start()
    for _ in range(4):
        until(lambda: _has_ended(child))
        clock.advance(300.0)
        child.check()
    assert child.process is not None
    child.process.wait(LONG_S)
    clock.advance(SETTLED_AFTER_S)
    child.check()
    clock.advance(1.0)
    child.check()
    assert child.restarts == 5
    child.wait(LONG_S)


def test_what_cannot_be_started_is_tried_again() -> None:
    clock = StillClock()
    child = Child(spec("/nowhere/powertui"), clock, WHILE_WATCHED)
    child.start()
    assert (child.state, child.how_it_ended) == (
        ProcessState.RESTARTING,
        "could not be started (No such file or directory)",
    )
    clock.advance(1.0)
    child.check()
    assert child.restarts == 1


def test_the_log_has_an_end_once_until_it_ends_otherwise_or_ran_well(tmp_path: Path, caplog: Log) -> None:
    clock = StillClock()
    code = tmp_path / "code"
    program = f"import sys; sys.exit(int(open({str(code)!r}).read()))"
    beside = Beside((spec(sys.executable, "-c", program),), clock)

    def end_with(status: int, *, times: int) -> None:
        (tmp_path / "new").write_text(str(status))
        (tmp_path / "new").replace(code)
        (child,) = beside._children
        for _ in range(times):
            assert child.process is not None
            child.process.wait(LONG_S)
            beside.look()
            clock.advance(300.0)
            beside.look()

    with caplog.at_level(logging.INFO, "powertui.services.beside"):
        code.write_text("3")
        beside.start()
        end_with(3, times=3)
        end_with(4, times=3)
    assert [record.getMessage() for record in caplog.records] == [
        "the upkeep ended with code 3; starting it again",
        "the upkeep ended with code 4; starting it again",
    ]
    beside.end()


def test_a_child_that_runs_well_again_is_told_and_its_next_end_too(tmp_path: Path, caplog: Log) -> None:
    clock = StillClock()
    up = tmp_path / "up"
    beside = Beside((spec(sys.executable, "-c", WAIT_FOR_EVER, str(up)),), clock)
    beside.start()
    (child,) = beside._children
    with caplog.at_level(logging.INFO, "powertui.services.beside"):
        for _ in range(2):
            assert child.process is not None
            child.process.kill()
            child.process.wait(LONG_S)
            beside.look()
            clock.advance(1.0)
            beside.look()
            clock.advance(SETTLED_AFTER_S)
            beside.look()
    beside.end()
    assert [record.getMessage() for record in caplog.records] == 2 * [
        "the upkeep was ended by SIGKILL; starting it again",
        "the upkeep runs well again",
    ]


def test_a_process_that_ends_at_once_starts_none_beside_it(tmp_path: Path) -> None:
    up = tmp_path / "up"
    with kept_beside((spec(sys.executable, "-c", f"open({str(up)!r}, 'w')"),)):
        pass
    assert not up.exists()
    assert not any(thread.name == "beside" for thread in threading.enumerate())


def test_what_a_child_says_is_where_this_processs_own_words_are(capfd: pytest.CaptureFixture[str]) -> None:
    assert run_to_end(spec(sys.executable, "-c", "import sys; sys.exit('no room')"), LONG_S) == 1
    assert capfd.readouterr().err == "no room\n"


def test_a_child_that_is_run_once_and_takes_too_long_is_killed() -> None:
    assert run_to_end(spec(sys.executable, "-c", "import threading; threading.Event().wait()"), 0.2) is None


def _has_ended(child: Child) -> bool:
    child.check()
    return child.process is None
