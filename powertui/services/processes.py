"""The processes that a front end starts and keeps: started once, restarted when they end, ended with it."""

import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from powertui.services.ports import Clock, ProcessState, ProcessStatus

RESTART_AFTER_S = 1.0
GIVE_UP_AFTER = 5
"""Restarts within `GIVE_UP_WITHIN_S`; then something is wrong that a restart does not mend."""
GIVE_UP_WITHIN_S = 60.0
SHOW_RESTART_FOR_S = 15.0
"""How long a restart is worth saying."""


@dataclass(frozen=True, slots=True)
class ChildSpec:
    """How a child is started. It must end when its standard input does."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    """May hold secrets."""
    log_file: Path


class _Child:
    def __init__(self, spec: ChildSpec, clock: Clock) -> None:
        self.spec = spec
        self.clock = clock
        self.process: subprocess.Popen[bytes] | None = None
        self.ended: str = ""
        self.restart_at_s: float | None = None
        self.restarted_at_s: list[float] = []

    def start(self) -> None:
        with self.spec.log_file.open("ab") as log:
            # A session of its own: a Ctrl-C in the terminal is the front end's to handle.
            self.process = subprocess.Popen(  # noqa: S603 - the command is this program itself
                self.spec.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=log,
                env=dict(self.spec.environment),
                start_new_session=True,
            )
        self.restart_at_s = None

    def check(self) -> ProcessStatus:
        now_s = self.clock.now_s()
        if self.process is not None and self.process.poll() is not None:
            self.ended = self._how_it_ended(self.process.returncode)
            self._close()
            self.restart_at_s = now_s + RESTART_AFTER_S
        if self.process is None and self.restart_at_s is not None:
            recent = [at_s for at_s in self.restarted_at_s if now_s - at_s < GIVE_UP_WITHIN_S]
            if len(recent) >= GIVE_UP_AFTER:
                self.restart_at_s = None
            elif now_s >= self.restart_at_s:
                self.restarted_at_s.append(now_s)
                self.start()
        return self._status(now_s)

    def _status(self, now_s: float) -> ProcessStatus:
        restarts = len(self.restarted_at_s)
        if self.process is not None:
            since_s = now_s - self.restarted_at_s[-1] if self.restarted_at_s else None
            detail = ""
            if since_s is not None and since_s < SHOW_RESTART_FOR_S:
                detail = f"the {self.spec.name} {self.ended} and was started again {since_s:.0f} s ago"
            return ProcessStatus(self.spec.name, ProcessState.RUNNING, detail, restarts)
        if self.restart_at_s is not None:
            return ProcessStatus(
                self.spec.name,
                ProcessState.RESTARTING,
                f"the {self.spec.name} {self.ended}, starting it again",
                restarts,
            )
        if not self.ended:
            return ProcessStatus(self.spec.name, ProcessState.RESTARTING, f"starting the {self.spec.name}", restarts)
        return ProcessStatus(
            self.spec.name,
            ProcessState.FAILED,
            f"the {self.spec.name} {self.ended}, {GIVE_UP_AFTER} times in a minute: see {self.spec.log_file}",
            restarts,
        )

    def _how_it_ended(self, code: int) -> str:
        if code < 0:
            return f"was ended by {signal.Signals(-code).name}"
        said = self.last_words()
        return f"ended with code {code}" + (f" ({said})" if said else "")

    def last_words(self) -> str:
        """The last line that the child wrote to its log."""
        try:
            lines = self.spec.log_file.read_text(errors="replace").strip().splitlines()
        except OSError:
            return ""
        return lines[-1][:300] if lines else ""

    def hang_up(self) -> None:
        """Close the pipe that keeps it alive."""
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()

    def wait(self, timeout_s: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._close()

    def _close(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
        self.process = None


class ChildProcesses:
    """A Supervisor of real processes."""

    def __init__(self, specs: Sequence[ChildSpec], clock: Clock) -> None:
        self._children = tuple(_Child(spec, clock) for spec in specs)

    def start(self) -> None:
        """Start all. Returns at once."""
        for child in self._children:
            child.start()

    def check(self) -> tuple[ProcessStatus, ...]:
        """Look at each; start again what has ended."""
        return tuple(child.check() for child in self._children)

    def stop(self) -> None:
        """End all, the last started first, and wait for it."""
        for child in reversed(self._children):
            child.hang_up()
        for child in reversed(self._children):
            child.wait(2.0)
