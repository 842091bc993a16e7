"""SNMPv3 agents, and whoever stands between: with authPriv only the agent's own values are readings, or none are."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from collectors.simulator.protocol import Request, RequestKind
from collectors.simulator.usm import EngineTime, UsmEngine
from collectors.snmp.client import AuthProtocol, Oid
from collectors.snmp.engines.usm_keys import auth_key, mac, mac_octets
from collectors.snmp.engines.usm_message import EngineTime as MessageTime
from collectors.snmp.engines.usm_message import Flags, Message, put_together, scoped, take_apart
from powertui.domain.reading import MISSING_RAW, PollFailure, ReadingBatch, TargetDescription
from tests.collectors.credentials import READER, READER_BY_SHA1
from tests.collectors.hostile.agents import HostileAgent, Mib
from tests.collectors.hostile.corpus import damaged
from tests.collectors.hostile.lab import QUICK, Lab, assert_one_sentence, lab_of, mib_of, pdu_objects
from tests.collectors.hostile.manners import LIE
from tests.collectors.hostile.wire import GET, GET_BULK, GET_NEXT, RESPONSE, Asked, binding, number, pdu, text, tlv
from tests.collectors.snmp.responder import agent as responding

ENGINE_ID = b"\x80\x00\x1f\x88\x04honest"
_KINDS = {RequestKind.GET: GET, RequestKind.GET_NEXT: GET_NEXT, RequestKind.GET_BULK: GET_BULK}
_REPORT = 0xA8
_COUNTERS: Oid = (1, 3, 6, 1, 6, 3, 15, 1, 1)
ENGINES = ("pysnmp", "fast")
MOST_MESSAGES = 60
"""Sent in one poll, however often the agent complains."""


@dataclass(slots=True)
class Engine:
    """An honest engine, and what happens to its answers on their way."""

    mib: Mib
    now: EngineTime = field(default_factory=lambda: EngineTime(3, 1000))
    engine_id: bytes = ENGINE_ID
    manner: Callable[["Engine", bytes], Sequence[bytes]] = lambda engine, packet: engine.honest(packet)
    heard: list[bytes] = field(default_factory=list)
    recorded: list[bytes] = field(default_factory=list)
    asked: tuple[Oid, ...] = ()
    """By the last message that was understood."""
    _usm: UsmEngine | None = None

    def reply(self, packet: bytes) -> Sequence[bytes]:
        self.heard.append(packet)
        return self.manner(self, packet)

    def honest(self, packet: bytes) -> list[bytes]:
        if self._usm is None:
            self._usm = UsmEngine(self.engine_id, READER)
        answer = self._usm.answer(packet, self.now, self._respond)
        return [] if answer is None else [answer]

    def _respond(self, request: Request, room: int) -> bytes:
        asked = Asked(_KINDS[request.kind], request.request_id, request.oids, request.second)
        self.asked = request.oids
        bindings = b""
        for oid, value in self.mib.rows(asked):
            row = binding(oid, value)
            if len(bindings) + len(row) > room:
                break
            bindings += row
        return pdu(request.request_id, bindings)

    def becomes(self, engine_id: bytes) -> None:
        self.engine_id, self._usm = engine_id, None


def forged(engine: Engine, packet: bytes, flags: Flags, inside: Callable[[int], bytes]) -> list[bytes]:
    """A message of the right id, made by somebody who knows no key; or the authentication key, if it is signed."""
    received = take_apart(packet)
    assert received is not None
    said = received.message
    time = MessageTime(engine.now.boots, engine.now.seconds)
    data, salt = scoped(engine.engine_id, b"", inside(said.message_id)), bytes(8 * (Flags.PRIV in flags))
    message = Message(said.message_id, flags, engine.engine_id, time, READER.name.encode(), salt, data)
    key = auth_key(AuthProtocol.SHA1, READER.auth_key, engine.engine_id)
    return [put_together(message, mac_octets(AuthProtocol.SHA1), lambda octets: mac(AuthProtocol.SHA1, key, octets))]


def lies(engine: Engine, packet: bytes) -> Callable[[int], bytes]:
    """All that is asked for, with wrong values: whoever listens to unencrypted polls elsewhere knows the objects."""
    engine.honest(packet)
    return lambda request_id: pdu(request_id, b"".join(binding(oid, LIE) for oid in engine.asked))


def report(counter: Oid) -> Callable[[int], bytes]:
    return lambda request_id: pdu(request_id, binding(counter, number(7, 0x41)), kind=_REPORT)


def in_the_clear(engine: Engine, packet: bytes) -> Sequence[bytes]:
    return forged(engine, packet, Flags.NONE, lies(engine, packet))


def only_signed(engine: Engine, packet: bytes) -> Sequence[bytes]:
    return forged(engine, packet, Flags.AUTH, lies(engine, packet))


def wrong_signature(engine: Engine, packet: bytes) -> Sequence[bytes]:
    """One bit is another, anywhere in the message."""
    rng = random.Random(len(engine.heard))
    changed = []
    for answer in engine.honest(packet):
        octets = bytearray(answer)
        octets[rng.randrange(20, len(octets))] ^= 1 << rng.randrange(8)
        changed.append(bytes(octets))
    return changed


def replayed(engine: Engine, packet: bytes) -> Sequence[bytes]:
    return engine.recorded


def another_engine_each_time(engine: Engine, packet: bytes) -> Sequence[bytes]:
    engine.becomes(b"\x80\x00\x1f\x88\x04" + len(engine.heard).to_bytes(6, "big"))
    return engine.honest(packet)


def another_time_each_time(engine: Engine, packet: bytes) -> Sequence[bytes]:
    rng = random.Random(len(engine.heard))
    engine.now = EngineTime(rng.choice((0, 1, 2**31 - 1)), rng.choice((0, 150, 2**31 - 1)))
    return engine.honest(packet)


def impossible_time(engine: Engine, packet: bytes) -> Sequence[bytes]:
    engine.now = EngineTime(2**31 + 5, 2**40)
    return engine.honest(packet)


def impossible_time_signed(engine: Engine, packet: bytes) -> Sequence[bytes]:
    """Counters of more bits than there are, and a secret that nobody can decrypt: from whoever has the keys."""
    answers = []
    for boots, seconds in ((2**31, 5), (2**33, 5), (3, 2**31), (3, 2**33), (3, 2**39 - 1), (-1, 5), (3, -1)):
        engine.now = EngineTime(boots, seconds)
        answers += forged(engine, packet, Flags.AUTH | Flags.PRIV, report((*_COUNTERS, 2, 0)))
    engine.now = EngineTime(3, 1000)
    return answers + engine.honest(packet)


def nonsense_engine_id(engine: Engine, packet: bytes) -> Sequence[bytes]:
    engine.becomes(b"" if len(engine.heard) % 2 else b"\xff" * 60_000)
    return forged(engine, packet, Flags.NONE, report((*_COUNTERS, 4, 0)))


def complaining(counter: Oid) -> Callable[[Engine, bytes], Sequence[bytes]]:
    return lambda engine, packet: forged(engine, packet, Flags.NONE, report(counter))


def complaining_signed(engine: Engine, packet: bytes) -> Sequence[bytes]:
    """Out of the time window, for ever, and proves it."""
    return forged(engine, packet, Flags.AUTH, report((*_COUNTERS, 2, 0)))


def headless(engine: Engine, packet: bytes) -> Sequence[bytes]:
    """Answers and reports that have no request id."""
    return [
        *forged(engine, packet, Flags.NONE, lambda _: tlv(_REPORT, text("x"))),
        *forged(engine, packet, Flags.AUTH, lambda _: tlv(RESPONSE, b"")),
    ]


MANNERS: dict[str, Callable[[Engine, bytes], Sequence[bytes]]] = {
    manner.__name__: manner
    for manner in (
        in_the_clear,
        only_signed,
        wrong_signature,
        replayed,
        another_engine_each_time,
        another_time_each_time,
        impossible_time,
        impossible_time_signed,
        nonsense_engine_id,
        complaining_signed,
        headless,
    )
} | {
    f"complains of {name}": complaining(counter)
    for name, counter in {
        **{f"usmStats {arc}": (*_COUNTERS, arc, 0) for arc in range(8)},
        "an unknown counter": (1, 3, 6, 1, 4, 1, 99999),
        "a long one": (1, 3, *range(126)),
    }.items()
}


@asynccontextmanager
async def known(engine: str, peer: Engine) -> AsyncIterator[Lab]:
    """Discovered while it was honest; an exception on the event loop fails the test."""
    raised: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: raised.append(context))
    async with responding(peer.reply) as port:
        agent = HostileAgent(peer.mib, port=port)
        lab = lab_of(engine, agent, QUICK, credential=READER_BY_SHA1)
        try:
            yield lab
        finally:
            await lab.collector.close()
    assert raised == []


def judge(result: ReadingBatch | PollFailure, right: ReadingBatch) -> None:
    """Every value is the engine's own, or is not there."""
    if isinstance(result, PollFailure):
        assert_one_sentence(result.detail)
        assert "key123" not in result.detail
        return
    for value, own in zip(result.values, right.values, strict=True):
        assert value in {own, MISSING_RAW}


