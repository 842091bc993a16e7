"""Signs of life of a child that could hang: a byte now and then on its standard output, which its parent reads."""

import os
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

AT_MOST_S = 60.0
"""Between two looks no more than this counts as silence: whoever was asleep itself has not listened either."""

_AT_ONCE = 65_536
"""As much as a pipe holds."""


def show_life() -> None:
    """Say that the work goes on, to whoever started this process to hear it. Never waits, never fails."""
    # A parent that is held up, or gone, reads nothing; somebody's terminal is not to be filled with it.
    with suppress(OSError, ValueError):
        descriptor = sys.stdout.fileno()
        if stat.S_ISFIFO(os.fstat(descriptor).st_mode):
            os.set_blocking(descriptor, False)
            os.write(descriptor, b".")


class Silence:
    """Adds up the time since something was heard, from look to look, by a clock that nobody sets."""

    def __init__(self, elapsed_s: Callable[[], float] = monotonic) -> None:
        self._elapsed_s = elapsed_s
        self._looked_at_s = elapsed_s()
        self._silent_s = 0.0

    def note(self, *, heard: bool) -> float:
        """One look: how long it has been silent, in s; 0 if it was heard since the look before."""
        now_s = self._elapsed_s()
        passed_s = min(now_s - self._looked_at_s, AT_MOST_S)
        self._looked_at_s = now_s
        self._silent_s = 0.0 if heard else self._silent_s + passed_s
        return self._silent_s


class SignsOfLife:
    """The parent's side: looked at now and then, more often than the patience lasts."""

    def __init__(self, descriptor: int, patience_s: float, elapsed_s: Callable[[], float] = monotonic) -> None:
        os.set_blocking(descriptor, False)
        self.patience_s = patience_s
        self.is_overdue = False
        """As of the last look: silent for longer than is put up with."""
        self._descriptor = descriptor
        self._silence = Silence(elapsed_s)

    def look(self) -> bool:
        """Whether it was heard since the look before."""
        try:
            heard = bool(os.read(self._descriptor, _AT_ONCE))
        except BlockingIOError:
            heard = False
        self.is_overdue = self._silence.note(heard=heard) > self.patience_s
        return heard
