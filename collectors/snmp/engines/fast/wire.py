"""One UDP socket of an address family for all agents: drained in one go, answers matched by source and request id.

Nothing is sent that the socket could not take the answers of: more waits its turn, so that no datagram is lost here.
"""

import asyncio
import random
import secrets
import socket
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from collectors.snmp.ber import OCTETS, SEQUENCE, BerError, integer_at, span, span_of
from collectors.snmp.engines.fast.pdu import HIGHEST_REQUEST_ID, LOWEST_REQUEST_ID

SockAddress = tuple[str, int] | tuple[str, int, int, int]

WANTED_BUFFER_OCTETS = 8 << 20
ANSWER_OCTETS = 2304
"""What an answer of some 700 octets occupies in a socket's buffer; measured: 92 of them fill 212,992 octets."""

_LARGEST_DATAGRAM = 65_535
_REQUEST_IDS = HIGHEST_REQUEST_ID - LOWEST_REQUEST_ID + 1
_MOST_IN_ONE_GO = 256
"""Datagrams taken before others get their turn on the event loop."""

MANY_IN_FLIGHT = 16
LOOK_EVERY_S = 0.004
"""With as many in flight the socket is looked at so often, not at each datagram: to be woken costs the event loop more
than to take a datagram. There is room for them all; each waits 2 ms longer on average."""

WATCH_EVERY_S = 0.02
"""How often it is looked for answers that are overdue. A timer for each request would cost as much as to send it."""

# linux/in.h, linux/in6.h: the socket module has no names for them.
_IP_RECVERR = 11
_IPV6_RECVERR = 25
_MSG_ERRQUEUE = getattr(socket, "MSG_ERRQUEUE", 0x2000)
_V3 = 3


class Flight(Protocol):
    """A request that is under way; called from the event loop."""

    address: SockAddress
    due_s: float
    """The loop's time at which it has waited long enough."""

    def arrived(self, data: bytes) -> None:
        """A datagram from its agent with its request id."""

    def refused(self, reason: str) -> None:
        """The network says that it cannot be delivered: a closed port, no route."""

    def overdue(self) -> None:
        """It has waited long enough."""


@dataclass(slots=True)
class Counters:
    """What the socket has seen."""

    sent: int = 0
    received: int = 0
    unasked: int = 0
    """From nobody who was asked, too late, or twice."""
    garbage: int = 0
    """Cut off, undecodable, or not what was asked for."""


