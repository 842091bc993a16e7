"""Raritan PX3: PDU2-MIB (13742.6). Everything measured is a sensor; breakers are over-current protectors (OCP)."""

from collectors.simulator.agents.common import (
    FlowOf,
    add_system_group,
    branch,
    leg,
    outlet,
    rated_va,
    total,
    unbalance_pct,
)
from collectors.simulator.agents.raritan_sensors import Sensor, SensorTables, SensorType, add_sensor
from collectors.simulator.electricity import PduState
from collectors.simulator.hardware import SimulatedOutlet, SimulatedPdu
from collectors.simulator.mib import MibBuilder, Reader
from powertui.domain.choices import Phase

_PDU2 = "1.3.6.1.4.1.13742.6"
_PDU = "1"
_INLET = f"{_PDU}.1"
_OCPS = f"{_PDU2}.3.4.3.1"
_INLETS = f"{_PDU2}.3.3.3.1"

_INLET_SENSORS = SensorTables(f"{_PDU2}.3.3.4.1", f"{_PDU2}.5.2.3.1")
_POLE_SENSORS = SensorTables(f"{_PDU2}.3.3.6.1", f"{_PDU2}.5.2.4.1")
_OCP_SENSORS = SensorTables(f"{_PDU2}.3.4.4.1", f"{_PDU2}.5.3.3.1")
_OUTLET_SENSORS = SensorTables(f"{_PDU2}.3.5.4.1", f"{_PDU2}.5.4.3.1")

_ON, _OFF = 7, 8
_TRUE = 1
_RECEPTACLE = {"C13": 5, "C19": 6}
_BREAKER_ONE_POLE = 1


def describe(mib: MibBuilder, pdu: SimulatedPdu) -> None:
    """All objects of a unit that stands alone."""
    add_system_group(mib, pdu, f"Raritan PDU, MD:{pdu.model.part} HW:0x10 FW:{pdu.model.firmware}", _PDU2)
    _unit(mib, pdu)
    _inlet(mib, pdu)
    if pdu.model.phase is Phase.THREE:
        for position in range(3):
            _pole(mib, position, pdu.model.rated_a)
    for number in pdu.branches:
        _ocp(mib, pdu, number)
    for each in pdu.outlets:
        _outlet(mib, each)


def _unit(mib: MibBuilder, pdu: SimulatedPdu) -> None:
    """Fill pduCount, nameplateTable, unitConfigurationTable and the firmware version of the main controller."""
    model, nameplate, unit = pdu.model, f"{_PDU2}.3.2.1.1", f"{_PDU2}.3.2.2.1"
    mib.integer(f"{_PDU2}.3.1.0", 1)
    texts = (
        (2, "Raritan"),
        (3, model.part),
        (4, pdu.serial),
        (5, _rated_voltage(pdu)),
        (6, f"{model.rated_a}A"),
        (7, "50/60Hz"),
        (8, f"{rated_va(pdu) / 1000:.1f}kVA"),
    )
    for column, value in texts:
        mib.text(f"{nameplate}.{column}.{_PDU}", value)
    for column, count in ((2, 1), (3, model.branch_count), (4, model.outlet_count)):
        mib.integer(f"{unit}.{column}.{_PDU}", count)
    mib.text(f"{unit}.13.{_PDU}", pdu.name)
    mib.text(f"{_PDU2}.3.2.3.1.6.1.1.1", model.firmware)


def _inlet(mib: MibBuilder, pdu: SimulatedPdu) -> None:
    """Fill inletConfigurationTable and the inlet's sensors; with three poles its current is that of the greatest."""
    three_phase = pdu.model.phase is Phase.THREE
    mib.text(f"{_INLETS}.2.{_INLET}", "I1")
    mib.text(f"{_INLETS}.3.{_INLET}", "")
    mib.integer(f"{_INLETS}.5.{_INLET}", 4 if three_phase else 2)
    mib.text(f"{_INLETS}.6.{_INLET}", _rated_voltage(pdu))
    mib.text(f"{_INLETS}.7.{_INLET}", f"{pdu.model.rated_a}A")
    mib.text(f"{_INLETS}.12.{_INLET}", f"IEC 60309 {'3P+N+E' if three_phase else '2P+E'} 6h {pdu.model.rated_a}A")
    sensors = [
        Sensor(SensorType.RMS_CURRENT, _greatest_current_a, rated=pdu.model.rated_a),
        Sensor(SensorType.RMS_VOLTAGE, _mean_line_voltage_v if three_phase else _voltage(total)),
        *_power_sensors(total),
        Sensor(SensorType.FREQUENCY, lambda state: state.frequency_hz),
    ]
    if three_phase:
        sensors.append(Sensor(SensorType.UNBALANCED_CURRENT, _unbalance))
    for sensor in sensors:
        add_sensor(mib, _INLET_SENSORS, _INLET, sensor)


