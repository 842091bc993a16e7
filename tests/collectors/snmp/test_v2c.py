"""The v2c engine on a real socket, with agents that behave and agents that do not."""

import socket

from hypothesis import given
from hypothesis import strategies as st

from collectors.snmp.client import Agent, Credential, PollAnswer, PollPlan, SnmpError, SnmpVersion
from collectors.snmp.engines.exchange import Request, RequestKind
from collectors.snmp.engines.pysnmp_engine import PysnmpClient
from tests.collectors.snmp.responder import Reply, agent, answer_to
from tests.collectors.v2c_messages import decode, encode

OIDS = ((1, 3, 6, 1, 2, 1, 1, 3, 0), (1, 3, 6, 1, 4, 1, 318, 1, 0))
QUICK = PollPlan(OIDS, timeout_s=0.3, retries=0)
PATIENT = PollPlan(OIDS, timeout_s=5.0, retries=0)


async def get(port: int, plan: PollPlan = PATIENT, host: str = "127.0.0.1") -> PollAnswer:
    client = PysnmpClient()
    try:
        asked = Agent(host, port, Credential(SnmpVersion.V2C, community="public"))
        return await client.poll(client.prepare(asked, plan), 10)
    finally:
        await client.close()


async def get_from(reply: Reply, plan: PollPlan = PATIENT) -> PollAnswer:
    async with agent(reply) as port:
        return await get(port, plan)


async def test_an_answer_is_read() -> None:
    answer = await get_from(lambda request: [answer_to(request, 42)])
    assert [value.value for value in answer.values if value] == [42, 42]


async def test_garbage_before_the_answer_is_ignored() -> None:
    answer = await get_from(lambda request: [b"", b"\x30\x84\xff\xff\xff\xff", b"hello", answer_to(request, 42)])
    assert [value.value for value in answer.values if value] == [42, 42]


async def test_an_answer_to_another_request_is_ignored() -> None:
    answer = await get_from(lambda request: [answer_to(request, 1, id_offset=-1), answer_to(request, 42)])
    assert [value.value for value in answer.values if value] == [42, 42]


async def test_a_request_sent_back_is_no_answer() -> None:
    answer = await get_from(lambda request: [request], QUICK)
    assert answer.failure is not None
    assert answer.failure.error is SnmpError.BAD_ANSWER


async def test_silence_is_a_timeout_that_names_the_device() -> None:
    answer = await get_from(lambda _request: [], QUICK)
    assert answer.failure is not None
    assert answer.failure.error is SnmpError.TIMEOUT
    assert "127.0.0.1" in answer.failure.detail


async def test_a_closed_port_is_known_at_once() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    answer = await get(port)
    assert answer.failure is not None
    assert answer.failure.error is SnmpError.UNREACHABLE
    assert "nothing listens" in answer.failure.detail


async def test_a_name_without_an_address_is_unreachable() -> None:
    answer = await get(161, host="no-such-host.invalid")
    assert answer.failure is not None
    assert answer.failure.error is SnmpError.UNREACHABLE
    assert "no-such-host.invalid" in answer.failure.detail


async def test_a_host_name_that_cannot_be_one_is_unreachable() -> None:
    answer = await get(161, host="a" * 300 + ".example")
    assert answer.failure is not None
    assert answer.failure.error is SnmpError.UNREACHABLE


async def test_the_next_address_of_a_host_is_tried_when_one_refuses() -> None:
    async with agent(lambda request: [answer_to(request, 42)]) as port:
        answer = await get(port, host="localhost")
    assert answer.failure is None


@given(st.binary(max_size=300))
def test_no_bytes_can_make_the_decoder_raise(datagram: bytes) -> None:
    decode(datagram)


@given(st.data())
def test_no_change_of_an_answer_can_make_the_decoder_raise(data: st.DataObject) -> None:
    request = encode("public", Request(RequestKind.GET, OIDS), 0x12345678)
    damaged = bytearray(answer_to(request, 42))
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    decode(bytes(damaged[: data.draw(st.integers(0, len(damaged)))]))


def test_only_the_request_id_differs_between_two_requests() -> None:
    request = Request(RequestKind.GET_BULK, OIDS, 10)
    one, other = encode("public", request, 0x12345678), encode("public", request, 0x7FEDCBA9)
    assert len(one) == len(other)
    assert one.replace((0x12345678).to_bytes(4, "big"), b"") == other.replace((0x7FEDCBA9).to_bytes(4, "big"), b"")
