"""Eaton ePDU G3: EATON-EPDU-MIB (534.6.6.7).

Milli-units; the first index is the strap, 0 for the first unit of a chain.
"""

from math import sqrt

from collectors.simulator.agents.common import (
    FlowOf,
    add_system_group,
    branch,
    leg,
    neutral_current_a,
    outlet,
    rated_va,
    total,
)
from collectors.simulator.electricity import Flow, PduState
from collectors.simulator.hardware import Connector, SimulatedOutlet, SimulatedPdu
from collectors.simulator.mib import MibBuilder, Reader
from powertui.domain.choices import FeedLeg, Phase

_EPDU = "1.3.6.1.4.1.534.6.6.7"
_STRAP = 0
_INPUT = f"{_STRAP}.1"
_NOT_SUPPORTED = -1
_GOOD, _HIGH_WARNING, _HIGH_CRITICAL = 0, 3, 4
_MANAGED = 3
_SINGLE_PHASE, _THREE_PHASE_WYE = 1, 4
_BREAKER_ONE_POLE, _BREAKER_ON = 1, 1
_PARENT_IS_BREAKER = 1
_OUTLET_TYPE = {Connector.C13: 1, Connector.C19: 2}
_WARNING = 0.8
_LEADING_BELOW = 0.955
"""Power supplies with a worse power factor than this are capacitive: they lead, which the MIB shows as a minus."""


def describe(mib: MibBuilder, pdu: SimulatedPdu) -> None:
    """All objects of a stand-alone unit."""
    add_system_group(mib, pdu, f"ePDU {pdu.model.name.removeprefix('EPDU ')}", _EPDU)
    _identify(mib, pdu)
    _input(mib, pdu)
    _input_voltages(mib, pdu)
    _input_currents(mib, pdu)
    _input_powers(mib, pdu)
    for number in pdu.branches:
        _group(mib, pdu, number)
    for each in pdu.outlets:
        _outlet(mib, each, single_phase=pdu.model.phase is Phase.SINGLE)


def _identify(mib: MibBuilder, pdu: SimulatedPdu) -> None:
    """Fill unitsPresent and unitTable."""
    model, row = pdu.model, f"{_EPDU}.1.2.1"
    mib.text(f"{_EPDU}.1.1.0", str(_STRAP))
    texts = ((2, model.name), (3, model.part), (4, pdu.serial), (5, model.firmware), (6, pdu.name))
    for column, value in texts:
        mib.text(f"{row}.{column}.{_STRAP}", value)
    mib.integer(f"{row}.10.{_STRAP}", _MANAGED)
    counts = ((20, 1), (21, model.branch_count), (22, model.outlet_count), (23, 0), (24, 0))
    for column, count in counts:
        mib.integer(f"{row}.{column}.{_STRAP}", count)


def _input(mib: MibBuilder, pdu: SimulatedPdu) -> None:
    """Fill inputTable and inputTotalTable."""
    three_phase = pdu.model.phase is Phase.THREE
    row, sums = f"{_EPDU}.3.1.1", f"{_EPDU}.3.5.1"
    mib.integer(f"{row}.2.{_INPUT}", _THREE_PHASE_WYE if three_phase else _SINGLE_PHASE)
    mib.integer(f"{row}.3.{_INPUT}", lambda state: state.frequency_hz * 10)
    mib.integer(f"{row}.4.{_INPUT}", _GOOD)
    mib.integer(f"{row}.5.{_INPUT}", 6 if three_phase else 1)
    mib.integer(f"{row}.6.{_INPUT}", 4 if three_phase else 1)
    mib.integer(f"{row}.7.{_INPUT}", 4 if three_phase else 1)
    mib.text(f"{row}.10.{_INPUT}", "Feed A" if pdu.name.endswith("a") else "Feed B")
    mib.integer(f"{sums}.3.{_INPUT}", lambda state: state.total.apparent_power_va)
    mib.integer(f"{sums}.4.{_INPUT}", lambda state: state.total.active_power_w)
    mib.gauge(f"{sums}.5.{_INPUT}", lambda state: int(state.total.energy_wh))
    mib.integer(f"{sums}.7.{_INPUT}", lambda state: _signed_power_factor(state.total) * 1000)
    mib.integer(f"{sums}.8.{_INPUT}", lambda state: _reactive_var(state.total))
    mib.integer(f"{sums}.9.{_INPUT}", rated_va(pdu))


