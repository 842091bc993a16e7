"""When each target is to be polled: spread evenly over its interval, rarer while it is silent, never twice at a time.

Times are of one clock that only goes forward. Pure but for its own state; 10,000 targets cost a heap's push and pop
each.
"""

import heapq
from dataclasses import dataclass

_GOLDEN = 0.618_033_988_749_895
"""Multiples of it, modulo 1, lie evenly in 0..1 however many there are."""

_ROUNDING_S = 1e-5
"""What seconds since the epoch, as floats, are good for."""

SILENT_AFTER = 3
"""Failed polls in a row, after which a target is polled less often."""

MOST_BACKOFF = 8
"""Intervals from one poll of a silent target to the next, at most."""


@dataclass(slots=True)
class _Turns:
    """One target's turns."""

    interval_s: float
    phase_s: float
    due_s: float
    failures: int = 0
    is_under_way: bool = False
    is_placed: bool = False
    """Its place was given to it: each turn belongs to one interval, however late it is taken."""
    generation: int = 0
    """Which of its entries in the heap counts."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a target's turns are, where it is not up to its schedule: the same for all pollers that share it."""

    phase_s: float
    """Within its interval."""
    after_s: float
    """Turns up to this moment are not its."""


def phase_of(target_id: int, interval_s: float) -> float:
    """The same phase wherever it is reckoned; those of ids in a row lie evenly in the interval."""
    return target_id * _GOLDEN % 1.0 * interval_s


@dataclass(frozen=True, slots=True)
class Due:
    """A target whose turn it is, and since when."""

    target_id: int
    due_s: float


@dataclass(slots=True)
class ScheduleCounts:
    """What has become of turns so far."""

    shed: int = 0
    """Turns that were left out because the one before was still under way."""


class Schedule:
    """Turns of all targets."""

    def __init__(self) -> None:
        self.counts = ScheduleCounts()
        self._turns: dict[int, _Turns] = {}
        self._heap: list[tuple[float, int, int]] = []
        self._dealt = 0
        self._pushed = 0

    def __contains__(self, target_id: int) -> bool:
        return target_id in self._turns

    def __len__(self) -> int:
        return len(self._turns)

    def put(self, target_id: int, interval_s: float, now_s: float, place: Place | None = None) -> None:
        """A target that is new, or has another interval: its first turn comes at once, then at its place.

        With a place that was given to it, the first turn comes at that, too.
        """
        known = self._turns.get(target_id)
        if known is not None and known.interval_s == interval_s:
            return
        if known is None:
            self._dealt += 1
        phase_s = self._dealt * _GOLDEN % 1.0 * interval_s if known is None else known.phase_s % interval_s
        due_s = now_s
        if place is not None:
            phase_s = place.phase_s
            due_s = phase_s + ((place.after_s + _ROUNDING_S - phase_s) // interval_s + 1) * interval_s
        turns = _Turns(interval_s, phase_s, due_s, is_placed=place is not None)
        turns.is_under_way = known is not None and known.is_under_way
        self._turns[target_id] = turns
        self._push(target_id, turns)

    def remove(self, target_id: int) -> float | None:
        """It is polled no longer. Returns when its next turn would have been due; None where it is not known."""
        turns = self._turns.pop(target_id, None)
        return None if turns is None else turns.due_s

    def keep_only(self, target_ids: set[int]) -> None:
        """Remove all others."""
        for target_id in self._turns.keys() - target_ids:
            del self._turns[target_id]

    def hurry(self, target_id: int, now_s: float) -> bool:
        """Its turn is now, besides its others; False where it is not known, or being polled at this moment."""
        turns = self._turns.get(target_id)
        if turns is None or turns.is_under_way:
            return False
        turns.due_s = now_s
        self._push(target_id, turns)
        return True

    def leave_room(self, target_id: int, now_s: float) -> None:
        """A turn took until now to begin: the next one is left out, if it would follow at once."""
        turns = self._turns.get(target_id)
        if turns is not None and turns.due_s < now_s + turns.interval_s / 2:
            turns.due_s += turns.interval_s
            self._push(target_id, turns)

    def take(self, now_s: float, most: int) -> list[Due]:
        """Up to `most` targets whose turn has come, longest due first. One that is still being polled is left out."""
        found: list[Due] = []
        heap = self._heap
        while heap and heap[0][0] <= now_s and len(found) < most:
            due_s, target_id, generation = heapq.heappop(heap)
            turns = self._turns.get(target_id)
            if turns is None or turns.generation != generation:
                continue
            if turns.is_under_way:
                self.counts.shed += 1
            else:
                turns.is_under_way = True
                found.append(Due(target_id, due_s))
            turns.due_s = self._next(turns, now_s)
            self._push(target_id, turns)
        return found

    def ended(self, target_id: int, *, answered: bool) -> None:
        """A turn is over. The next of a target that has been silent for long comes later."""
        turns = self._turns.get(target_id)
        if turns is None:
            return
        turns.is_under_way = False
        turns.failures = 0 if answered else turns.failures + 1
        skipped = min(2 ** max(0, turns.failures - SILENT_AFTER), MOST_BACKOFF) - 1 if not answered else 0
        if skipped:
            turns.due_s += skipped * turns.interval_s
            self._push(target_id, turns)

    def _next(self, turns: _Turns, now_s: float) -> float:
        """The next of a target's places in its intervals, at least a third of an interval from now if it may choose."""
        earliest_s = now_s + (_ROUNDING_S if turns.is_placed else turns.interval_s / 3)
        passed = -((turns.phase_s - earliest_s) // turns.interval_s)
        return turns.phase_s + passed * turns.interval_s

    def _push(self, target_id: int, turns: _Turns) -> None:
        # Never a number that there was before: a target may go, and come back.
        self._pushed += 1
        turns.generation = self._pushed
        heapq.heappush(self._heap, (turns.due_s, target_id, turns.generation))
