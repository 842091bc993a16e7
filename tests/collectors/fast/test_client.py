"""The fast engine on real sockets: its hot path, and what it leaves to the sessions."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from collectors.snmp.client import Agent, Credential, PollAnswer, PollPlan, SnmpError, SnmpType, SnmpVersion
from collectors.snmp.engines.fast.client import FastClient
from tests.collectors.snmp.responder import Reply, agent, answer_to

OIDS = tuple((1, 3, 6, 1, 4, 1, 318, 1, number) for number in range(7))
PLAN = PollPlan(OIDS, max_varbinds=3, timeout_s=0.3, retries=1)
V2C = Credential(SnmpVersion.V2C, community="public")


@pytest.fixture
async def client() -> AsyncIterator[FastClient]:
    made = FastClient()
    yield made
    await made.close()


async def poll(client: FastClient, port: int, times: int = 2, plan: PollPlan = PLAN) -> Sequence[PollAnswer]:
    """The first poll of an agent is asked with care; the others go the short way, if there is one."""
    prepared = client.prepare(Agent("127.0.0.1", port, V2C), plan)
    return [await client.poll(prepared, 5.0) for _ in range(times)]


def sent_hot(client: FastClient) -> int:
    return sum(counters.sent for counters in client.counters)


async def test_the_second_poll_goes_over_the_shared_socket_and_says_the_same(client: FastClient) -> None:
    async with agent(lambda request: [answer_to(request, 42)]) as port:
        first, second = await poll(client, port)
    assert first.values == second.values
    assert [value.value for value in second.values if value] == [42] * 7
    assert second.requests == sent_hot(client) == 3


async def test_many_agents_share_one_socket_and_nothing_is_lost(client: FastClient) -> None:
    async with agent(lambda request: [answer_to(request, 7)]) as port:
        names = [Credential(SnmpVersion.V2C, community=f"pdu{number}") for number in range(20)]
        prepared = [client.prepare(Agent("127.0.0.1", port, name), PLAN) for name in names]
        for _ in range(2):
            answers = await asyncio.gather(*(client.poll(each, 5.0) for each in prepared))
    assert all(answer.failure is None and not answer.is_silence for answer in answers)
    assert len(client.counters) <= 1


async def test_a_lost_datagram_is_asked_for_again(client: FastClient) -> None:
    seen: list[bytes] = []

    def forgetful(request: bytes) -> list[bytes]:
        seen.append(request)
        return [] if len(seen) == 4 else [answer_to(request, 42)]

    async with agent(forgetful) as port:
        _, second = await poll(client, port)
    assert second.failure is None
    assert second.requests == 4


@pytest.mark.parametrize(
    "garbage",
    [
        pytest.param(lambda _request: b"", id="nothing"),
        pytest.param(lambda _request: b"\x30\x84\xff\xff\xff\xff", id="a length without end"),
        pytest.param(lambda request: answer_to(request, 1, community=b"other"), id="another community"),
        pytest.param(lambda request: answer_to(request, 1, id_offset=1), id="another request's answer"),
        pytest.param(lambda request: answer_to(request, 1)[:-3], id="cut off"),
        pytest.param(lambda request: request, id="the request itself"),
    ],
)
async def test_garbage_before_the_answer_changes_nothing(client: FastClient, garbage: object) -> None:
    assert callable(garbage)
    async with agent(lambda request: [garbage(request), answer_to(request, 42)]) as port:
        _, second = await poll(client, port)
    assert [value.value for value in second.values if value] == [42] * 7


async def test_an_answer_from_another_address_is_nobodys(client: FastClient) -> None:
    """It has the right request id, community and objects; only the source is wrong."""
    received: list[tuple[bytes, tuple[str, int]]] = []

    class Forger(asyncio.DatagramProtocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = transport

        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            received.append((data, addr))

    loop = asyncio.get_running_loop()
    forger, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=("127.0.0.2", 0))
    real, _ = await loop.create_datagram_endpoint(Forger, local_addr=("127.0.0.1", 0))
    port = real.get_extra_info("sockname")[1]
    prepared = client.prepare(Agent("127.0.0.1", port, V2C), PollPlan(OIDS[:1], timeout_s=0.3, retries=1))

    async def answer_all() -> None:
        while True:
            await asyncio.sleep(0.001)
            while received:
                data, addr = received.pop(0)
                forger.sendto(answer_to(data, 666), addr)
                await asyncio.sleep(0.02)
                real.sendto(answer_to(data, 42), addr)

    answering = asyncio.ensure_future(answer_all())
    try:
        answers = [await client.poll(prepared, 5.0) for _ in range(3)]
    finally:
        answering.cancel()
        forger.close()
        real.close()
    assert [answer.values[0].value for answer in answers if answer.values[0]] == [42, 42, 42]
    assert sum(counters.unasked for counters in client.counters) == 2


async def test_a_closed_port_is_unreachable(client: FastClient) -> None:
    async with agent(lambda request: [answer_to(request, 42)]) as port:
        await poll(client, port)
    (answer,) = await poll(client, port, 1)
    assert answer.failure is not None
    assert answer.failure.error is SnmpError.UNREACHABLE
    assert f"127.0.0.1 port {port}" in answer.failure.detail


async def test_silence_in_the_middle_keeps_what_was_answered(client: FastClient) -> None:
    seen: list[bytes] = []

    def dies(request: bytes) -> list[bytes]:
        seen.append(request)
        return [answer_to(request, 42)] if len(seen) <= 4 else []

    async with agent(dies) as port:
        _, second = await poll(client, port)
    assert second.failure is not None
    assert second.failure.error is SnmpError.TIMEOUT
    assert [value.value if value else None for value in second.values] == [42] * 3 + [None] * 4


def refusing_large(most: int) -> Reply:
    """An agent that is silent to requests with more objects."""

    def reply(request: bytes) -> list[bytes]:
        return [answer_to(request, 42)] if request.count(b"\x2b\x06\x01\x04\x01\x82\x3e") <= most else []

    return reply


async def test_an_agent_that_bears_only_small_requests_is_asked_in_small_ones(client: FastClient) -> None:
    async with agent(refusing_large(1)) as port:
        answers = await poll(client, port, 3)
    assert [value.value for value in answers[-1].values if value] == [42] * 7


async def test_a_value_keeps_its_type(client: FastClient) -> None:
    async with agent(lambda request: [answer_to(request, -5)]) as port:
        _, second = await poll(client, port)
    assert {value.type for value in second.values if value} == {SnmpType.INTEGER}
    assert {value.value for value in second.values if value} == {-5}


async def test_a_device_is_asked_one_thing_at_a_time(client: FastClient) -> None:
    in_flight: list[int] = []
    most: list[int] = []
    loop = asyncio.get_running_loop()

    class Slow(asyncio.DatagramProtocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = transport

        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            in_flight.append(1)
            most.append(len(in_flight))
            loop.call_later(0.01, self.answer, data, addr)

        def answer(self, data: bytes, addr: tuple[str, int]) -> None:
            in_flight.pop()
            self.transport.sendto(answer_to(data, 42), addr)  # type: ignore[attr-defined]  # a datagram transport

    transport, _ = await loop.create_datagram_endpoint(Slow, local_addr=("127.0.0.1", 0))
    prepared = client.prepare(Agent("127.0.0.1", transport.get_extra_info("sockname")[1], V2C), PLAN)
    try:
        await client.poll(prepared, 5.0)
        answers = await asyncio.gather(*(client.poll(prepared, 5.0) for _ in range(4)))
    finally:
        transport.close()
    assert all(answer.failure is None for answer in answers)
    assert max(most) == 1
