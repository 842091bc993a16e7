"""What the agents share: the system group, and the choice of a part of a PDU's state."""

from collections.abc import Callable
from math import sqrt

from collectors.simulator.electricity import Flow, PduState
from collectors.simulator.hardware import SimulatedPdu
from collectors.simulator.mib import MibBuilder

FlowOf = Callable[[PduState], Flow]
"""Picks one subject out of a PDU's state."""

_SYSTEM = "1.3.6.1.2.1.1"
_SERVICES_END_TO_END_AND_APPLICATIONS = 72


def add_system_group(mib: MibBuilder, pdu: SimulatedPdu, description: str, object_id: str) -> None:
    """SNMPv2-MIB system group."""
    mib.text(f"{_SYSTEM}.1.0", description)
    mib.pointer(f"{_SYSTEM}.2.0", object_id)
    mib.ticks(f"{_SYSTEM}.3.0", lambda state: state.uptime_s * 100)
    mib.text(f"{_SYSTEM}.4.0", "facilities@example.net")
    mib.text(f"{_SYSTEM}.5.0", pdu.name)
    mib.text(f"{_SYSTEM}.6.0", pdu.location)
    mib.integer(f"{_SYSTEM}.7.0", _SERVICES_END_TO_END_AND_APPLICATIONS)


def total(state: PduState) -> Flow:
    return state.total


def leg(position: int) -> FlowOf:
    """The leg at a position from 0."""
    return lambda state: state.legs[position]


def branch(number: int) -> FlowOf:
    """The branch with a number from 1."""
    return lambda state: state.branches[number - 1]


def outlet(number: int) -> FlowOf:
    """The outlet with a number from 1."""
    return lambda state: state.outlets[number - 1]


def neutral_current_a(state: PduState) -> float:
    """What three wye legs send back through the neutral, their currents 120 degrees apart."""
    a, b, c = (flow.current_a for flow in state.legs)
    return sqrt(max(0.0, a * a + b * b + c * c - a * b - b * c - c * a))


def unbalance_pct(values: list[float]) -> float:
    """The greatest distance from the mean, in percent of it; 0 where nothing flows."""
    mean = sum(values) / len(values)
    return 100 * max(abs(value - mean) for value in values) / mean if mean else 0.0


def rated_va(pdu: SimulatedPdu) -> int:
    """Rated current on every leg at 230 V."""
    return 230 * pdu.model.rated_a * len(pdu.model.legs)
