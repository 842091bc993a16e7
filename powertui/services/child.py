"""One child process: how it is started, when it is started again, how it ends. Each ends with its parent.

Its standard input is a pipe that the parent holds (see `lifeline`): whatever ends the parent, ends the child.
"""

import signal
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from powertui.services.ports import Clock, ProcessState
from powertui.services.signs_of_life import SignsOfLife

GIVE_UP_WITHIN_S = 60.0
SETTLED_AFTER_S = 600.0
"""A child that ran for so long began well: the next time, it is waited for as after the first end."""
END_WITHIN_S = 2.0
"""What a child has to end in order once it is told to; then it is killed."""
MOST_DOUBLINGS = 4
"""Of the silence that is put up with, each time that a child was killed for it and was not heard since."""


@dataclass(frozen=True, slots=True)
class RestartRule:
    """When a child that has ended is started again: after waits that double, up to a longest one."""

    first_after_s: float = 1.0
    longest_after_s: float = 1.0
    give_up_after: int | None = 5
    """Restarts within `GIVE_UP_WITHIN_S`: then something is wrong that a restart does not mend. None: never."""

    def wait_s(self, ends: int) -> float:
        """Before it is started again, after so many ends in a row (one or more)."""
        # 2 ** 1000 is a number still, and 1000 waits of the longest are months.
        return min(self.first_after_s * 2.0 ** min(ends - 1, 1000), self.longest_after_s)


WHILE_WATCHED = RestartRule()
"""For a person who looks on, and is told when it is given up."""

FOR_EVER = RestartRule(longest_after_s=300.0, give_up_after=None)
"""For a process that runs for months with nobody before it."""


@dataclass(frozen=True, slots=True)
class ChildSpec:
    """How a child is started. It must end when its standard input does."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    """May hold secrets."""
    log_file: Path | None = None
    """What it says on stderr goes there; None: where this process's goes."""
    silent_for_s: float | None = None
    """It shows signs of life on its standard output (see `lifeline`): silent for longer, it hangs, and is killed.
    None: it shows none."""

    def start(self) -> "subprocess.Popen[bytes]":
        """Start it. Its standard input is the pipe that keeps it alive."""
        if self.log_file is None:
            return self._start(None)
        with self.log_file.open("ab") as log:
            return self._start(log.fileno())

    def _start(self, stderr: int | None) -> "subprocess.Popen[bytes]":
        # A session of its own: a Ctrl-C in the terminal is the parent's to handle.
        return subprocess.Popen(  # noqa: S603 - the command is this program itself
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL if self.silent_for_s is None else subprocess.PIPE,
            stderr=stderr,
            env=dict(self.environment),
            start_new_session=True,
        )


