"""The figures of a part: what a perfect meter would say of each quantity. This is what a reader must get back."""

from collections.abc import Callable, Mapping
from math import sin, sqrt, tau

from collectors.simulator.electricity import Flow
from collectors.simulator.families.shape import Shape, SimPart, Wires
from collectors.simulator.families.supply import VOLTS, Supply
from powertui.domain.reading import LoadState, OutletState, Quantity, SubjectKind, Wiring

_RATED_A = {SubjectKind.OUTLET: 10, SubjectKind.BRANCH: 16, SubjectKind.SENSOR: 16}
_UNIT_RATED_A = 32
_LOW, _NEAR, _OVER = 0.05, 0.8, 0.95
"""Where a device's thresholds are, as parts of the rating."""
_OF_CURRENT = {
    Quantity.LOW_LOAD_CURRENT: _LOW,
    Quantity.NEAR_OVERLOAD_CURRENT: _NEAR,
    Quantity.OVERLOAD_CURRENT: _OVER,
}
_OF_POWER = {Quantity.LOW_LOAD_POWER: _LOW, Quantity.NEAR_OVERLOAD_POWER: _NEAR, Quantity.OVERLOAD_POWER: _OVER}
_OF_SHARE = {Quantity.LOW_LOAD_SHARE: _LOW, Quantity.NEAR_OVERLOAD_SHARE: _NEAR, Quantity.OVERLOAD_SHARE: _OVER}
_MEAN_POWER_FACTOR, _PEAK = 0.95, 1.25
_FLOWS: Mapping[Quantity, Callable[[Flow], float]] = {
    Quantity.CURRENT: lambda flow: flow.current_a,
    Quantity.VOLTAGE: lambda flow: flow.voltage_v,
    Quantity.ACTIVE_POWER: lambda flow: flow.active_power_w,
    Quantity.APPARENT_POWER: lambda flow: flow.apparent_power_va,
    Quantity.REACTIVE_POWER: lambda flow: sqrt(max(0.0, flow.apparent_power_va**2 - flow.active_power_w**2)),
    Quantity.POWER_FACTOR: lambda flow: flow.power_factor,
    Quantity.ENERGY: lambda flow: flow.energy_wh / 1000,
    Quantity.ENERGY_RESETTABLE: lambda flow: flow.energy_wh / 1000,
    Quantity.APPARENT_ENERGY: lambda flow: flow.energy_wh / 1000 / _MEAN_POWER_FACTOR,
    Quantity.PEAK_POWER: lambda flow: flow.active_power_w * _PEAK,
}
_CONSTANT: dict[Quantity, float] = {
    Quantity.LOAD_STATE: LoadState.NORMAL,
    Quantity.STATUS: LoadState.NORMAL,
    Quantity.SELECTED_SOURCE: 1,
    Quantity.REDUNDANCY: 1,
    Quantity.INLET_COUNT: 1,
    Quantity.RESIDUAL_CURRENT: 3.0,
    Quantity.UNBALANCE: 7.0,
}


def rated_a(part: SimPart) -> int:
    return _RATED_A.get(part.kind, _UNIT_RATED_A)


def rated_va(part: SimPart, shape: Shape) -> float:
    """The rated current on all conductors at 230 V."""
    whole = part.kind in {SubjectKind.UNIT, SubjectKind.INPUT}
    return rated_a(part) * VOLTS * (len(shape.lines) if whole else 1)


class Figures:
    """All figures of a device at one moment, in the unit of each quantity."""

    def __init__(self, supply: Supply, at_s: float) -> None:
        self._supply = supply
        self.at_s = at_s
        self._known: dict[SimPart, Mapping[Quantity, float]] = {}

    def of(self, part: SimPart, quantity: Quantity) -> float:
        """One figure; enumerations are the numbers of the domain's words."""
        if part not in self._known:
            self._known[part] = self._all(part)
        return self._known[part][quantity]

    def _all(self, part: SimPart) -> Mapping[Quantity, float]:
        flow = self._supply.flow(part, self.at_s)
        flows = {quantity: figure(flow) for quantity, figure in _FLOWS.items()}
        return flows | _CONSTANT | self._thresholds(part) | self._counts(part) | self._others(part, flow)

    def _thresholds(self, part: SimPart) -> dict[Quantity, float]:
        power = rated_va(part, self._supply.shape)
        return (
            {quantity: share * rated_a(part) for quantity, share in _OF_CURRENT.items()}
            | {quantity: round(share * power, -2) for quantity, share in _OF_POWER.items()}
            | {quantity: 100 * share for quantity, share in _OF_SHARE.items()}
            | {
                Quantity.RATED_CURRENT: rated_a(part),
                Quantity.RATED_POWER: power,
                Quantity.RATED_APPARENT_POWER: power,
            }
        )

    def _counts(self, part: SimPart) -> dict[Quantity, float]:
        shape = self._supply.shape
        return {
            Quantity.OUTLET_COUNT: shape.outlets,
            Quantity.SWITCHED_OUTLET_COUNT: shape.outlets,
            Quantity.METERED_OUTLET_COUNT: shape.outlets,
            Quantity.PHASE_COUNT: len(shape.lines),
            Quantity.BANK_COUNT: shape.branches,
            Quantity.BREAKER_COUNT: shape.branches,
            Quantity.BANK: part.branch,
            Quantity.CIRCUIT: part.branch,
        }

    def _others(self, part: SimPart, flow: Flow) -> dict[Quantity, float]:
        supply, at_s = self._supply, self.at_s
        is_delta = supply.shape.wires is Wires.DELTA
        return {
            Quantity.STATE: OutletState.ON if supply.is_on(part) else OutletState.OFF,
            Quantity.WIRING: Wiring.DELTA if is_delta else Wiring.WYE,
            Quantity.NOMINAL_VOLTAGE: VOLTS * (sqrt(3) if is_delta and part.leg is None else 1),
            Quantity.VOLTAGE_LINE_TO_LINE: supply.line_to_line_v(at_s),
            Quantity.LOAD_SHARE: 100 * flow.apparent_power_va / rated_va(part, supply.shape),
            Quantity.NEUTRAL_CURRENT: supply.neutral_a(part.unit, at_s),
            Quantity.FREQUENCY: supply.frequency_hz(at_s),
            Quantity.TEMPERATURE: 23.0 + part.number / 2 + 0.5 * sin(tau * at_s / 1800),
            Quantity.HUMIDITY: 44.0 + part.number + sin(tau * at_s / 2400),
        }
