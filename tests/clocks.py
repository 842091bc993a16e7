"""A clock that stands still until it is told to move."""

from dataclasses import dataclass

from tests.plants import NOW_S


@dataclass
class StillClock:
    """A Clock for tests."""

    seconds: float = NOW_S

    def now_s(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.seconds += seconds
