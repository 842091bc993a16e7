"""One PDU's agent, apart from how messages reach it: its objects, its state of the second, its moods."""

from functools import cached_property

from collectors.simulator.agents import mib_of
from collectors.simulator.electricity import Electricity, PduState
from collectors.simulator.hardware import SimulatedPdu
from collectors.simulator.mib import Mib
from collectors.simulator.protocol import Request, respond
from collectors.simulator.scenario import Script

_BOOTS_BEFORE = 3


class Agent:
    """Times are seconds since the simulator's start."""

    def __init__(self, pdu: SimulatedPdu, electricity: Electricity, script: Script) -> None:
        self.pdu = pdu
        self._electricity = electricity
        self._script = script
        self._state: PduState | None = None

    @cached_property
    def mib(self) -> Mib[PduState]:
        """Built when somebody first asks: a plant's worth takes a while."""
        return mib_of(self.pdu)

    def answers(self, at_s: float) -> bool:
        return self._script.answers(self.pdu.device_id, at_s)

    def boots(self, at_s: float) -> int:
        """SNMPv3's count of restarts."""
        return _BOOTS_BEFORE + self._script.boots(self.pdu.device_id, at_s)

    def uptime_s(self, at_s: float) -> float:
        return self._current(at_s).uptime_s

    def respond(self, request: Request, at_s: float, room: int) -> bytes:
        """The encoded response PDU, of at most `room` bytes."""
        return respond(request, self.mib, self._current(at_s), room)

    def _current(self, at_s: float) -> PduState:
        """Real PDUs measure about once a second, and so does this one."""
        second = float(int(at_s))
        if self._state is None or self._state.at_s != second:
            self._state = self._electricity.pdu(self.pdu, second)
        return self._state
