"""The plant's electricity at one moment: loads over cords, cords into outlets, outlets into branches, legs and inlets.

Three-phase units are wired wye: an outlet hangs between its leg and neutral. Volt-amps and amperes are added without
regard to their angle, so that every level is exactly the sum of the one below.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import sin, sqrt, tau

from collectors.simulator.demand import demand_w, demand_ws
from collectors.simulator.hardware import Cord, SimulatedLoad, SimulatedOutlet, SimulatedPdu
from collectors.simulator.plant import DemoPlant

SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Flow:
    """What flows at one place."""

    voltage_v: float
    current_a: float = 0.0
    active_power_w: float = 0.0
    apparent_power_va: float = 0.0
    energy_wh: float = 0.0

    @property
    def power_factor(self) -> float:
        """1 where nothing flows."""
        return self.active_power_w / self.apparent_power_va if self.apparent_power_va else 1.0


@dataclass(frozen=True, slots=True)
class PduState:
    """One PDU at one moment. `outlets`, `branches` and `legs` are in the order of the PDU's own."""

    at_s: float
    uptime_s: float
    frequency_hz: float
    outlets: tuple[Flow, ...]
    branches: tuple[Flow, ...]
    legs: tuple[Flow, ...]
    total: Flow

    @property
    def line_voltages_v(self) -> tuple[float, float, float]:
        """L1-L2, L2-L3, L3-L1, of a three-phase unit: two sides of a triangle with 120 degrees between them."""
        a, b, c = (leg.voltage_v for leg in self.legs)
        return _across(a, b), _across(b, c), _across(c, a)


@dataclass(slots=True)
class _Settled:
    """A cord's energy over the script's whole periods so far; only saves computing them again."""

    periods: int = 0
    energy_ws: float = 0.0


