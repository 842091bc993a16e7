"""Datagrams that wait to be read: few of each source, so that one that floods costs the others nothing."""

from collections import Counter, deque
from dataclasses import dataclass

from collectors.snmp.engines.names import SocketAddress
from collectors.traps.socket import TrapSocket

MOST_WAITING = 1000
MOST_WAITING_OF_SOURCE = 100


@dataclass(frozen=True, slots=True)
class Datagram:
    """One datagram of a known source."""

    octets: bytes
    speaker: str
    """The known address that it is counted for: its source, or what a version 1 trap says."""
    address: SocketAddress
    """Where it came from."""
    came_by: TrapSocket


class Inbox:
    """First in, first out; what is too much is counted."""

    def __init__(self) -> None:
        self._waiting: deque[Datagram] = deque()
        self._of_speaker: Counter[str] = Counter()
        self._shed: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, datagram: Datagram) -> bool:
        """Keep it, if there is room."""
        if len(self._waiting) >= MOST_WAITING or self._of_speaker[datagram.speaker] >= MOST_WAITING_OF_SOURCE:
            self._shed[datagram.speaker] += 1
            return False
        self._of_speaker[datagram.speaker] += 1
        self._waiting.append(datagram)
        return True

    def get(self) -> Datagram:
        """The oldest."""
        datagram = self._waiting.popleft()
        self._of_speaker[datagram.speaker] -= 1
        if not self._of_speaker[datagram.speaker]:
            del self._of_speaker[datagram.speaker]
        return datagram

    def take_shed(self) -> Counter[str]:
        """How many of each speaker found no room since the last call."""
        shed, self._shed = self._shed, Counter()
        return shed
