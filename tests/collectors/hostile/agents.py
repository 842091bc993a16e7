"""Agents on loopback that say whatever a test has them say, and keep a ledger of it for the judge."""

import asyncio
import bisect
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum

from collectors.snmp.client import Oid
from tests.collectors.hostile.wire import GET, GET_BULK, Asked, NotBer, asked, binding, message, pdu, read

NO_SUCH_INSTANCE, END_OF_MIB_VIEW = b"\x81\x00", b"\x82\x00"
MOST_REPETITIONS = 50


class Source(Enum):
    """Whence a datagram comes."""

    OWN = "the address and port that was asked"
    OTHER_PORT = "another port of the same address"
    OTHER_ADDRESS = "another address"


@dataclass(frozen=True, slots=True)
class Sent:
    octets: bytes
    source: Source = Source.OWN
    after_s: float = 0.0


class Mib:
    """Objects as an honest agent has them: encoded values in lexicographic order."""

    def __init__(self, objects: Mapping[Oid, bytes]) -> None:
        self.objects = dict(objects)
        self.names = sorted(objects)

    def after(self, oid: Oid) -> tuple[Oid, bytes]:
        place = bisect.bisect_right(self.names, oid)
        if place == len(self.names):
            return oid, END_OF_MIB_VIEW
        return self.names[place], self.objects[self.names[place]]

    def rows(self, request: Asked) -> list[tuple[Oid, bytes]]:
        """What an honest agent answers."""
        if request.kind == GET:
            return [(oid, self.objects.get(oid, NO_SUCH_INSTANCE)) for oid in request.oids]
        rows: list[tuple[Oid, bytes]] = []
        cursor = list(request.oids)
        for _ in range(min(request.max_repetitions, MOST_REPETITIONS) if request.kind == GET_BULK else 1):
            for place, oid in enumerate(cursor):
                found = self.after(oid)
                rows.append(found)
                cursor[place] = found[0]
        return rows


def response(
    request: Asked, rows: Iterable[tuple[Oid, bytes]], status: int = 0, index: int = 0, shift: int = 0
) -> bytes:
    """A whole answer; `shift` makes it one to another request."""
    bindings = b"".join(binding(oid, value) for oid, value in rows)
    return message(pdu(request.request_id + shift, bindings, status, index))


def honest(request: Asked, mib: Mib) -> list[Sent]:
    return [Sent(response(request, mib.rows(request)))]


Manner = Callable[[Asked, Mib], Iterable[Sent]]


@dataclass(slots=True)
class HostileAgent:
    """One agent: what it was asked, and all that it said from the socket that was asked."""

    mib: Mib
    manner: Manner = honest
    requests: list[Asked] = field(default_factory=list)
    said: list[bytes] = field(default_factory=list)
    port: int = 0
    _own: asyncio.DatagramTransport | None = None
    _others: dict[Source, asyncio.DatagramTransport] = field(default_factory=dict)

    def turn(self, manner: Manner) -> None:
        """From now on it behaves so; what was asked and said before counts no longer."""
        self.manner = manner
        self.requests.clear()
        self.said.clear()

    def received(self, data: bytes, addr: tuple[str, int]) -> None:
        try:
            request = asked(data)
        except NotBer:
            return
        self.requests.append(request)
        loop = asyncio.get_running_loop()
        for sent in self.manner(request, self.mib):
            if sent.after_s:
                loop.call_later(sent.after_s, self.send, sent, addr)
            else:
                self.send(sent, addr)

    def send(self, sent: Sent, addr: tuple[str, int]) -> None:
        transport = self._own if sent.source is Source.OWN else self._others[sent.source]
        if transport is None or transport.is_closing():
            return
        if sent.source is Source.OWN:
            self.said.append(sent.octets)
        transport.sendto(sent.octets, addr)

    def values_told(self) -> dict[Oid, list[object]]:
        """By object, what it answered to a request for that object: what readings may rest on.

        An answer counts if it is one: the id of a request that it received, no error-status.
        """
        asked_for = {request.request_id: set(request.oids) for request in self.requests}
        told: dict[Oid, list[object]] = {}
        for datagram in self.said:
            try:
                said = read(datagram)
            except NotBer:
                continue
            if said.error_status:
                continue
            for oid, value in said.bindings:
                if oid in asked_for.get(said.request_id, ()):
                    told.setdefault(oid, []).append(value)
        return told


class _Endpoint(asyncio.DatagramProtocol):
    def __init__(self, received: Callable[[bytes, tuple[str, int]], None]) -> None:
        self._received = received

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._received(data, addr)


@asynccontextmanager
async def listening(agent: HostileAgent) -> AsyncIterator[HostileAgent]:
    """The agent on a port of 127.0.0.1, with a second port there and one on 127.0.0.2."""
    loop = asyncio.get_running_loop()

    async def opened(
        host: str, port: int, received: Callable[[bytes, tuple[str, int]], None]
    ) -> asyncio.DatagramTransport:
        transport, _ = await loop.create_datagram_endpoint(lambda: _Endpoint(received), local_addr=(host, port))
        return transport

    agent._own = await opened("127.0.0.1", 0, agent.received)
    agent.port = agent._own.get_extra_info("sockname")[1]
    agent._others[Source.OTHER_PORT] = await opened("127.0.0.1", 0, lambda _data, _addr: None)
    agent._others[Source.OTHER_ADDRESS] = await opened("127.0.0.2", agent.port, lambda _data, _addr: None)
    try:
        yield agent
    finally:
        for transport in (agent._own, *agent._others.values()):
            transport.close()