def _input_voltages(mib: MibBuilder, pdu: SimulatedPdu) -> None:
    """Fill inputVoltageTable: 1 single phase; or 2 to 4 phase to neutral, then 5 to 7 phase to phase."""
    row = f"{_EPDU}.3.2.1"
    count = 6 if pdu.model.phase is Phase.THREE else 1
    for number in range(1, count + 1):
        index = f"{_INPUT}.{number}"
        mib.integer(f"{row}.2.{index}", 1 if count == 1 else number + 1)
        mib.integer(f"{row}.3.{index}", _leg_voltage(number - 1) if number <= 3 else _line_voltage(number - 4))
        mib.integer(f"{row}.4.{index}", _GOOD)
        limits_v = (210, 200, 250, 260) if number <= 3 else (363, 346, 433, 450)
        for column, limit_v in enumerate(limits_v, start=5):
            mib.integer(f"{row}.{column}.{index}", limit_v * 1000)


def _input_currents(mib: MibBuilder, pdu: SimulatedPdu) -> None:
    """Fill inputCurrentTable: 1 single phase; or 3 to 5 the phases, then 2 the neutral."""
    row = f"{_EPDU}.3.3.1"
    if pdu.model.phase is Phase.SINGLE:
        rows: list[tuple[int, str, Reader]] = [(1, "L1", _current(leg(0)))]
    else:
        rows = [(position + 3, f"L{position + 1}", _current(leg(position))) for position in range(3)]
        rows.append((2, "N", neutral_current_a))
    for number, (measured, name, current_a) in enumerate(rows, start=1):
        index = f"{_INPUT}.{number}"
        mib.integer(f"{row}.2.{index}", measured)
        _current_columns(mib, row, index, current_a, pdu.model.rated_a, first_column=3)
        mib.text(f"{row}.12.{index}", name)


def _input_powers(mib: MibBuilder, pdu: SimulatedPdu) -> None:
    """Fill inputPowerTable: 1 to 3 the phases, and on three-phase units 4 the total."""
    flows = [leg(position) for position in range(len(pdu.model.legs))]
    if pdu.model.phase is Phase.THREE:
        flows.append(total)
    for number, flow in enumerate(flows, start=1):
        index = f"{_INPUT}.{number}"
        mib.integer(f"{_EPDU}.3.4.1.2.{index}", number)
        _power_columns(mib, f"{_EPDU}.3.4.1", index, flow, first_column=3)


def _group(mib: MibBuilder, pdu: SimulatedPdu, number: int) -> None:
    """Fill groupTable, groupVoltageTable, groupCurrentTable, groupPowerTable: a breaker and what it protects."""
    index, letter, flow = f"{_STRAP}.{number}", _letter(number), branch(number)
    mib.text(f"{_EPDU}.5.1.1.2.{index}", letter)
    mib.text(f"{_EPDU}.5.1.1.3.{index}", f"Section {letter}")
    mib.integer(f"{_EPDU}.5.1.1.4.{index}", _BREAKER_ONE_POLE)
    mib.integer(f"{_EPDU}.5.1.1.5.{index}", _BREAKER_ON)
    mib.integer(f"{_EPDU}.5.1.1.6.{index}", sum(each.branch == number for each in pdu.outlets))
    single_phase = pdu.model.phase is Phase.SINGLE
    mib.integer(f"{_EPDU}.5.3.1.2.{index}", _phase_id(pdu.branch_leg(number), single_phase=single_phase))
    mib.integer(f"{_EPDU}.5.3.1.3.{index}", lambda state: flow(state).voltage_v * 1000)
    mib.integer(f"{_EPDU}.5.3.1.4.{index}", _GOOD)
    _current_columns(mib, f"{_EPDU}.5.4.1", index, _current(flow), pdu.model.branch_rated_a, first_column=2)
    _power_columns(mib, f"{_EPDU}.5.5.1", index, flow, first_column=2)


