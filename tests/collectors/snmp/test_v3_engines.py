"""SNMPv3 with engines that restart, move, lie or are another one the next time: the simulator's, on its own clock."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest
from cryptography.exceptions import UnsupportedAlgorithm

from collectors.simulator.protocol import RESPONSE, Request, encoded_pdu
from collectors.simulator.usm import EngineTime, UsmEngine
from collectors.snmp import ber
from collectors.snmp.client import (
    Agent,
    Credential,
    PollAnswer,
    PollPlan,
    SnmpClient,
    SnmpError,
)
from tests.collectors.credentials import READER, READER_BY_SHA1
from tests.collectors.snmp.conftest import ENGINES
from tests.collectors.snmp.responder import agent

NAME = (1, 3, 6, 1, 2, 1, 1, 5, 0)
PLAN = PollPlan((NAME,), timeout_s=0.3, retries=2)

Twist = Callable[[bytes, bytes | None], Sequence[bytes]]
"""From a request and the proper answer to what is sent instead."""


def proper(_request: bytes, answer: bytes | None) -> Sequence[bytes]:
    return [] if answer is None else [answer]


@dataclass
class Device:
    """What answers at an address; tests exchange its parts."""

    engine_id: bytes = b"\x80\x00\x1f\x88\x04one"
    time: EngineTime = field(default_factory=lambda: EngineTime(3, 1000))
    value: int = 42
    twist: Twist = proper
    heard: list[bytes] = field(default_factory=list)
    _engines: dict[bytes, UsmEngine] = field(default_factory=dict)

    def reply(self, request: bytes) -> Sequence[bytes]:
        self.heard.append(request)
        engine = self._engines.setdefault(self.engine_id, UsmEngine(self.engine_id, READER))
        return self.twist(request, engine.answer(request, self.time, self._respond))

    def _respond(self, request: Request, _room: int) -> bytes:
        value = ber.integer(self.value)
        rows = b"".join(ber.tlv(ber.SEQUENCE, ber.oid(name) + value) for name in request.oids)
        return encoded_pdu(RESPONSE, request.request_id, 0, 0, rows)


@dataclass
class Rig:
    """A device, a client that asks it, and the client's clock."""

    device: Device
    client: SnmpClient
    port: int
    now_s: list[float]

    async def poll(self, credential: Credential = READER_BY_SHA1, plan: PollPlan = PLAN) -> PollAnswer:
        self.device.heard.clear()
        return await self.client.poll(self.client.prepare(Agent("127.0.0.1", self.port, credential), plan), 30)

    async def reads(self, value: int) -> None:
        answer = await self.poll()
        assert answer.failure is None
        assert [found.value for found in answer.values if found] == [value]


@asynccontextmanager
async def started(engine: str) -> AsyncIterator[Rig]:
    device = Device()
    now_s = [0.0]
    client: SnmpClient = ENGINES[engine](clock=lambda: now_s[0])
    try:
        async with agent(device.reply) as port:
            yield Rig(device, client, port, now_s)
    finally:
        await client.close()


@pytest.fixture(params=ENGINES)
async def rig(request: pytest.FixtureRequest) -> AsyncIterator[Rig]:
    async with started(request.param) as rig:
        yield rig


async def test_who_is_known_is_asked_with_one_message(rig: Rig) -> None:
    await rig.reads(42)
    for _ in range(3):
        await rig.reads(42)
        assert len(rig.device.heard) == 1


async def test_another_engine_at_the_same_address_is_read_in_the_same_poll(rig: Rig) -> None:
    await rig.reads(42)
    rig.device.engine_id, rig.device.time, rig.device.value = b"\x80\x00\x1f\x88\x04two", EngineTime(1, 5), 7
    await rig.reads(7)
    assert rig.now_s == [0.0]


async def test_another_engine_that_says_nothing_to_strangers_is_found_after_silence(rig: Rig) -> None:
    await rig.reads(42)
    discovered = b"\x80\x00\x1f\x88\x04two"

    def only_its_own(request: bytes, answer: bytes | None) -> Sequence[bytes]:
        return [answer] if answer and (discovered in request or b"one" not in request) else []

    rig.device.engine_id, rig.device.value, rig.device.twist = discovered, 7, only_its_own
    await rig.reads(7)


