"""Server Technology PRO2: Sentry4-MIB (1718.4). Indexes are unit.cord.number; everything has an id such as `AA1`.

Readings of current are hundredths of amperes, thresholds tenths. On a wye unit a phase is a line to neutral, and the
neutral is a line of its own.
"""

from collectors.simulator.agents.common import (
    FlowOf,
    add_system_group,
    branch,
    leg,
    neutral_current_a,
    outlet,
    rated_va,
    unbalance_pct,
)
from collectors.simulator.electricity import PduState
from collectors.simulator.hardware import SimulatedOutlet, SimulatedPdu
from collectors.simulator.mib import MibBuilder, Reader
from powertui.domain.choices import FeedLeg, Phase

_SENTRY4 = "1.3.6.1.4.1.1718.4"
_OBJECTS = f"{_SENTRY4}.1"
_UNIT = "1"
_CORD = f"{_UNIT}.1"
_CORD_ID = "AA"
_STATE_ON, _STATE_OFF = 1, 2
_NORMAL, _HIGH_WARNING, _HIGH_ALARM = 0, 16, 17
_WARNING, _ALARM = 0.7, 0.8
"""Server Technology's defaults, as parts of the capacity."""
_SNMP_AND_EMAIL = b"\xc0"


def describe(mib: MibBuilder, pdu: SimulatedPdu) -> None:
    """All objects of a master unit with one input cord."""
    add_system_group(mib, pdu, "Sentry Smart PDU", _SENTRY4)
    _system_and_unit(mib, pdu)
    _cord(mib, pdu)
    three_phase = pdu.model.phase is Phase.THREE
    for number in range(1, len(pdu.model.legs) + 1):
        _line(mib, number, f"L{number}", _current(leg(number - 1)), pdu.model.rated_a)
        _phase(mib, pdu, number)
    if three_phase:
        _line(mib, 4, "N", neutral_current_a, pdu.model.rated_a)
    for number in pdu.branches:
        _branch(mib, pdu, number)
    for each in pdu.outlets:
        _outlet(mib, each)


def _system_and_unit(mib: MibBuilder, pdu: SimulatedPdu) -> None:
    """Fill st4SystemConfig, st4UnitConfigTable, st4UnitMonitorTable."""
    mib.text(f"{_OBJECTS}.1.1.1.0", "Sentry Smart PDU")
    mib.text(f"{_OBJECTS}.1.1.2.0", pdu.location)
    mib.text(f"{_OBJECTS}.1.1.3.0", pdu.model.firmware)
    unit = f"{_OBJECTS}.2.2.1"
    for column, value in ((2, "A"), (3, pdu.name), (4, pdu.serial), (5, pdu.model.part)):
        mib.text(f"{unit}.{column}.{_UNIT}", value)
    mib.integer(f"{_OBJECTS}.2.3.1.1.{_UNIT}", _NORMAL)


