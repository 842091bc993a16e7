"""What moved first: the outlet whose step made a load cross its limit, from recent history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from powertui.domain.alerts import FirstMover
from powertui.domain.plant import HistoryPoint

LEAST_STEP_W = 20.0
"""Loads breathe: what moves by less is not what moved."""

EQUAL_SHARE = 0.5
"""Of the greatest step: what moved at least so much counts as a mover too, and the first of them is meant."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may have moved, with its history in the order of time."""

    name: str
    points: Sequence[HistoryPoint]


@dataclass(frozen=True, slots=True)
class Step:
    """The greatest change of one series in one direction."""

    before_w: float
    after_w: float
    at_s: float
    """The first sample that shows half of it or more: of a jump the jump itself, of a ramp its middle."""

    @property
    def size_w(self) -> float:
        return abs(self.after_w - self.before_w)


def first_riser(candidates: Iterable[Candidate], until_s: float) -> FirstMover | None:
    """The one that rose first among those that rose most until a moment; None where nothing stands out.

    `until_s` is the sample at which the limit was crossed: what rises later did not cause it.
    """
    return _first(candidates, until_s, sign=1)


def first_faller(candidates: Iterable[Candidate], until_s: float) -> FirstMover | None:
    """The same of what fell."""
    return _first(candidates, until_s, sign=-1)


def greatest_step(points: Sequence[HistoryPoint], until_s: float, sign: int) -> Step | None:
    """The greatest rise (`sign` 1) or fall (-1) between any two moments; gaps are passed over, nothing is guessed."""
    known = [
        (point.at_s, sign * point.active_power_w)
        for point in points
        if point.active_power_w is not None and point.at_s <= until_s
    ]
    if len(known) < 2:
        return None
    best, best_from, best_to = 0.0, 0, 0
    lowest = 0
    for position in range(1, len(known)):
        rise = known[position][1] - known[lowest][1]
        # Of equal ones the later start: where it has not moved yet.
        if known[position][1] <= known[lowest][1]:
            lowest = position
        elif rise > best:
            best, best_from, best_to = rise, lowest, position
    if best <= 0:
        return None
    half = known[best_from][1] + best / 2
    at_s = next(moment for moment, value in known[best_from:] if value >= half)
    return Step(before_w=sign * known[best_from][1], after_w=sign * known[best_to][1], at_s=at_s)


def _first(candidates: Iterable[Candidate], until_s: float, sign: int) -> FirstMover | None:
    steps = [
        (step, candidate)
        for candidate in candidates
        if (step := greatest_step(candidate.points, until_s, sign)) is not None and step.size_w >= LEAST_STEP_W
    ]
    if not steps:
        return None
    greatest_w = max(step.size_w for step, _ in steps)
    movers = [(step, candidate) for step, candidate in steps if step.size_w >= EQUAL_SHARE * greatest_w]
    step, candidate = min(movers, key=lambda one: (one[0].at_s, -one[0].size_w, one[1].name))
    return FirstMover(candidate.name, step.at_s, step.before_w, step.after_w)
