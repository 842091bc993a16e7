"""Vertiv/Geist IMD, firmware 5: VERTIV-V5-MIB (21239.5.2). One index everywhere; no thresholds in the MIB."""

from collectors.simulator.agents.common import FlowOf, add_system_group, branch, leg, outlet, total, unbalance_pct
from collectors.simulator.electricity import PduState
from collectors.simulator.hardware import SimulatedOutlet, SimulatedPdu
from collectors.simulator.mib import MibBuilder, Reader

_VERTIV = "1.3.6.1.4.1.21239.5.2"
_OBJECT_ID = "1.3.6.1.4.1.21239.42.1.52"
_AVAILABLE = 1
_WYE = 0
_OUTLET_ON, _OUTLET_OFF = 1, 2
_ENERGY_WRAPS_AT_WH = 10_000_000
"""The MIB gives energies a range up to 9,999,000 Wh."""


def describe(mib: MibBuilder, pdu: SimulatedPdu) -> None:
    """All objects of a unit with one input."""
    add_system_group(mib, pdu, f"Vertiv {pdu.model.name} rPDU", _OBJECT_ID)
    _product(mib, pdu)
    _total(mib, pdu)
    for position, which in enumerate(pdu.model.legs):
        _phase(mib, position, f"Phase {which.value}")
        _line(mib, position + 1, which.value)
    for number in pdu.branches:
        row = f"{_VERTIV}.3.3.1"
        mib.text(f"{row}.2.{number}", f"Circuit {number}")
        mib.text(f"{row}.3.{number}", f"Circuit {number}")
        mib.gauge(f"{row}.4.{number}", _hundredths_of_amperes(branch(number)))
    for each in pdu.outlets:
        _outlet(mib, each)


def _product(mib: MibBuilder, pdu: SimulatedPdu) -> None:
    product = f"{_VERTIV}.1"
    mib.text(f"{product}.1.0", "Vertiv Intelligent Monitoring Device")
    mib.text(f"{product}.2.0", pdu.model.firmware)
    mib.text(f"{product}.3.0", pdu.name)
    mib.integer(f"{product}.6.0", 1)
    mib.text(f"{product}.8.0", pdu.model.part)
    mib.text(f"{product}.9.0", pdu.model.name)
    mib.text(f"{product}.10.0", pdu.serial)


def _total(mib: MibBuilder, pdu: SimulatedPdu) -> None:
    """Fill pduMainTable."""
    row = f"{_VERTIV}.3.1.1"
    mib.text(f"{row}.2.1", pdu.serial)
    mib.text(f"{row}.3.1", pdu.model.name)
    mib.text(f"{row}.4.1", pdu.name)
    mib.gauge(f"{row}.5.1", _AVAILABLE)
    mib.integer(f"{row}.6.1", _WYE)
    mib.text(f"{row}.7.1", "Total")
    mib.text(f"{row}.8.1", "Total")
    mib.gauge(f"{row}.9.1", lambda state: state.total.active_power_w)
    mib.gauge(f"{row}.10.1", lambda state: state.total.apparent_power_va)
    mib.gauge(f"{row}.11.1", lambda state: state.total.power_factor * 100)
    mib.gauge(f"{row}.12.1", _energy(total))


def _phase(mib: MibBuilder, position: int, name: str) -> None:
    """Fill pduPhaseTable."""
    row, number = f"{_VERTIV}.3.2.1", position + 1
    mib.text(f"{row}.2.{number}", name)
    mib.text(f"{row}.3.{number}", name)
    _metering(mib, row, number, leg(position))
    mib.gauge(f"{row}.17.{number}", _balance)


def _line(mib: MibBuilder, number: int, letter: str) -> None:
    """Fill pduLineTable, which a wye unit answers with zeros."""
    row = f"{_VERTIV}.3.4.1"
    mib.text(f"{row}.2.{number}", f"Line {letter}")
    mib.text(f"{row}.3.{number}", f"Line {letter}")
    mib.gauge(f"{row}.4.{number}", 0)


def _outlet(mib: MibBuilder, each: SimulatedOutlet) -> None:
    """Fill pduOutletSwitchTable and pduOutletMeterTable: the name is printed, the label is the user's."""
    switch, meter = f"{_VERTIV}.3.5.1", f"{_VERTIV}.3.6.1"
    for row in (switch, meter):
        mib.text(f"{row}.2.{each.number}", each.label)
        mib.text(f"{row}.3.{each.number}", each.name or each.label)
    mib.integer(f"{switch}.4.{each.number}", _OUTLET_ON if each.is_on else _OUTLET_OFF)
    _metering(mib, meter, each.number, outlet(each.number))


def _metering(mib: MibBuilder, row: str, number: int, flow: FlowOf) -> None:
    """The columns that phases and outlets have alike; 5 to 7 and 9 to 11 went with firmware 3."""
    mib.gauge(f"{row}.4.{number}", lambda state: flow(state).voltage_v * 10)
    mib.gauge(f"{row}.8.{number}", _hundredths_of_amperes(flow))
    mib.gauge(f"{row}.12.{number}", lambda state: flow(state).active_power_w)
    mib.gauge(f"{row}.13.{number}", lambda state: flow(state).apparent_power_va)
    mib.gauge(f"{row}.14.{number}", lambda state: flow(state).power_factor * 100)
    mib.gauge(f"{row}.15.{number}", _energy(flow))


def _hundredths_of_amperes(flow: FlowOf) -> Reader:
    return lambda state: flow(state).current_a * 100


def _energy(flow: FlowOf) -> Reader:
    return lambda state: int(flow(state).energy_wh) % _ENERGY_WRAPS_AT_WH


def _balance(state: PduState) -> float:
    """100 % is perfect balance."""
    return max(0.0, 100 - unbalance_pct([flow.current_a for flow in state.legs]))