async def test_two_engines_that_take_turns_are_told_to_the_person(rig: Rig) -> None:
    engines = [b"\x80\x00\x1f\x88\x04one", b"\x80\x00\x1f\x88\x04two"]

    def alternate(_request: bytes, answer: bytes | None) -> Sequence[bytes]:
        engines.reverse()
        rig.device.engine_id = engines[0]
        return [] if answer is None else [answer]

    rig.device.twist = alternate
    answer = await rig.poll()
    assert answer.failure is not None
    assert answer.failure.error is SnmpError.AUTHORIZATION
    assert "another engine each time" in answer.failure.detail


@pytest.mark.parametrize(
    "later",
    [EngineTime(4, 0), EngineTime(3, 5000), EngineTime(3, 10), EngineTime(0, 20), EngineTime(2**31 - 2, 1)],
    ids=["restarted", "clock ahead", "clock back", "lost its count of restarts", "far ahead"],
)
async def test_an_engine_whose_clock_jumped_is_read_in_the_same_poll(rig: Rig, later: EngineTime) -> None:
    await rig.reads(42)
    rig.device.time = later
    await rig.reads(42)
    assert len(rig.device.heard) <= 3
    await rig.reads(42)
    assert len(rig.device.heard) == 1


async def test_our_clock_runs_with_the_engines(rig: Rig) -> None:
    await rig.reads(42)
    rig.now_s[0] += 1_000_000
    rig.device.time = EngineTime(3, 1_001_000)
    await rig.reads(42)
    assert len(rig.device.heard) == 1


async def test_an_engine_whose_clock_never_fits_is_told_to_the_person(rig: Rig) -> None:
    await rig.reads(42)

    def run_away(_request: bytes, answer: bytes | None) -> Sequence[bytes]:
        rig.device.time = EngineTime(rig.device.time.boots + 1, 5)
        return [] if answer is None else [answer]

    rig.device.twist = run_away
    rig.device.time = EngineTime(9, 9)
    answer = await rig.poll()
    assert answer.failure is not None
    assert answer.failure.error is SnmpError.AUTHORIZATION
    assert "its clock or its count of restarts is off" in answer.failure.detail
    assert len(rig.device.heard) <= 3


async def test_an_agent_that_was_exchanged_for_one_with_another_password_says_so(rig: Rig) -> None:
    await rig.reads(42)
    answer = await rig.poll(replace(READER_BY_SHA1, auth_key="another-password"))
    assert answer.failure is not None
    assert "refuses the authentication password" in answer.failure.detail


def changed_in_flight(place: int) -> Twist:
    """From the second message on, one octet of each answer is another."""
    seen: list[bytes] = []

    def change(request: bytes, answer: bytes | None) -> Sequence[bytes]:
        seen.append(request)
        if answer is None or len(seen) == 1:
            return proper(request, answer)
        return [answer[:place] + bytes([answer[place] ^ 1]) + answer[place + 1 :]]

    return change


@pytest.mark.parametrize("place", [-1, -20, 60, 40])
async def test_an_answer_that_was_changed_is_not_believed(rig: Rig, place: int) -> None:
    rig.device.twist = changed_in_flight(place)
    answer = await rig.poll(plan=replace(PLAN, retries=0))
    assert answer.values == (None,)
    assert answer.failure is not None


async def test_an_answer_to_another_request_is_not_believed(rig: Rig) -> None:
    await rig.reads(42)
    recorded: list[bytes] = []

    def record(_request: bytes, answer: bytes | None) -> Sequence[bytes]:
        recorded.extend(proper(_request, answer))
        return proper(_request, answer)

    rig.device.twist = record
    await rig.reads(42)
    rig.device.twist = lambda _request, _answer: recorded
    answer = await rig.poll(plan=replace(PLAN, retries=0))
    assert answer.values == (None,)