@dataclass(slots=True)
class Wire:
    """A socket. Use it on one event loop only."""

    family: socket.AddressFamily
    loop: asyncio.AbstractEventLoop
    counters: Counters = field(default_factory=Counters)
    most_in_flight: int = 0
    _socket: socket.socket = field(init=False)
    _flights: dict[int, Flight] = field(default_factory=dict)
    _waiting: deque[Callable[[], None]] = field(default_factory=deque)
    _is_starting: bool = False
    _watch: asyncio.TimerHandle | None = None
    _look: asyncio.TimerHandle | None = None
    """Set while the socket is looked at by the clock."""
    _random: random.Random = field(init=False)
    """Of the ids: to forge an answer one would have to guess the id and our port, and send as the agent."""

    def __post_init__(self) -> None:
        self._random = random.Random(secrets.randbits(128))  # noqa: S311 - seeded well enough to be unguessable
        self._socket = socket.socket(self.family, socket.SOCK_DGRAM)
        self._socket.settimeout(0)
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            self._enlarge(option)
        if self.family == socket.AF_INET6:
            self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        with suppress(OSError):
            if self.family == socket.AF_INET6:
                self._socket.setsockopt(socket.IPPROTO_IPV6, _IPV6_RECVERR, 1)
            else:
                self._socket.setsockopt(socket.IPPROTO_IP, _IP_RECVERR, 1)
        granted = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
        self.most_in_flight = self.most_in_flight or max(granted // ANSWER_OCTETS, 1)
        self.loop.add_reader(self._socket.fileno(), self._readable)

    def close(self) -> None:
        """Give back the socket. Flights that are under way never arrive."""
        if self._socket.fileno() >= 0:
            self.loop.remove_reader(self._socket.fileno())
            self._socket.close()
        for timer in (self._watch, self._look):
            if timer is not None:
                timer.cancel()
        self._flights.clear()
        self._waiting.clear()

    @property
    def is_full(self) -> bool:
        """Whether one more request has to wait."""
        return len(self._flights) >= self.most_in_flight

    def when_free(self, start: Callable[[], None]) -> None:
        """Call `start` now, or when as many answers have come as are needed to take one more."""
        if self._waiting or self.is_full:
            self._waiting.append(start)
        else:
            start()

    def board(self, flight: Flight) -> int:
        """A request id under which a flight's answer will be known."""
        if self._watch is None:
            self._watch = self.loop.call_later(WATCH_EVERY_S, self._watch_over)
        while True:
            request_id = LOWEST_REQUEST_ID + int(self._random.random() * _REQUEST_IDS)
            if request_id not in self._flights:
                self._flights[request_id] = flight
                return request_id

    def leave(self, request_id: int) -> None:
        """The flight is over, or goes on under another id."""
        self._flights.pop(request_id, None)
        if self._waiting and not self._is_starting:
            self._start_waiting()

    def _start_waiting(self) -> None:
        # One that fails at once leaves at once: it must not start the next from within.
        self._is_starting = True
        try:
            while self._waiting and not self.is_full:
                self._waiting.popleft()()
        finally:
            self._is_starting = False

    def send(self, data: bytes, address: SockAddress) -> str | None:
        """Send a datagram; why not, where the network refuses at once. A full buffer counts as a lost datagram."""
        try:
            self._socket.sendto(data, address)
        except (BlockingIOError, InterruptedError):
            return None
        except ConnectionRefusedError:
            # An earlier datagram's error, which the kernel tells at the next chance: this one was not sent.
            self._read_errors()
            with suppress(OSError):
                self._socket.sendto(data, address)
        except OSError as error:
            return error.strerror or str(error)
        self.counters.sent += 1
        return None

    def _watch_over(self) -> None:
        now_s = self.loop.time()
        for flight in [flight for flight in self._flights.values() if flight.due_s <= now_s]:
            flight.overdue()
        self._watch = self.loop.call_later(WATCH_EVERY_S, self._watch_over) if self._flights else None

    def _readable(self) -> None:
        """Something came while little is under way."""
        self._drain()
        if len(self._flights) >= MANY_IN_FLIGHT and self._socket.fileno() >= 0:
            self.loop.remove_reader(self._socket.fileno())
            self._look = self.loop.call_later(LOOK_EVERY_S, self._look_again)

    def _look_again(self) -> None:
        """Time to look while much is under way."""
        self._drain()
        self._look = None
        if self._socket.fileno() < 0:
            return
        if len(self._flights) >= MANY_IN_FLIGHT:
            self._look = self.loop.call_later(LOOK_EVERY_S, self._look_again)
        else:
            self.loop.add_reader(self._socket.fileno(), self._readable)

    def _drain(self) -> None:
        receive, flights, counters = self._socket.recvfrom, self._flights, self.counters
        for _ in range(_MOST_IN_ONE_GO):
            try:
                data, source = receive(_LARGEST_DATAGRAM)
            except (BlockingIOError, InterruptedError):
                return
            except OSError:
                self._read_errors()
                continue
            counters.received += 1
            try:
                flight = flights.get(request_id_of(data))
            except (BerError, IndexError):
                counters.garbage += 1
                continue
            if flight is None or source[0] != flight.address[0] or source[1] != flight.address[1]:
                counters.unasked += 1
            else:
                flight.arrived(data)

    def _read_errors(self) -> None:
        """Which requests the network has sent back (ICMP)."""
        while True:
            try:
                data, _, _, address = self._socket.recvmsg(_LARGEST_DATAGRAM, 512, _MSG_ERRQUEUE)
            except OSError:
                return
            with suppress(BerError, IndexError):
                flight = self._flights.get(request_id_of(data))
                if flight is not None and address[:2] == flight.address[:2]:
                    flight.refused("nothing listens there, or no route leads there")

    def _enlarge(self, option: int) -> None:
        """As large as wanted where we may, else as large as the system lets us."""
        forced = {socket.SO_RCVBUF: 33, socket.SO_SNDBUF: 32}[option]
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, forced, WANTED_BUFFER_OCTETS)
        except OSError:
            with suppress(OSError):
                self._socket.setsockopt(socket.SOL_SOCKET, option, WANTED_BUFFER_OCTETS)


def request_id_of(data: bytes) -> int:
    """The id by which a message of any version is matched: its PDU's, or with version 3 the message's own."""
    at, stop = span_of(data, 0, len(data), SEQUENCE)
    version, at = integer_at(data, at, stop)
    if version == _V3:
        at, stop = span_of(data, at, stop, SEQUENCE)
    else:
        _, at = span_of(data, at, stop, OCTETS)
        at, stop = span(data, at, stop)
    return integer_at(data, at, stop)[0]