class Electricity:
    """Answers for a plant; the same question has the same answer, whatever was asked before."""

    def __init__(self, plant: DemoPlant) -> None:
        self._script = plant.script
        self._pdu_of_outlet = {outlet.id: pdu for pdu in plant.pdus for outlet in pdu.outlets}
        self._on = {outlet.id: outlet.is_on for pdu in plant.pdus for outlet in pdu.outlets}
        self._cords = {cord.outlet_id: (load, cord) for load in plant.loads for cord in load.cords}
        self._settled: dict[int, _Settled] = {}

    def load_w(self, load: SimulatedLoad, at_s: float) -> float:
        """What a load asks for, whether its cords can carry it or not."""
        return demand_w(load.demand, at_s) + self._script.extra_w(load.name, at_s)

    def share(self, load: SimulatedLoad, cord: Cord, at_s: float) -> float:
        """The part of the load that a cord carries: dead cords leave theirs to the living."""
        if not self.is_live(cord, at_s):
            return 0.0
        return cord.share / sum(each.share for each in load.cords if self.is_live(each, at_s))

    def is_live(self, cord: Cord, at_s: float) -> bool:
        pdu = self._pdu_of_outlet[cord.outlet_id]
        return (
            self._on[cord.outlet_id]
            and not self._script.cord_is_dead(cord.outlet_id, at_s)
            and self._script.has_power(pdu.device_id, at_s)
        )

    def cord_w(self, outlet_id: int, at_s: float) -> float:
        """Active power at an outlet; 0 where nothing is plugged in."""
        if outlet_id not in self._cords:
            return 0.0
        load, cord = self._cords[outlet_id]
        return self.load_w(load, at_s) * self.share(load, cord, at_s)

    def cord_ws(self, outlet_id: int, at_s: float) -> float:
        """Watt-seconds at an outlet since the start: the integral of `cord_w`."""
        if outlet_id not in self._cords:
            return 0.0
        load, cord = self._cords[outlet_id]
        outlet_ids = [each.outlet_id for each in load.cords]
        device_ids = [self._pdu_of_outlet[each].device_id for each in outlet_ids]
        switching_s = self._script.switching_times(outlet_ids, device_ids)
        if not switching_s:
            return self._asked_ws(load, 0.0, at_s) * self.share(load, cord, 0.0)
        period_s = self._script.period_s
        periods = int(at_s // period_s)
        settled = self._settled.get(outlet_id, _Settled())
        if settled.periods > periods:
            settled = _Settled()
        energy_ws = settled.energy_ws + sum(
            self._carried_ws(load, cord, number * period_s, switching_s, period_s)
            for number in range(settled.periods, periods)
        )
        self._settled[outlet_id] = _Settled(periods, energy_ws)
        begun_s = periods * period_s
        return energy_ws + self._carried_ws(load, cord, begun_s, switching_s, at_s - begun_s)

    def pdu(self, pdu: SimulatedPdu, at_s: float) -> PduState:
        """A PDU's whole state."""
        has_power = self._script.has_power(pdu.device_id, at_s)
        voltages = {
            leg: _leg_voltage_v(pdu.feed_id, position, at_s) if has_power else 0.0
            for position, leg in enumerate(pdu.model.legs)
        }
        outlets = tuple(self._outlet(pdu, outlet, voltages[outlet.leg], at_s) for outlet in pdu.outlets)
        branches = tuple(
            _sum((flow for flow, outlet in zip(outlets, pdu.outlets, strict=True) if outlet.branch == branch))
            for branch in pdu.branches
        )
        legs = tuple(
            _sum((flow for flow, outlet in zip(outlets, pdu.outlets, strict=True) if outlet.leg is leg))
            for leg in pdu.model.legs
        )
        booted_at_s = self._script.booted_at_s(pdu.device_id, at_s)
        return PduState(
            at_s=at_s,
            uptime_s=at_s + pdu.uptime_before_s if booted_at_s is None else at_s - booted_at_s,
            frequency_hz=50.0 + 0.03 * sin(tau * at_s / 97) if has_power else 0.0,
            outlets=outlets,
            branches=branches,
            legs=legs,
            total=_sum(legs),
        )

    def _outlet(self, pdu: SimulatedPdu, outlet: SimulatedOutlet, voltage_v: float, at_s: float) -> Flow:
        if outlet.id not in self._cords:
            return Flow(voltage_v)
        load, cord = self._cords[outlet.id]
        active_w = self.cord_w(outlet.id, at_s)
        apparent_va = active_w / load.power_factor
        before_ws = load.demand.mean_w * cord.share * pdu.installed_before_s
        return Flow(
            voltage_v=voltage_v,
            current_a=apparent_va / voltage_v if voltage_v else 0.0,
            active_power_w=active_w,
            apparent_power_va=apparent_va,
            energy_wh=(before_ws + self.cord_ws(outlet.id, at_s)) / SECONDS_PER_HOUR,
        )

    def _asked_ws(self, load: SimulatedLoad, from_s: float, until_s: float) -> float:
        demanded_ws = demand_ws(load.demand, until_s) - demand_ws(load.demand, from_s)
        return demanded_ws + self._script.extra_ws(load.name, until_s) - self._script.extra_ws(load.name, from_s)

    def _carried_ws(
        self, load: SimulatedLoad, cord: Cord, begun_s: float, switching_s: tuple[float, ...], length_s: float
    ) -> float:
        """A cord's watt-seconds in the first `length_s` of a period; between two switchings its share is constant."""
        bounds = [0.0, *(moment for moment in switching_s if 0.0 < moment < length_s), length_s]
        return sum(
            self._asked_ws(load, begun_s + first, begun_s + last) * self.share(load, cord, begun_s + (first + last) / 2)
            for first, last in pairwise(bounds)
        )


def _leg_voltage_v(feed_id: int, position: int, at_s: float) -> float:
    """Leg to neutral, 228 to 233 V: each leg of each feed has its own level and breathes a little."""
    own = sin(7.0 * feed_id + 2.0 * position)
    return 230.5 + 0.9 * own + 0.9 * sin(tau * at_s / 840 + position) + 0.4 * sin(tau * at_s / 61 + 3 * own)


def _sum(flows: Iterable[Flow]) -> Flow:
    """Flows side by side: the voltage is their mean, the rest adds up."""
    several = tuple(flows)
    return Flow(
        voltage_v=sum(flow.voltage_v for flow in several) / len(several),
        current_a=sum(flow.current_a for flow in several),
        active_power_w=sum(flow.active_power_w for flow in several),
        apparent_power_va=sum(flow.apparent_power_va for flow in several),
        energy_wh=sum(flow.energy_wh for flow in several),
    )


def _across(a_v: float, b_v: float) -> float:
    return sqrt(a_v * a_v + b_v * b_v + a_v * b_v)
