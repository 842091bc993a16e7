"""How many objects one request may ask an agent for: learnt from what it answers, refuses, cuts off or leaves silent.

A size that failed is halved; after good answers at the limit it is doubled again, once, and after each such attempt
that fails the next is made later.
"""

GROW_AFTER = 50
"""Good answers in a row, at the limit, after which more is asked for."""

_GROW_LAST = 20_000
"""The same after many attempts in vain: some days of polling."""


class RequestSize:
    """One agent's limit for one kind of request."""

    def __init__(self) -> None:
        self._limit: int | None = None
        self._proven = 0
        self._good = 0
        self._grow_after = GROW_AFTER
        self._has_grown = False

    def at_most(self, wanted: int) -> int:
        """How many of `wanted` objects to ask for at once; 1 at least."""
        return max(1, wanted if self._limit is None else min(wanted, self._limit))

    def is_proven(self, size: int) -> bool:
        """Whether the agent has answered as many, and not failed at as many since: silence is a lost packet then."""
        return size <= self._proven

    def failed(self, size: int) -> None:
        """The agent could not answer `size` objects: half as many from now on, or as many as it did answer."""
        if self._has_grown:
            self._grow_after = min(self._grow_after * 4, _GROW_LAST)
            self._has_grown = False
        if size <= self._proven:
            self._proven = size // 2
        half = max(1, size // 2, self._proven)
        self._limit = half if self._limit is None else min(self._limit, half)
        self._good = 0

    def answered(self, size: int) -> None:
        """It answered `size` objects."""
        self._proven = max(self._proven, size)
        if self._limit is None or size < self._limit:
            return
        self._good += 1
        if self._good >= self._grow_after:
            self._limit *= 2
            self._good = 0
            self._has_grown = True
