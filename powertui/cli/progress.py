"""How far a long command is: one line on stderr that is written over, and nothing where there is no terminal."""

import sys
from time import monotonic
from types import TracebackType
from typing import Self

SHOWN_AFTER_S = 0.5
"""What is done sooner needs no line."""

EVERY_S = 0.1


class ProgressLine:
    """`with ProgressLine("racks") as progress: ... progress(done, total)`."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._stream = sys.stderr
        self._width = 0
        self._next_s = monotonic() + SHOWN_AFTER_S

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._width:
            self._stream.write(f"\r{' ' * self._width}\r")
            self._stream.flush()

    def __call__(self, done: int, total: int) -> None:
        """Take note of how much is done."""
        now_s = monotonic()
        if now_s < self._next_s or not self._stream.isatty():
            return
        self._next_s = now_s + EVERY_S
        text = f"{self._what}: {done:,} of {total:,}"
        self._stream.write(f"\r{text.ljust(self._width)}")
        self._stream.flush()
        self._width = len(text)
