"""A device made from a profile as an agent: its objects on the wire, its figures of the second."""

from dataclasses import dataclass

from collectors.simulator.families.cells import Cells
from collectors.simulator.families.figures import Figures
from collectors.simulator.families.maker import Device
from collectors.simulator.mib import Encodes, Mib
from collectors.simulator.protocol import Request, respond
from collectors.snmp import ber
from collectors.snmp.client import Oid, SnmpType, SnmpValue

_SYSTEM: Oid = (1, 3, 6, 1, 2, 1, 1)
_UPTIME: Oid = (*_SYSTEM, 3, 0)
_TEXTS = {4: "nobody@example.net", 6: "powertui simulate"}
_TICKS_PER_S = 100
_TAGS = {SnmpType.INTEGER: ber.INTEGER, SnmpType.COUNTER32: ber.COUNTER, SnmpType.GAUGE32: ber.GAUGE}


class DeviceAgent:
    """Answers requests. Times are seconds since the start."""

    def __init__(self, device: Device) -> None:
        self._device = device
        cells = Cells(Figures(device.supply, 0.0), dict(device.held))
        values: dict[Oid, bytes | Encodes[Figures]] = {oid: _Object(oid, cells) for oid in device.held}
        values[_UPTIME] = _Uptime()
        for arc, text in _TEXTS.items():
            values.setdefault((*_SYSTEM, arc, 0), ber.tlv(ber.OCTETS, text.encode()))
        self._mib = Mib(values)
        self._figures = cells.figures

    def respond(self, request: Request, at_s: float, room: int) -> bytes:
        """The encoded response PDU, of at most `room` bytes."""
        second = float(int(at_s))
        if self._figures.at_s != second:
            self._figures = Figures(self._device.supply, second)
        return respond(request, self._mib, self._figures, room)


@dataclass(frozen=True, slots=True)
class _Object:
    """One of the device's objects."""

    oid: Oid
    cells: Cells

    def encoded(self, state: Figures) -> bytes:
        value = self.cells.value(self.oid, state)
        return ber.NULL_VALUE if value is None else _encoded(value)


@dataclass(frozen=True, slots=True)
class _Uptime:
    def encoded(self, state: Figures) -> bytes:
        return ber.integer(int(state.at_s * _TICKS_PER_S) % 2**32, ber.TIMETICKS)


def _encoded(value: SnmpValue) -> bytes:
    if isinstance(value.value, int):
        return ber.integer(value.value, _TAGS[value.type])
    if isinstance(value.value, tuple):
        return ber.oid(value.value)
    return ber.tlv(ber.OCTETS, value.value or b"")
