"""Damaged answers, on the wire and at the codecs: no exception, and no value that was not sent for its object."""

import asyncio
import random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from collectors.snmp.ber import BerError
from collectors.snmp.client import SnmpVersion
from collectors.snmp.engines.codec import PduCodec, head_of
from collectors.snmp.engines.community import unwrapped
from collectors.snmp.engines.exchange import Response
from collectors.snmp.engines.fast.codec import FastCodec
from collectors.snmp.engines.pysnmp_codec import PysnmpCodec
from powertui.domain.reading import PollFailure, TargetDescription
from tests.collectors.hostile.agents import HostileAgent, Mib, Sent, honest, listening
from tests.collectors.hostile.corpus import damaged, hand_made
from tests.collectors.hostile.lab import EACH_ENGINE, QUICK, assert_one_sentence, lab_of, mib_of, pdu_objects
from tests.collectors.hostile.liars import any_value
from tests.collectors.hostile.wire import Asked, NotBer, binding, pdu, read
from tests.collectors.hostile.wire_values import encoded_value

CODECS: tuple[PduCodec, ...] = (FastCodec(), PysnmpCodec())
NAMES = tuple((1, 3, 6, 1, 4, 1, 318, 1, number) for number in range(6))


async def endure(engine: str, seed: int, polls: int) -> None:
    """Damage during discovery (every other time), then polls of which each answer is damaged, then an honest one."""
    rng = random.Random(seed)
    raised: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: raised.append(context))

    def damaging(request: Asked, mib: Mib) -> list[Sent]:
        right = honest(request, mib)[0]
        answers = [Sent(damaged(right.octets, rng)) for _ in range(rng.choice((1, 1, 2, 5)))]
        return [*answers, right] if rng.random() < 0.3 else answers

    async with listening(HostileAgent(mib_of(pdu_objects(4)))) as agent:
        lab = lab_of(engine, agent, QUICK)
        try:
            if seed % 2:
                agent.turn(damaging)
            found = await lab.discover()
            if isinstance(found, PollFailure):
                assert_one_sentence(found.detail)
                agent.turn(honest)
                found = await lab.discover()
            assert isinstance(found, (TargetDescription, PollFailure))
            for _ in range(polls if isinstance(found, TargetDescription) else 0):
                agent.turn(damaging)
                await lab.poll()
        finally:
            await lab.collector.close()
    assert raised == []


@pytest.mark.parametrize("engine", EACH_ENGINE)
async def test_damaged_answers_make_no_reading_that_was_not_sent(engine: str) -> None:
    for seed in range(6):
        await endure(engine, seed, polls=4)


@pytest.mark.slow
@pytest.mark.parametrize("engine", EACH_ENGINE)
@pytest.mark.parametrize("block", range(10))
async def test_many_damaged_answers_make_no_reading_that_was_not_sent(engine: str, block: int) -> None:
    for seed in range(1000 * (block + 1), 1000 * (block + 1) + 100):
        await endure(engine, seed, polls=6)


@pytest.mark.parametrize("engine", EACH_ENGINE)
async def test_the_corpus_makes_no_reading_that_was_not_sent(engine: str) -> None:
    async with listening(HostileAgent(mib_of(pdu_objects(4)))) as agent:
        lab = lab_of(engine, agent, QUICK)
        try:
            assert isinstance(await lab.discover(), TargetDescription)
            for number in range(len(hand_made(Asked(0, 1, NAMES)))):

                def one_of_the_corpus(request: Asked, mib: Mib, number: int = number) -> list[Sent]:
                    return [Sent(hand_made(request)[number])]

                agent.turn(one_of_the_corpus)
                await lab.poll()
        finally:
            await lab.collector.close()


def decoded(codec: PduCodec, octets: bytes) -> Response | None:
    """What a codec makes of a PDU; it may refuse in its own ways only."""
    refusals: tuple[type[Exception], ...] = (BerError, *codec.undecodable)
    try:
        head_of(octets)
        return codec.decode(octets)
    except refusals:
        return None


def check_codecs(octets: bytes) -> None:
    """What a codec reads is what the letter says; where it is not sure it may read nothing."""
    for codec in CODECS:
        found = decoded(codec, octets)
        if found is None:
            continue
        try:
            said = read(b"\x30\x84" + (len(octets) + 5).to_bytes(4, "big") + b"\x02\x01\x01\x04\x00" + octets)
        except NotBer:
            raise AssertionError(f"{type(codec).__name__} reads what cannot be read: {octets.hex()}") from None
        assert [oid for oid, _ in found.varbinds] == [oid for oid, _ in said.bindings]
        for (_, value), (_, sent) in zip(found.varbinds, said.bindings, strict=True):
            assert value.value is None or value == sent, (type(codec).__name__, octets.hex())


@given(st.binary(max_size=200))
@example(b"\xa2\x80\x00\x00")
def test_no_octets_make_a_codec_raise(octets: bytes) -> None:
    check_codecs(octets)


def any_pdu(rng: random.Random) -> bytes:
    bindings = (binding(oid, encoded_value(any_value(rng))) for oid in NAMES[: rng.randrange(1, 6)])
    return pdu(rng.randrange(2**31), b"".join(bindings))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(0, 2**32))
def test_no_change_of_a_pdu_makes_a_codec_read_what_is_not_there(seed: int) -> None:
    rng = random.Random(seed)
    check_codecs(damaged(any_pdu(rng), rng))


@pytest.mark.slow
@pytest.mark.parametrize("block", range(20))
def test_no_change_of_many_pdus_makes_a_codec_read_what_is_not_there(block: int) -> None:
    rng = random.Random(block)
    for _ in range(5000):
        check_codecs(damaged(any_pdu(rng), rng))


def test_the_corpus_makes_no_codec_read_what_is_not_there() -> None:
    for octets in hand_made(Asked(0, 0x12345678, NAMES)):
        found = unwrapped(octets, SnmpVersion.V2C)
        if found is not None:
            check_codecs(found[1])
