"""Agents that are small or slow, over real sockets, in every version of SNMP."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from collectors.simulator import community
from collectors.simulator.protocol import RESPONSE, Request, RequestKind, encoded_pdu
from collectors.simulator.usm import EngineTime, UsmEngine
from collectors.snmp import ber
from collectors.snmp.client import (
    Agent,
    Credential,
    Oid,
    PollAnswer,
    PollPlan,
    SnmpClient,
    SnmpVersion,
)
from tests.collectors.credentials import READER, READER_BY_SHA1
from tests.collectors.snmp.responder import agent

OIDS: tuple[Oid, ...] = tuple((1, 3, 6, 1, 4, 1, 318, 1, row) for row in range(1, 41))
PLAN = PollPlan(OIDS, timeout_s=0.4, retries=2)
CREDENTIALS = {
    "v1": Credential(SnmpVersion.V1, community="public"),
    "v2c": Credential(SnmpVersion.V2C, community="public"),
    "v3": READER_BY_SHA1,
}
TOO_BIG = 1
Answer = Callable[[Request], bytes | None]


def rows(oids: Sequence[Oid]) -> bytes:
    return b"".join(ber.tlv(ber.SEQUENCE, ber.oid(name) + ber.integer(name[-1])) for name in oids)


def whole(request: Request) -> bytes:
    return encoded_pdu(RESPONSE, request.request_id, 0, 0, rows(request.oids))


def truncating(most: int) -> Answer:
    return lambda request: encoded_pdu(RESPONSE, request.request_id, 0, 0, rows(request.oids[:most]))


def too_big_above(most: int) -> Answer:
    def answer(request: Request) -> bytes:
        if len(request.oids) <= most:
            return whole(request)
        return encoded_pdu(RESPONSE, request.request_id, TOO_BIG, 0, request.echo if request.is_v1 else b"")

    return answer


def silent_above(most: int) -> Answer:
    return lambda request: whole(request) if len(request.oids) <= most else None


@dataclass
class Device:
    """An agent that speaks all versions, and answers as a test has it."""

    answer: Answer
    asked: list[int] = field(default_factory=list)
    _engine: UsmEngine = field(default_factory=lambda: UsmEngine(b"\x80\x00\x1f\x88\x04pdu", READER))
    _is_silent: bool = False

    def reply(self, packet: bytes) -> Sequence[bytes]:
        self._is_silent = False
        # A version's number stands at the same place in all messages of less than 128 bytes, or of less than 64 KiB.
        is_v3 = b"\x02\x01\x03" in packet[2:8]
        answer = (
            self._engine.answer(packet, EngineTime(1, 100), self._respond)
            if is_v3
            else community.answer(packet, b"public", self._respond)
        )
        return [] if answer is None or self._is_silent else [answer]

    def _respond(self, request: Request, _room: int) -> bytes:
        assert request.kind is RequestKind.GET
        self.asked.append(len(request.oids))
        answer = self.answer(request)
        self._is_silent = answer is None
        return answer or b""


@pytest.fixture
def client(any_client: SnmpClient) -> SnmpClient:
    return any_client


async def poll(client: SnmpClient, port: int, version: str, plan: PollPlan = PLAN) -> PollAnswer:
    return await client.poll(client.prepare(Agent("127.0.0.1", port, CREDENTIALS[version]), plan), 60)


def numbers(answer: PollAnswer) -> list[object]:
    return [value.value if value else None for value in answer.values]


@pytest.mark.parametrize("version", CREDENTIALS)
@pytest.mark.parametrize("most", [1, 5, 12])
@pytest.mark.parametrize("kind", [truncating, too_big_above, silent_above])
async def test_an_agent_that_bears_only_so_much_is_read(
    client: SnmpClient, kind: Callable[[int], Answer], most: int, version: str
) -> None:
    device = Device(kind(most))
    async with agent(device.reply) as port:
        first = await poll(client, port, version)
        assert (numbers(first), first.failure) == ([name[-1] for name in OIDS], None)
        device.asked.clear()
        second = await poll(client, port, version)
        assert numbers(second) == numbers(first)
        assert sum(size > most for size in device.asked) <= 1


@pytest.mark.parametrize("version", CREDENTIALS)
async def test_an_agent_slower_than_the_first_wait_is_read_and_then_waited_for(
    client: SnmpClient, version: str
) -> None:
    device = Device(whole)
    loop = asyncio.get_running_loop()

    class Slow(asyncio.DatagramProtocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = transport

        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            for datagram in device.reply(data):
                loop.call_later(0.5, transport.sendto, datagram, addr)

    transport, _ = await loop.create_datagram_endpoint(Slow, local_addr=("127.0.0.1", 0))
    port = transport.get_extra_info("sockname")[1]
    try:
        for _ in range(3):
            answer = await poll(client, port, version)
        assert (numbers(answer), answer.failure) == ([name[-1] for name in OIDS], None)
        device.asked.clear()
        answer = await poll(client, port, version)
        assert len(device.asked) == answer.requests == len(set(device.asked))
    finally:
        transport.close()
