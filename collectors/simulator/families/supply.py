"""What flows in a simulated device at a moment: loads on outlets, added up to branches, legs and units.

Volt-amperes are added without regard to their angle, as in the demo's plant: every level is the sum of the one below.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sin, sqrt, tau
from random import Random

from collectors.simulator.demand import demand_w, demand_ws
from collectors.simulator.electricity import Flow
from collectors.simulator.families.shape import PAIRS, Shape, SimPart, Wires, outlets_of
from collectors.simulator.hardware import Demand
from powertui.domain.reading import Leg, SubjectKind

VOLTS = 230.0
_JOULES_PER_WH = 3600.0
_EVERY = 8
"""One outlet in so many is switched off."""
_SHARE_OF_OUTLET = (0.6, 1.4)
_ENDS = {Leg.AB: (Leg.A, Leg.B), Leg.BC: (Leg.B, Leg.C), Leg.CA: (Leg.C, Leg.A)}


@dataclass(frozen=True, slots=True)
class _Load:
    """What hangs on an outlet."""

    demand: Demand
    power_factor: float
    energy_before_wh: float
    is_on: bool


class Supply:
    """The same shape, load and seed have the same figures at the same time. Times are seconds since the start."""

    def __init__(self, shape: Shape, load_w: float, seed: int) -> None:
        """`load_w` is the mean of a whole unit."""
        random = Random(seed)  # noqa: S311 - plausible figures, no secrets
        self.shape = shape
        self._parts = tuple(outlets_of(shape))
        self._loads = {part: _load(random, load_w / max(1, shape.outlets), part) for part in self._parts}

    def is_on(self, part: SimPart) -> bool:
        """Whether an outlet is switched on; other parts are."""
        load = self._loads.get(part)
        return load is None or load.is_on

    def flow(self, part: SimPart, at_s: float) -> Flow:
        """What flows at a part."""
        match part.kind:
            case SubjectKind.OUTLET:
                return self._outlet(part, at_s)
            case SubjectKind.BRANCH:
                hung = [each for each in self._of_unit(part.unit) if each.branch == part.number]
                return self._sum(hung, self._volts(part.leg, at_s), at_s)
            case SubjectKind.PHASE | SubjectKind.LINE:
                return self._leg(part, at_s)
            case SubjectKind.INPUT:
                # The first source carries all; what a second one would carry is nothing.
                return self._unit(1, at_s) if part.number == 1 else Flow(self._volts(None, at_s))
            case _:
                return self._unit(part.unit, at_s)

    def frequency_hz(self, at_s: float) -> float:
        return 50.0 + 0.02 * sin(tau * at_s / 97.0)

    def line_to_line_v(self, at_s: float) -> float:
        return self._volts(None, at_s) * sqrt(3)

    def _of_unit(self, unit: int) -> Iterable[SimPart]:
        return (part for part in self._parts if part.unit == unit)

    def _unit(self, unit: int, at_s: float) -> Flow:
        whole = self._sum(self._of_unit(unit), self._volts(None, at_s), at_s)
        lines = len(self.shape.lines)
        if lines == 1:
            return whole
        volts = whole.voltage_v * sqrt(3) if self.shape.wires is Wires.DELTA else whole.voltage_v
        # A unit's current is that of its lines on average.
        mean_a = whole.apparent_power_va / (whole.voltage_v * lines)
        return Flow(volts, mean_a, whole.active_power_w, whole.apparent_power_va, whole.energy_wh)

    def _leg(self, part: SimPart, at_s: float) -> Flow:
        outlets = list(self._of_unit(part.unit))
        if self.shape.wires is not Wires.DELTA or part.leg in PAIRS:
            return self._sum([each for each in outlets if each.leg is part.leg], self._volts(part.leg, at_s), at_s)
        if part.leg is Leg.NEUTRAL:
            return Flow(0.0)
        # A line between two pairs: half of each pair's power; its current is that of two loads 120 degrees apart.
        pairs = [pair for pair, ends in _ENDS.items() if part.leg in ends]
        one, other = (
            self._sum([each for each in outlets if each.leg is pair], self._volts(pair, at_s), at_s) for pair in pairs
        )
        amps = sqrt(one.current_a**2 + other.current_a**2 + one.current_a * other.current_a)
        return Flow(
            self._volts(pairs[0], at_s),
            amps,
            (one.active_power_w + other.active_power_w) / 2,
            (one.apparent_power_va + other.apparent_power_va) / 2,
            (one.energy_wh + other.energy_wh) / 2,
        )

    def neutral_a(self, unit: int, at_s: float) -> float:
        """What wye lines send back through the neutral."""
        if self.shape.wires is not Wires.WYE:
            return 0.0
        a, b, c = (self._leg(SimPart(SubjectKind.LINE, unit, 1, leg), at_s).current_a for leg in self.shape.lines)
        return sqrt(max(0.0, a * a + b * b + c * c - a * b - b * c - c * a))

    def _outlet(self, part: SimPart, at_s: float) -> Flow:
        load, volts = self._loads[part], self._volts(part.leg, at_s)
        if not load.is_on:
            return Flow(volts, energy_wh=load.energy_before_wh)
        watts = demand_w(load.demand, at_s)
        va = watts / load.power_factor
        energy_wh = load.energy_before_wh + demand_ws(load.demand, at_s) / _JOULES_PER_WH
        return Flow(volts, va / volts, watts, va, energy_wh)

    def _sum(self, parts: Iterable[SimPart], volts: float, at_s: float) -> Flow:
        flows = [self._outlet(part, at_s) for part in parts]
        return Flow(
            volts,
            sum(flow.current_a for flow in flows),
            sum(flow.active_power_w for flow in flows),
            sum(flow.apparent_power_va for flow in flows),
            sum(flow.energy_wh for flow in flows),
        )

    def _volts(self, leg: Leg | None, at_s: float) -> float:
        between = sqrt(3) if leg in PAIRS else 1.0
        place = 0 if leg is None else (*PAIRS, Leg.A, Leg.B, Leg.C, Leg.NEUTRAL).index(leg) % 3
        return between * (VOLTS + 0.4 * place + 0.8 * sin(tau * at_s / 311.0 + place))


def _load(random: Random, mean_w: float, part: SimPart) -> _Load:
    demand = Demand(
        mean_w=mean_w * random.uniform(*_SHARE_OF_OUTLET),
        daily=0.08,
        restless=0.04,
        step=0.0,
        step_period_s=3600.0,
        step_length_s=600.0,
        phase=random.uniform(0, tau),
    )
    is_on = part.number % _EVERY != 0
    return _Load(demand, round(random.uniform(0.9, 0.99), 3), round(random.uniform(2e4, 9e4)), is_on)
