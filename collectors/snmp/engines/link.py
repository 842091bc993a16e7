"""A connected UDP socket to one host: it drops datagrams from elsewhere and learns of a closed port (ICMP).

A host may have several addresses, and a name may move: the next address is tried after a refusal and after silence,
and a name is looked up again from time to time, and soon where nothing answers.
"""

import asyncio
import socket
from collections import deque
from collections.abc import Callable
from typing import TypeVar

from collectors.snmp.client import SnmpError, SnmpFailure
from collectors.snmp.engines.names import Address, Names, is_literal

LOOK_UP_EVERY_S = 300.0
"""So old may what is known of a name become."""

LOOK_UP_SILENT_EVERY_S = 10.0
"""The same while nothing answers: the device may have moved."""

MOST_IGNORED = 200
"""Datagrams that are not the awaited answer, after which it is not awaited any longer: somebody floods us."""

_MOST_WAITING = 64
"""Datagrams that are kept while nobody takes them."""

Clock = Callable[[], float]
"""Seconds that never go back, from any beginning."""

T = TypeVar("T")


class _Datagrams(asyncio.DatagramProtocol):
    """What came in, in its order."""

    def __init__(self) -> None:
        self._came: deque[bytes | OSError] = deque(maxlen=_MOST_WAITING)
        self._awaited: asyncio.Future[None] | None = None

    def datagram_received(self, data: bytes, addr: object) -> None:  # noqa: ARG002 -- a connected socket has one peer
        self._add(data)

    def error_received(self, exc: Exception) -> None:
        if isinstance(exc, OSError):
            self._add(exc)

    def _add(self, what: bytes | OSError) -> None:
        self._came.append(what)
        if self._awaited is not None and not self._awaited.done():
            self._awaited.set_result(None)

    async def next(self) -> bytes:
        """The next datagram; raises OSError where the network refused one of ours."""
        while not self._came:
            self._awaited = asyncio.get_running_loop().create_future()
            await self._awaited
        what = self._came.popleft()
        if isinstance(what, OSError):
            raise what
        return what

    def clear(self) -> None:
        self._came.clear()


class Link:
    """The way to one host's port."""

    def __init__(self, host: str, port: int, names: Names, clock: Clock) -> None:
        self.where = f"{host} port {port}"
        self._host = host
        self._port = port
        self._names = names
        self._clock = clock
        self._moves = not is_literal(host)
        self._addresses: tuple[Address, ...] = ()
        self._current = 0
        self._untried = 0
        self._looked_up_at_s = 0.0
        self._look_up: asyncio.Future[tuple[Address, ...]] | None = None
        self._socket: tuple[asyncio.DatagramTransport, _Datagrams] | None = None
        self._is_silent = False

    @property
    def known_address(self) -> Address | None:
        """Where to send, if that need not be looked up first."""
        if self._addresses and not (self._moves and self._is_look_up_due):
            return self._addresses[self._current]
        return None

    def forget(self) -> None:
        """What came in and nobody took is of no interest any longer."""
        if self._socket is not None:
            self._socket[1].clear()

    async def converse(self, datagram: bytes, take: Callable[[bytes], T | None], timeout_s: float) -> "T | SnmpFailure":
        """Send a datagram, and wait for one that `take` makes something of; failures are timeout or unreachable."""
        try:
            async with asyncio.timeout(timeout_s):
                answer = await self._converse(datagram, take)
        except TimeoutError:
            self._note_silence()
            return SnmpFailure(SnmpError.TIMEOUT, f"no answer from {self.where} within {timeout_s:.1f} s")
        except socket.gaierror:
            return SnmpFailure(SnmpError.UNREACHABLE, f"the host name {self._host!r} has no address")
        except ConnectionRefusedError:
            return SnmpFailure(SnmpError.UNREACHABLE, f"nothing listens on UDP {self.where}")
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            return SnmpFailure(SnmpError.UNREACHABLE, f"the network cannot reach {self.where}: {reason}")
        if answer is None:
            return SnmpFailure(SnmpError.BAD_ANSWER, f"{self.where} floods us with what nobody asked for")
        self._is_silent = False
        return answer

    async def _converse(self, datagram: bytes, take: Callable[[bytes], T | None]) -> T | None:
        await self._locate()
        self._untried = len(self._addresses) - 1
        while True:
            try:
                transport, datagrams = await self._open()
                transport.sendto(datagram)
                for _ in range(MOST_IGNORED):
                    answer = take(await datagrams.next())
                    if answer is not None:
                        return answer
            except TimeoutError:
                raise
            except OSError:
                self._next_address()
                if self._untried <= 0:
                    raise
                self._untried -= 1
            else:
                return None

    async def _locate(self) -> None:
        """Know the host's addresses; those of a name are looked up again in the background when they are old."""
        if self._look_up is None:
            if self._addresses and not (self._moves and self._is_look_up_due):
                return
            self._look_up = self._names.ask(self._host, self._port)
        if self._addresses and not self._look_up.done():
            return
        asked, self._look_up = self._look_up, None
        try:
            # Shielded: one that outlasts this try is there for the next.
            found = await asyncio.shield(asked)
        except asyncio.CancelledError:
            self._look_up = asked
            raise
        except (OSError, UnicodeError):
            # A name server that is away is no reason to lose a device that is not.
            if not self._addresses:
                raise
            found = self._addresses
        self._looked_up_at_s = self._clock()
        self._take_over(found)

    @property
    def _is_look_up_due(self) -> bool:
        age_s = self._clock() - self._looked_up_at_s
        return age_s >= (LOOK_UP_SILENT_EVERY_S if self._is_silent else LOOK_UP_EVERY_S)

    def _take_over(self, found: tuple[Address, ...]) -> None:
        if not found:
            raise socket.gaierror
        if found == self._addresses:
            return
        current = self._addresses[self._current] if self._addresses else None
        self._addresses = found
        if current in found:
            self._current = found.index(current)
        else:
            self._current = 0
            self.close()

    async def _open(self) -> tuple[asyncio.DatagramTransport, _Datagrams]:
        if self._socket is not None and not self._socket[0].is_closing():
            return self._socket
        address = self._addresses[self._current]
        connected = socket.socket(address.family, socket.SOCK_DGRAM)
        try:
            connected.settimeout(0)
            connected.connect(address.sockaddr)
            loop = asyncio.get_running_loop()
            self._socket = await loop.create_datagram_endpoint(_Datagrams, sock=connected)
        except BaseException:
            connected.close()
            raise
        return self._socket

    def _note_silence(self) -> None:
        self._is_silent = True
        self._next_address()

    def _next_address(self) -> None:
        if len(self._addresses) > 1:
            self._current = (self._current + 1) % len(self._addresses)
            self.close()

    def close(self) -> None:
        """Give back the socket; what is sent next opens it again."""
        if self._socket is not None:
            self._socket[0].close()
            self._socket = None