class Child:
    """A child that is kept: looked at now and then, started again by its rule."""

    def __init__(
        self, spec: ChildSpec, clock: Clock, rule: RestartRule, elapsed_s: Callable[[], float] = monotonic
    ) -> None:
        """`elapsed_s` is a clock that nobody sets."""
        self.spec = spec
        self._elapsed_s = elapsed_s
        self._signs: SignsOfLife | None = None
        self._hung_in_a_row = 0
        self._why_killed = ""
        self.rule = rule
        self.process: subprocess.Popen[bytes] | None = None
        self.how_it_ended = ""
        """Of the last end: `was ended by SIGKILL`; empty: none yet."""
        self.restarts = 0
        self._clock = clock
        self._started_at_s = 0.0
        self._restart_at_s: float | None = None
        self._recent_restarts_s: list[float] = []
        self._ends_in_a_row = 0

    def start(self) -> None:
        """Start it, now. What cannot be started has ended, and is tried again by the rule."""
        self._started_at_s = self._clock.now_s()
        self._restart_at_s = None
        try:
            self.process = self.spec.start()
            self._listen(self.process)
        except OSError as error:
            self._end(f"could not be started ({error.strerror})")

    @property
    def state(self) -> ProcessState:
        """As of the last look."""
        if self.process is not None:
            return ProcessState.RUNNING
        if self._restart_at_s is not None or not self.how_it_ended:
            return ProcessState.RESTARTING
        return ProcessState.FAILED

    def runs_for_s(self) -> float:
        """How long it has been running; 0 where it does not."""
        return self._clock.now_s() - self._started_at_s if self.process is not None else 0.0

    def check(self) -> None:
        """Look at it; start it again when it has ended, and its time has come."""
        now_s = self._clock.now_s()
        if self.process is not None and self.process.poll() is not None:
            how = self._ended(self.process.returncode)
            self._close()
            self._end(how)
        elif self.process is not None and self._signs is not None:
            self._watch(self.process, self._signs)
        if self.process is None and self._restart_at_s is not None:
            self._recent_restarts_s = [at_s for at_s in self._recent_restarts_s if now_s - at_s < GIVE_UP_WITHIN_S]
            if self.rule.give_up_after is not None and len(self._recent_restarts_s) >= self.rule.give_up_after:
                self._restart_at_s = None
            elif not 0 < self._restart_at_s - now_s <= self.rule.longest_after_s:
                # Due; or further off than any wait is, since the clock was set back.
                self.start()
                self._recent_restarts_s.append(now_s)
                self.restarts += 1

    def hang_up(self) -> None:
        """Close the pipe that keeps it alive."""
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()

    def wait(self, timeout_s: float = END_WITHIN_S) -> None:
        """Until it has ended, by force after a while."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._close()

    def last_words(self) -> str:
        """The last line that the child wrote to its log."""
        if self.spec.log_file is None:
            return ""
        try:
            lines = self.spec.log_file.read_text(errors="replace").strip().splitlines()
        except OSError:
            return ""
        return lines[-1][:300] if lines else ""

    def _listen(self, process: "subprocess.Popen[bytes]") -> None:
        if process.stdout is None or self.spec.silent_for_s is None:
            return
        # What needs longer than it is given would otherwise be killed for ever before it is done for the first time.
        patience_s = self.spec.silent_for_s * 2.0 ** min(self._hung_in_a_row, MOST_DOUBLINGS)
        self._signs = SignsOfLife(process.stdout.fileno(), patience_s, self._elapsed_s)

    def _watch(self, process: "subprocess.Popen[bytes]", signs: SignsOfLife) -> None:
        """Kill it if it hangs; that it has ended is seen at the next look, since the kernel may take its time."""
        if signs.look():
            self._hung_in_a_row = 0
        elif signs.is_overdue and not self._why_killed:
            self._hung_in_a_row += 1
            self._why_killed = f"gave no sign of life for {signs.patience_s:.0f} s and was killed"
            process.kill()

    def _end(self, how: str) -> None:
        now_s = self._clock.now_s()
        self.how_it_ended = how
        self._ends_in_a_row = 1 if now_s - self._started_at_s >= SETTLED_AFTER_S else self._ends_in_a_row + 1
        self._restart_at_s = now_s + self.rule.wait_s(self._ends_in_a_row)

    def _ended(self, code: int) -> str:
        if self._why_killed:
            return self._why_killed
        if code < 0:
            return f"was ended by {signal.Signals(-code).name}"
        said = self.last_words()
        return f"ended with code {code}" + (f" ({said})" if said else "")

    def _close(self) -> None:
        self.hang_up()
        if self.process is not None and self.process.stdout is not None:
            self.process.stdout.close()
        self.process, self._signs, self._why_killed = None, None, ""


def run_to_end(spec: ChildSpec, most_s: float) -> int | None:
    """Run a child once, and wait for it; its exit status, or None where it took longer than `most_s` and was killed."""
    with spec.start() as process:
        try:
            return process.wait(most_s)
        except subprocess.TimeoutExpired:
            process.kill()
            return None