def _cord(mib: MibBuilder, pdu: SimulatedPdu) -> None:
    """Fill st4InputCordConfigTable, -MonitorTable, -EventConfigTable."""
    model, capacity_va = pdu.model, rated_va(pdu)
    lines = 4 if model.phase is Phase.THREE else 1
    config, monitor = f"{_OBJECTS}.3.2.1", f"{_OBJECTS}.3.3.1"
    plug = f"IEC 60309 {'3P+N+E' if model.phase is Phase.THREE else '2P+E'} 6h {model.rated_a}A"
    for column, text in ((2, _CORD_ID), (3, "Master_Cord_A"), (6, plug)):
        mib.text(f"{config}.{column}.{_CORD}", text)
    for column, value in (
        (7, 2300),
        (8, 200),
        (9, 240),
        (10, model.rated_a),
        (11, model.rated_a),
        (12, capacity_va),
        (20, lines),
        (21, len(model.legs)),
        (22, model.branch_count),
        (23, model.branch_count),
        (24, model.outlet_count),
    ):
        mib.integer(f"{config}.{column}.{_CORD}", value)
    readers: tuple[tuple[int, int | Reader], ...] = (
        (1, _STATE_ON),
        (2, _NORMAL),
        (3, lambda state: state.total.active_power_w),
        (4, _status(lambda state: state.total.active_power_w, capacity_va)),
        (5, lambda state: state.total.apparent_power_va),
        (6, _status(lambda state: state.total.apparent_power_va, capacity_va)),
        (7, lambda state: 1000 * state.total.apparent_power_va / capacity_va),
        (8, lambda state: state.total.power_factor * 100),
        (9, _NORMAL),
        (10, lambda state: int(state.total.energy_wh / 100)),
        (11, lambda state: state.frequency_hz * 10),
        (12, lambda state: 10 * unbalance_pct([flow.current_a for flow in state.legs])),
        (13, _NORMAL),
    )
    for column, reader in readers:
        mib.integer(f"{monitor}.{column}.{_CORD}", reader)
    events = f"{_OBJECTS}.3.4.1"
    mib.text(f"{events}.1.{_CORD}", _SNMP_AND_EMAIL)
    for first_column in (2, 6):
        _event_thresholds(mib, events, _CORD, capacity_va, first_column)


def _line(mib: MibBuilder, number: int, name: str, current_a: Reader, rated_a: int) -> None:
    """Fill st4LineConfigTable, -MonitorTable, -EventConfigTable: a conductor."""
    index = f"{_CORD}.{number}"
    mib.text(f"{_OBJECTS}.4.2.1.2.{index}", f"{_CORD_ID}{number}")
    mib.text(f"{_OBJECTS}.4.2.1.4.{index}", f"{_CORD_ID}:{name}")
    mib.integer(f"{_OBJECTS}.4.2.1.6.{index}", rated_a)
    _current_table(mib, f"{_OBJECTS}.4", index, current_a, rated_a)


def _phase(mib: MibBuilder, pdu: SimulatedPdu, number: int) -> None:
    """Fill st4PhaseConfigTable, -MonitorTable."""
    index, flow = f"{_CORD}.{number}", leg(number - 1)
    config, monitor = f"{_OBJECTS}.5.2.1", f"{_OBJECTS}.5.3.1"
    mib.text(f"{config}.2.{index}", f"{_CORD_ID}{number}")
    mib.text(f"{config}.4.{index}", f"{_CORD_ID}:L{number}-N")
    mib.integer(f"{config}.5.{index}", 2300)
    which = pdu.model.legs[number - 1]
    mib.integer(f"{config}.6.{index}", sum(pdu.branch_leg(each) is which for each in pdu.branches))
    mib.integer(f"{config}.7.{index}", sum(each.leg is which for each in pdu.outlets))
    readers: tuple[tuple[int, int | Reader], ...] = (
        (1, _STATE_ON),
        (2, _NORMAL),
        (3, lambda state: flow(state).voltage_v * 10),
        (4, _NORMAL),
        (6, lambda state: flow(state).current_a * 100),
        (8, lambda state: flow(state).active_power_w),
        (9, lambda state: flow(state).apparent_power_va),
        (10, lambda state: flow(state).power_factor * 100),
        (11, _NORMAL),
        (13, lambda state: int(flow(state).energy_wh / 100)),
    )
    for column, reader in readers:
        mib.integer(f"{monitor}.{column}.{index}", reader)