async def test_an_answer_in_the_clear_is_not_believed(rig: Rig) -> None:
    await rig.reads(42)

    def clear(request: bytes, _answer: bytes | None) -> Sequence[bytes]:
        # The head of a request: 30 len, version, 30 len, and the message's id.
        at = request.index(b"\x02\x04") + 2
        number = request[at : at + 4]
        rows = ber.tlv(ber.SEQUENCE, ber.oid(NAME) + ber.integer(666))
        pdu = encoded_pdu(RESPONSE, int.from_bytes(number, "big"), 0, 0, rows)
        engine = ber.tlv(ber.OCTETS, rig.device.engine_id)
        scoped = ber.tlv(ber.SEQUENCE, engine + ber.tlv(ber.OCTETS, b"") + pdu)
        head = ber.tlv(0x02, number) + ber.integer(65507) + ber.tlv(ber.OCTETS, b"\x00") + ber.integer(3)
        times = ber.integer(3) + ber.integer(1000)
        empty = ber.tlv(ber.OCTETS, b"")
        security = ber.tlv(ber.SEQUENCE, engine + times + ber.tlv(ber.OCTETS, b"reader") + empty + empty)
        whole = ber.integer(3) + ber.tlv(ber.SEQUENCE, head) + ber.tlv(ber.OCTETS, security) + scoped
        return [ber.tlv(ber.SEQUENCE, whole)]

    rig.device.twist = clear
    answer = await rig.poll(plan=replace(PLAN, retries=0))
    assert answer.values == (None,)
    assert answer.failure is not None
    assert "not signed and encrypted" in answer.failure.detail


async def test_a_flood_of_rubbish_ends_the_wait(rig: Rig) -> None:
    await rig.reads(42)
    rig.device.twist = lambda _request, _answer: [b"\x30\x84\xff\xff\xff\xff"] * 300
    answer = await rig.poll(plan=replace(PLAN, timeout_s=5, retries=0))
    assert answer.failure is not None
    assert answer.failure.error is SnmpError.BAD_ANSWER


async def test_rubbish_before_the_answer_does_not_matter(rig: Rig) -> None:
    rig.device.twist = lambda _request, answer: [b"", b"\x30\x80", bytes(2000), *([answer] if answer else [])]
    await rig.reads(42)


async def test_a_lost_packet_does_not_make_the_privacy_password_wrong(rig: Rig) -> None:
    """The first encrypted request is lost, on first contact."""
    lost: list[bytes] = []

    def lose_the_second(request: bytes, answer: bytes | None) -> Sequence[bytes]:
        lost.append(request)
        return [] if len(lost) == 2 else proper(request, answer)

    rig.device.twist = lose_the_second
    await rig.reads(42)


async def test_a_slow_answer_is_taken_while_the_keys_are_doubted(rig: Rig) -> None:
    """On first contact the answer comes when the first message of doubt is there already."""
    held: list[bytes] = []

    def slow(request: bytes, answer: bytes | None) -> Sequence[bytes]:
        held.extend(proper(request, answer))
        if len(rig.device.heard) == 1:
            return [held.pop()]
        return [held[0]] if len(held) == 2 else []

    rig.device.twist = slow
    answer = await rig.poll(plan=replace(PLAN, retries=0))
    assert [found.value for found in answer.values if found] == [42]
    assert len(rig.device.heard) == 3


async def test_a_late_answer_to_a_message_of_doubt_is_not_taken_for_a_reading(rig: Rig) -> None:
    """Two answers come with the second try: the doubt's, and then the real one."""
    held: list[bytes] = []

    def slow(request: bytes, answer: bytes | None) -> Sequence[bytes]:
        number = len(rig.device.heard)
        if number == 1:
            return proper(request, answer)
        rig.device.value = number
        held.extend(proper(request, answer))
        return held[1:] if number >= 5 else []

    rig.device.twist = slow
    answer = await rig.poll(plan=replace(PLAN, retries=1))
    values = [found.value for found in answer.values if found]
    assert values == [] or values[0] != 3


async def test_a_system_without_the_algorithm_says_so(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> tuple[bytes, bytes]:
        raise UnsupportedAlgorithm("no")

    monkeypatch.setattr("collectors.snmp.engines.usm_peer.Privacy.encrypt", refuse)
    answer = await rig.poll()
    assert answer.failure is not None
    assert "this system's cryptography has no SHA or no AES" in answer.failure.detail