async def discovered(lab: Lab) -> ReadingBatch:
    """Patiently: it has to be known before it goes wrong."""
    for _ in range(5):
        if isinstance(await lab.collector.discover(lab.target), TargetDescription):
            break
    batch = await lab.collector.poll(lab.target)
    assert isinstance(batch, ReadingBatch)
    assert MISSING_RAW not in batch.values
    return batch


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("manner", MANNERS)
async def test_no_engine_and_nobody_between_makes_a_wrong_reading(engine: str, manner: str) -> None:
    peer = Engine(mib_of(pdu_objects(4)))
    async with known(engine, peer) as lab:
        right = await discovered(lab)
        peer.recorded = [answer for packet in peer.heard[-2:] for answer in peer.honest(packet)]
        peer.manner = MANNERS[manner]
        for _ in range(2):
            peer.heard.clear()
            judge(await lab.collector.poll(lab.target), right)
            assert len(peer.heard) <= MOST_MESSAGES
        peer.heard.clear()
        found = await lab.collector.discover(lab.target)
        if isinstance(found, PollFailure):
            assert_one_sentence(found.detail)
        assert len(peer.heard) <= MOST_MESSAGES


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("manner", ["in_the_clear", "only_signed", "wrong_signature", "replayed"])
async def test_what_is_not_signed_and_encrypted_is_no_reading(engine: str, manner: str) -> None:
    peer = Engine(mib_of(pdu_objects(4)))
    async with known(engine, peer) as lab:
        await discovered(lab)
        peer.recorded = [answer for packet in peer.heard for answer in peer.honest(packet)]
        peer.manner = MANNERS[manner]
        result = await lab.collector.poll(lab.target)
        assert isinstance(result, PollFailure) or set(result.values) == {MISSING_RAW}


async def damage(engine: str, seed: int, polls: int) -> None:
    rng = random.Random(seed)
    peer = Engine(mib_of(pdu_objects(4)))

    def damaging(engine: Engine, packet: bytes) -> Sequence[bytes]:
        answers = engine.honest(packet)
        return [damaged(answer, rng) for answer in answers * 2] + answers * rng.choice((0, 0, 1))

    async with known(engine, peer) as lab:
        right = await discovered(lab)
        peer.manner = damaging
        for _ in range(polls):
            peer.heard.clear()
            judge(await lab.collector.poll(lab.target), right)
            assert len(peer.heard) <= MOST_MESSAGES


@pytest.mark.parametrize("engine", ENGINES)
async def test_damaged_messages_make_no_wrong_reading(engine: str) -> None:
    await damage(engine, 1, polls=10)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
async def test_many_damaged_messages_make_no_wrong_reading(engine: str) -> None:
    for seed in range(100, 150):
        await damage(engine, seed, polls=20)