def _outlet(mib: MibBuilder, each: SimulatedOutlet, *, single_phase: bool) -> None:
    """Fill outletTable, outletParentTable, outletVoltage-, Current-, Power- and ControlTable."""
    index, flow = f"{_STRAP}.{each.number}", outlet(each.number)
    row = f"{_EPDU}.6.1.1"
    mib.text(f"{row}.2.{index}", str(each.number))
    mib.text(f"{row}.3.{index}", each.name or f"Outlet {each.label}")
    mib.integer(f"{row}.4.{index}", 1)
    mib.integer(f"{row}.5.{index}", _OUTLET_TYPE[each.connector])
    mib.text(f"{row}.6.{index}", each.label)
    mib.integer(f"{row}.7.{index}", _phase_id(each.leg, single_phase=single_phase))
    mib.integer(f"{_EPDU}.6.2.1.2.{index}.1", _PARENT_IS_BREAKER)
    mib.pointer(f"{_EPDU}.6.2.1.3.{index}.1", f"{_EPDU}.5.1.1.2.{each.branch}")
    mib.integer(f"{_EPDU}.6.3.1.2.{index}", lambda state: flow(state).voltage_v * 1000)
    mib.integer(f"{_EPDU}.6.3.1.3.{index}", _GOOD)
    _current_columns(mib, f"{_EPDU}.6.4.1", index, _current(flow), each.connector.rated_a, first_column=2)
    _power_columns(mib, f"{_EPDU}.6.5.1", index, flow, first_column=2)
    control = f"{_EPDU}.6.6.1"
    mib.integer(f"{control}.2.{index}", int(each.is_on))
    for column in (3, 4, 5):
        mib.integer(f"{control}.{column}.{index}", _NOT_SUPPORTED)


def _current_columns(
    mib: MibBuilder, row: str, index: str, current_a: Reader, rated_a: int, *, first_column: int
) -> None:
    """Capacity, current, threshold status, four thresholds, crest factor, percent load: alike in three tables."""

    def status(state: PduState) -> int:
        now_a = current_a(state)
        if now_a >= rated_a:
            return _HIGH_CRITICAL
        return _HIGH_WARNING if now_a >= _WARNING * rated_a else _GOOD

    values: tuple[int | Reader, ...] = (
        rated_a * 1000,
        lambda state: current_a(state) * 1000,
        status,
        0,
        _NOT_SUPPORTED,
        round(_WARNING * rated_a * 1000),
        rated_a * 1000,
        _NOT_SUPPORTED,
        lambda state: 100 * current_a(state) / rated_a,
    )
    for column, value in enumerate(values, start=first_column):
        mib.integer(f"{row}.{column}.{index}", value)


def _power_columns(mib: MibBuilder, row: str, index: str, flow: FlowOf, *, first_column: int) -> None:
    """VA, W, Wh, when Wh was reset, power factor, VAR: alike in three tables."""
    mib.integer(f"{row}.{first_column}.{index}", lambda state: flow(state).apparent_power_va)
    mib.integer(f"{row}.{first_column + 1}.{index}", lambda state: flow(state).active_power_w)
    mib.gauge(f"{row}.{first_column + 2}.{index}", lambda state: int(flow(state).energy_wh))
    mib.gauge(f"{row}.{first_column + 3}.{index}", 1_767_225_600)
    mib.integer(f"{row}.{first_column + 4}.{index}", lambda state: _signed_power_factor(flow(state)) * 1000)
    mib.integer(f"{row}.{first_column + 5}.{index}", lambda state: _reactive_var(flow(state)))


def _signed_power_factor(flow: Flow) -> float:
    return -flow.power_factor if flow.power_factor < _LEADING_BELOW else flow.power_factor


def _reactive_var(flow: Flow) -> float:
    var = sqrt(max(0.0, flow.apparent_power_va**2 - flow.active_power_w**2))
    return -var if flow.power_factor < _LEADING_BELOW else var


def _current(flow: FlowOf) -> Reader:
    return lambda state: flow(state).current_a


def _leg_voltage(position: int) -> Reader:
    return lambda state: state.legs[position].voltage_v * 1000


def _line_voltage(position: int) -> Reader:
    return lambda state: state.line_voltages_v[position] * 1000


def _phase_id(of: FeedLeg, *, single_phase: bool) -> int:
    """1 single phase; 2 to 4 phase 1 to 3 to neutral."""
    return 1 if single_phase else tuple(FeedLeg).index(of) + 2


def _letter(branch_number: int) -> str:
    return chr(ord("A") + branch_number - 1)
