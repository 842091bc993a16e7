"""How many first discoveries may be under way: many on a machine that has time for them, few where polls begin late."""

import asyncio
from collections import deque
from contextlib import suppress
from types import TracebackType

LATE_S = 0.2
"""Turns that are later than this show that there is too much to do."""

LOOK_EVERY_S = 1.0
"""So often the number is changed; a burst counts once."""

LEAST = 16
MORE = 4


class Pace:
    """A gate for as many as are let in at a time: twice as few after each late second, some more after each other."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.limit = most
        self._inside = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._looked_at_s: float | None = None
        self._worst_s = 0.0

    def note(self, now_s: float, late_s: float) -> None:
        """Something began so late."""
        self._worst_s = max(self._worst_s, late_s)
        if self._looked_at_s is None:
            self._looked_at_s = now_s
        if now_s - self._looked_at_s < LOOK_EVERY_S:
            return
        is_late, self._worst_s, self._looked_at_s = self._worst_s > LATE_S, 0.0, now_s
        least = min(LEAST, self._most)
        self.limit = max(least, self.limit // 2) if is_late else min(self._most, self.limit + MORE)
        self._let_in()

    async def __aenter__(self) -> None:
        if self._inside < self.limit and not self._waiting:
            self._inside += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                await self.__aexit__(None, None, None)
            with suppress(ValueError):
                self._waiting.remove(turn)
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._inside -= 1
        self._let_in()

    def _let_in(self) -> None:
        while self._waiting and self._inside < self.limit:
            turn = self._waiting.popleft()
            if not turn.done():
                self._inside += 1
                turn.set_result(None)
