"""What a simulated device consists of, before any family says how its agent shows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from powertui.domain.reading import Leg, SubjectKind


class Wires(Enum):
    """How a unit is fed."""

    SINGLE = "single"
    WYE = "wye"
    DELTA = "delta"


LINES = (Leg.A, Leg.B, Leg.C)
PAIRS = (Leg.AB, Leg.BC, Leg.CA)


@dataclass(frozen=True, slots=True)
class Shape:
    """Counts are of each unit."""

    outlets: int = 12
    wires: Wires = Wires.WYE
    branches: int = 3
    units: int = 1
    sensors: int = 1
    inputs: int = 1
    """Sources of a transfer switch, or input lines of a UPS."""

    @property
    def legs(self) -> tuple[Leg, ...]:
        """What outlets hang on: a line and neutral, or two lines."""
        return {Wires.SINGLE: LINES[:1], Wires.WYE: LINES, Wires.DELTA: PAIRS}[self.wires]

    @property
    def lines(self) -> tuple[Leg, ...]:
        """The conductors, without the neutral."""
        return LINES[:1] if self.wires is Wires.SINGLE else LINES

    def leg_of_branch(self, branch: int) -> Leg:
        return self.legs[(branch - 1) % len(self.legs)]

    def branch_of_outlet(self, outlet: int) -> int:
        """Outlets of one branch stand side by side; 0 without branches."""
        return (outlet - 1) * self.branches // self.outlets + 1 if self.branches else 0

    def leg_of_outlet(self, outlet: int) -> Leg:
        branch = self.branch_of_outlet(outlet)
        return self.leg_of_branch(branch) if branch else self.legs[(outlet - 1) % len(self.legs)]


@dataclass(frozen=True, slots=True)
class SimPart:
    """A part of the device. `unit` and `number` count from 1, the number within its unit and kind."""

    kind: SubjectKind
    unit: int
    number: int
    leg: Leg | None = None
    branch: int = 0
    place: int = 0
    """Of an outlet: its number within its branch."""
    in_all: int = 1
    """Its number within all units."""

    @property
    def name(self) -> str:
        """As its user would have named it; unlike any other part's, and no leg's."""
        return f"sim {self.kind.value} {self.unit}.{self.number}"


def units_of(shape: Shape) -> Iterator[SimPart]:
    for unit in range(1, shape.units + 1):
        yield SimPart(SubjectKind.UNIT, unit, 1, in_all=unit)


def legs_of(shape: Shape, kind: SubjectKind, legs: tuple[Leg, ...]) -> Iterator[SimPart]:
    """Phases or lines: their numbers are those of all legs that there are, so that a leg always has the same."""
    for unit in range(1, shape.units + 1):
        for position, leg in enumerate(legs):
            number = position + 1
            yield SimPart(kind, unit, number, leg, in_all=(unit - 1) * len(legs) + number)


def branches_of(shape: Shape) -> Iterator[SimPart]:
    for unit in range(1, shape.units + 1):
        for number in range(1, shape.branches + 1):
            in_all = (unit - 1) * shape.branches + number
            yield SimPart(SubjectKind.BRANCH, unit, number, shape.leg_of_branch(number), number, in_all=in_all)


def outlets_of(shape: Shape) -> Iterator[SimPart]:
    for unit in range(1, shape.units + 1):
        places: dict[int, int] = {}
        for number in range(1, shape.outlets + 1):
            branch = shape.branch_of_outlet(number)
            places[branch] = places.get(branch, 0) + 1
            in_all = (unit - 1) * shape.outlets + number
            yield SimPart(SubjectKind.OUTLET, unit, number, shape.leg_of_outlet(number), branch, places[branch], in_all)


def sensors_of(shape: Shape) -> Iterator[SimPart]:
    for number in range(1, shape.sensors + 1):
        yield SimPart(SubjectKind.SENSOR, 1, number, in_all=number)


def inputs_of(shape: Shape) -> Iterator[SimPart]:
    for number in range(1, shape.inputs + 1):
        yield SimPart(SubjectKind.INPUT, 1, number, in_all=number)


def choices_of(shape: Shape, kind: SubjectKind) -> tuple[tuple[SimPart, ...], ...]:
    """The parts that a table of a kind may have, the likeliest first: phases of a delta may be pairs or lines."""
    makers = {
        SubjectKind.UNIT: units_of,
        SubjectKind.INPUT: inputs_of,
        SubjectKind.BRANCH: branches_of,
        SubjectKind.OUTLET: outlets_of,
        SubjectKind.SENSOR: sensors_of,
    }
    if kind in makers:
        return (tuple(makers[kind](shape)),)
    if kind is SubjectKind.LINE:
        further: tuple[Leg, ...] = (Leg.NEUTRAL,) if shape.wires is Wires.WYE else ()
        sets = (shape.lines, further)
    else:
        sets = (shape.legs, {Wires.SINGLE: (), Wires.WYE: PAIRS, Wires.DELTA: shape.lines}[shape.wires])
    return tuple(tuple(legs_of(shape, kind, legs)) for legs in sets if legs)