def _pole(mib: MibBuilder, position: int, rated_a: int) -> None:
    """Fill inletPoleConfigurationTable and the sensors of one line."""
    row, pole, flow = f"{_PDU2}.3.3.5.1", f"{_INLET}.{position + 1}", leg(position)
    mib.text(f"{row}.2.{pole}", f"L{position + 1}")
    mib.integer(f"{row}.3.{pole}", position + 1)
    for sensor in (
        Sensor(SensorType.RMS_CURRENT, _current(flow), rated=rated_a),
        Sensor(SensorType.RMS_VOLTAGE, lambda state: state.line_voltages_v[position]),
        Sensor(SensorType.RMS_VOLTAGE_LN, _voltage(flow)),
        *_power_sensors(flow),
    ):
        add_sensor(mib, _POLE_SENSORS, pole, sensor)


def _ocp(mib: MibBuilder, pdu: SimulatedPdu, number: int) -> None:
    """Fill overCurrentProtectorConfigurationTable and its sensors."""
    index, rated_a = f"{_PDU}.{number}", pdu.model.branch_rated_a
    mib.text(f"{_OCPS}.2.{index}", f"C{number}")
    mib.text(f"{_OCPS}.3.{index}", "")
    mib.integer(f"{_OCPS}.4.{index}", _BREAKER_ONE_POLE)
    mib.text(f"{_OCPS}.5.{index}", f"{rated_a}A")
    mib.pointer(f"{_OCPS}.10.{index}", f"{_INLETS}.2.{_INLET}")
    add_sensor(mib, _OCP_SENSORS, index, Sensor(SensorType.RMS_CURRENT, _current(branch(number)), rated=rated_a))
    add_sensor(mib, _OCP_SENSORS, index, Sensor(SensorType.TRIP))


def _outlet(mib: MibBuilder, each: SimulatedOutlet) -> None:
    """Fill outletConfigurationTable, outletSwitchControlTable and the outlet's sensors."""
    index, row, flow = f"{_PDU}.{each.number}", f"{_PDU2}.3.5.3.1", outlet(each.number)
    mib.text(f"{row}.2.{index}", str(each.number))
    mib.text(f"{row}.3.{index}", each.name)
    mib.integer(f"{row}.4.{index}", _RECEPTACLE[each.connector.value])
    mib.integer(f"{row}.5.{index}", 2)
    mib.text(f"{row}.6.{index}", "200-240V")
    mib.text(f"{row}.7.{index}", f"{each.connector.rated_a}A")
    mib.integer(f"{row}.28.{index}", _TRUE)
    mib.text(f"{row}.29.{index}", f"IEC 60320 {each.connector.value}")
    source = f"{_OCPS}.2.{_PDU}.{each.branch}" if each.branch else f"{_INLETS}.2.{_INLET}"
    mib.pointer(f"{row}.33.{index}", source)
    mib.integer(f"{_PDU2}.4.1.2.1.3.{index}", _ON if each.is_on else _OFF)
    for sensor in (
        Sensor(SensorType.RMS_CURRENT, _current(flow), rated=each.connector.rated_a),
        Sensor(SensorType.RMS_VOLTAGE, _voltage(flow)),
        *_power_sensors(flow),
        Sensor(SensorType.ON_OFF, is_on=each.is_on),
        Sensor(SensorType.FREQUENCY, lambda state: state.frequency_hz),
    ):
        add_sensor(mib, _OUTLET_SENSORS, index, sensor)


def _power_sensors(flow: FlowOf) -> tuple[Sensor, ...]:
    """What inlets, poles and outlets have alike. Without load there is no power factor to measure."""
    return (
        Sensor(SensorType.ACTIVE_POWER, lambda state: flow(state).active_power_w),
        Sensor(SensorType.APPARENT_POWER, lambda state: flow(state).apparent_power_va),
        Sensor(
            SensorType.POWER_FACTOR,
            lambda state: flow(state).power_factor,
            available=lambda state: flow(state).apparent_power_va,
        ),
        Sensor(SensorType.ACTIVE_ENERGY, lambda state: int(flow(state).energy_wh)),
    )


def _current(flow: FlowOf) -> Reader:
    return lambda state: flow(state).current_a


def _voltage(flow: FlowOf) -> Reader:
    return lambda state: flow(state).voltage_v


def _greatest_current_a(state: PduState) -> float:
    return max(flow.current_a for flow in state.legs)


def _mean_line_voltage_v(state: PduState) -> float:
    return sum(state.line_voltages_v) / 3


def _unbalance(state: PduState) -> float:
    return unbalance_pct([flow.current_a for flow in state.legs])


def _rated_voltage(pdu: SimulatedPdu) -> str:
    return "380-415V" if pdu.model.phase is Phase.THREE else "200-240V"