def _branch(mib: MibBuilder, pdu: SimulatedPdu, number: int) -> None:
    """Fill st4Ocp- and st4BranchConfigTable, -MonitorTable, -EventConfigTable: one breaker protects one branch."""
    index, rated_a = f"{_CORD}.{number}", pdu.model.branch_rated_a
    which = _leg_number(pdu.branch_leg(number))
    label = f"{_CORD_ID}:L{which}-N-BR{number}"
    for table in (6, 7):
        mib.text(f"{_OBJECTS}.{table}.2.1.2.{index}", f"{_CORD_ID}{number}")
        mib.text(f"{_OBJECTS}.{table}.2.1.4.{index}", label)
    mib.integer(f"{_OBJECTS}.6.2.1.7.{index}", rated_a)
    mib.integer(f"{_OBJECTS}.6.3.1.1.{index}", _NORMAL)
    mib.integer(f"{_OBJECTS}.7.2.1.6.{index}", rated_a)
    mib.text(f"{_OBJECTS}.7.2.1.20.{index}", f"{_CORD_ID}{which}")
    mib.text(f"{_OBJECTS}.7.2.1.21.{index}", f"{_CORD_ID}{number}")
    _current_table(mib, f"{_OBJECTS}.7", index, _current(branch(number)), rated_a)


def _outlet(mib: MibBuilder, each: SimulatedOutlet) -> None:
    """Fill st4OutletConfigTable, -MonitorTable, -EventConfigTable."""
    index, flow, rated_a = f"{_CORD}.{each.number}", outlet(each.number), each.connector.rated_a
    config, monitor = f"{_OBJECTS}.8.2.1", f"{_OBJECTS}.8.3.1"
    mib.text(f"{config}.2.{index}", each.label)
    mib.text(f"{config}.3.{index}", each.name or f"Master_Outlet_{each.number}")
    mib.integer(f"{config}.7.{index}", rated_a)
    mib.text(f"{config}.30.{index}", f"{_CORD_ID}{_leg_number(each.leg)}")
    mib.text(f"{config}.31.{index}", f"{_CORD_ID}{each.branch}")
    mib.text(f"{config}.32.{index}", f"{_CORD_ID}{each.branch}")
    _current_table(mib, f"{_OBJECTS}.8", index, _current(flow), rated_a, is_on=each.is_on)
    readers: tuple[tuple[int, int | Reader], ...] = (
        (6, lambda state: flow(state).voltage_v * 10),
        (7, lambda state: flow(state).active_power_w),
        (8, _NORMAL),
        (9, lambda state: flow(state).apparent_power_va),
        (10, lambda state: flow(state).power_factor * 100),
        (11, _NORMAL),
        (14, lambda state: int(flow(state).energy_wh)),
    )
    for column, reader in readers:
        mib.integer(f"{monitor}.{column}.{index}", reader)


def _current_table(
    mib: MibBuilder, group: str, index: str, current_a: Reader, rated_a: int, *, is_on: bool = True
) -> None:
    """State, status, current, its status, percent utilized, and the thresholds: lines, branches and outlets alike."""
    monitor, events = f"{group}.3.1", f"{group}.4.1"
    mib.integer(f"{monitor}.1.{index}", _STATE_ON if is_on else _STATE_OFF)
    mib.integer(f"{monitor}.2.{index}", _NORMAL)
    mib.integer(f"{monitor}.3.{index}", lambda state: current_a(state) * 100)
    mib.integer(f"{monitor}.4.{index}", _status(current_a, rated_a))
    mib.integer(f"{monitor}.5.{index}", lambda state: 1000 * current_a(state) / rated_a)
    mib.text(f"{events}.1.{index}", _SNMP_AND_EMAIL)
    _event_thresholds(mib, events, index, rated_a * 10, first_column=2)


def _event_thresholds(mib: MibBuilder, events: str, index: str, capacity: int, first_column: int) -> None:
    """Low alarm, low warning, high warning, high alarm."""
    for column, part in enumerate((0.0, 0.0, _WARNING, _ALARM), start=first_column):
        mib.integer(f"{events}.{column}.{index}", round(part * capacity))


def _status(read: Reader, capacity: float) -> Reader:
    def judged(state: PduState) -> int:
        now = read(state)
        if now >= _ALARM * capacity:
            return _HIGH_ALARM
        return _HIGH_WARNING if now >= _WARNING * capacity else _NORMAL

    return judged


def _current(flow: FlowOf) -> Reader:
    return lambda state: flow(state).current_a


def _leg_number(of: FeedLeg) -> int:
    return tuple(FeedLeg).index(of) + 1
