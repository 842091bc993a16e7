"""The shared socket: what arrives reaches its flight, be little or much under way; who waits too long is told."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import cast

import pytest

from collectors.snmp.engines.fast.community import CommunityEnvelope
from collectors.snmp.engines.fast.pdu import prepare_get
from collectors.snmp.engines.fast.wire import MANY_IN_FLIGHT, SockAddress, Wire

ENVELOPE = CommunityEnvelope(1, b"public")
(REQUEST,) = ENVELOPE.prepare((prepare_get(((1, 3, 6, 1),)),))


class Echo(asyncio.DatagramProtocol):
    """A request has its id where an answer has it: for the socket one is as good as the other."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.transport.sendto(data, addr)


@dataclass(eq=False)
class Waiting:
    """Somebody who waits for one datagram."""

    wire: Wire
    address: SockAddress
    due_s: float = float("inf")
    told: "asyncio.Future[str]" = field(init=False)
    request_id: int = field(init=False)

    def __post_init__(self) -> None:
        self.told = self.wire.loop.create_future()
        self.request_id = self.wire.board(self)

    def send(self) -> None:
        assert self.wire.send(ENVELOPE.wrap(REQUEST, self.request_id.to_bytes(4, "big")), self.address) is None

    def arrived(self, data: bytes) -> None:
        self._end("arrived")

    def refused(self, reason: str) -> None:
        self._end(reason)

    def overdue(self) -> None:
        self._end("overdue")

    def _end(self, how: str) -> None:
        self.wire.leave(self.request_id)
        self.told.set_result(how)


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    made = Wire(socket.AF_INET, asyncio.get_running_loop())
    yield made
    made.close()


@pytest.fixture
async def echo() -> AsyncIterator[SockAddress]:
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Echo, local_addr=("127.0.0.1", 0))
    yield transport.get_extra_info("sockname")
    transport.close()


async def told(*waiting: Waiting) -> set[str]:
    async with asyncio.timeout(60):
        return set(await asyncio.gather(*(each.told for each in waiting)))


async def test_what_arrives_reaches_its_flight_however_many_there_are(wire: Wire, echo: SockAddress) -> None:
    for count in (1, 3 * MANY_IN_FLIGHT, 1, 3 * MANY_IN_FLIGHT, 1):
        waiting = [Waiting(wire, echo) for _ in range(count)]
        for each in waiting:
            each.send()
        assert await told(*waiting) == {"arrived"}
    assert wire.counters.received == wire.counters.sent == 3 + 6 * MANY_IN_FLIGHT
    assert wire.counters.unasked == wire.counters.garbage == 0


async def test_only_who_has_waited_long_enough_is_told(wire: Wire, echo: SockAddress) -> None:
    patient, impatient = Waiting(wire, echo), Waiting(wire, echo, due_s=wire.loop.time())
    assert await told(impatient) == {"overdue"}
    assert not patient.told.done()
    patient.send()
    assert await told(patient) == {"arrived"}


async def test_nobody_is_told_of_anything_after_the_socket_was_closed(wire: Wire, echo: SockAddress) -> None:
    waiting = [Waiting(wire, echo, due_s=wire.loop.time()) for _ in range(2 * MANY_IN_FLIGHT)]
    for each in waiting:
        each.send()
    wire.close()
    await asyncio.sleep(0.05)
    assert not any(each.told.done() for each in waiting)
