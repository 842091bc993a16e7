"""The fast engine's codec and pysnmp's, message by message: what one encodes the other decodes, octet by octet."""

import random

import pytest

from collectors.snmp.ber import BerError
from collectors.snmp.client import TYPE_BY_TAG, Raw, SnmpType, SnmpValue
from collectors.snmp.engines.fast.community import CommunityEnvelope
from collectors.snmp.engines.fast.pdu import GET_NEXT, OpenPdu, prepare_bulk, prepare_get
from collectors.snmp.engines.fast.varbinds import name_tlv, read_bindings, take_columns
from tests.collectors.fast.messages import (
    Answer,
    decode_answer,
    encode_answer,
    encode_bulk,
    encode_get,
    random_answer,
    random_oid,
)

COMMUNITY = b"public"
V2C = CommunityEnvelope(1, COMMUNITY)

FEW, MANY = 1_500, 100_000
FEW_FUZZED, MANY_FUZZED = 30_000, 1_000_000
many = [pytest.param(MANY, marks=pytest.mark.slow, id="100,000"), pytest.param(FEW, id="1,500")]
many_fuzzed = [
    pytest.param(MANY_FUZZED, marks=pytest.mark.slow, id="1,000,000"),
    pytest.param(FEW_FUZZED, id="30,000"),
]


def ours(pdu: OpenPdu) -> Answer:
    return Answer(pdu.request_id, pdu.error_status, pdu.error_index, read_bindings(pdu.data, pdu.start, pdu.end))


@pytest.mark.parametrize("count", many)
def test_requests_are_encoded_octet_by_octet_as_pysnmp_encodes_them(count: int) -> None:
    rng = random.Random(1)
    for _ in range(count):
        version = rng.randrange(2)
        community = rng.randbytes(rng.choice((0, 6, 32, 130)))
        envelope = CommunityEnvelope(version, community)
        oids = tuple(random_oid(rng) for _ in range(rng.choice((0, 1, 5, 12))))
        request_id = rng.randrange(0x01000000, 0x7FFFFFFF)
        octets = request_id.to_bytes(4, "big")
        kind = rng.randrange(3 if version else 2)
        if kind == 2:
            rows = rng.choice((1, 40, 127, 128, 1000))
            (message,) = envelope.prepare((prepare_bulk(oids, rows),))
            made = envelope.wrap(message, octets)
            assert made == encode_bulk(oids, rows, request_id, community)
        else:
            pdu = prepare_get(oids, GET_NEXT) if kind else prepare_get(oids)
            (message,) = envelope.prepare((pdu,))
            made = envelope.wrap(message, octets)
            assert made == encode_get(oids, request_id, community, version, following=bool(kind))


@pytest.mark.parametrize("count", many)
def test_answers_that_pysnmp_encodes_are_decoded_to_the_same_values_and_types(count: int) -> None:
    rng = random.Random(2)
    for _ in range(count):
        answer = random_answer(rng)
        assert ours(V2C.open(encode_answer(answer, COMMUNITY))) == answer


def test_columns_hold_what_objects_hold() -> None:
    rng = random.Random(3)
    for _ in range(FEW):
        answer = random_answer(rng)
        pdu = V2C.open(encode_answer(answer, COMMUNITY))
        raws: list[Raw] = []
        tags = bytearray()
        take_columns(pdu.data, pdu.start, pdu.end, [name_tlv(oid) for oid, _ in answer.bindings], raws, tags)
        values = [SnmpValue(TYPE_BY_TAG[tag], raw) for tag, raw in zip(tags, raws, strict=True)]
        assert values == [value for _, value in answer.bindings]


def mutated(rng: random.Random, message: bytes) -> bytes:
    """What a bad network, a bad agent or an attacker might make of a message."""
    data = bytearray(message)
    for _ in range(rng.choice((1, 1, 2, 5))):
        at = rng.randrange(len(data)) if data else 0
        match rng.randrange(6):
            case 0 if data:
                data[at] = rng.randrange(256)
            case 1 if data:
                data[at] ^= 1 << rng.randrange(8)
            case 2:
                del data[at:]
            case 3:
                data[at:at] = rng.randbytes(rng.choice((1, 4, 60)))
            case 4:
                del data[at : at + rng.choice((1, 2, 9))]
            case _ if data:
                data[at] = rng.choice((0x00, 0x7F, 0x80, 0x81, 0x84, 0x88, 0xFF))
            case _:
                pass
    return bytes(data)


@pytest.mark.parametrize("count", many_fuzzed)
def test_a_mutated_answer_is_refused_or_is_read_as_pysnmp_reads_it(count: int) -> None:
    """No crash, no read past a bound, and no value that pysnmp would not see in the same octets."""
    rng = random.Random(4)
    originals = [encode_answer(random_answer(rng, 5), COMMUNITY) for _ in range(300)]
    accepted = compared = 0
    for number in range(count):
        data = mutated(rng, originals[number % len(originals)])
        try:
            mine = ours(V2C.open(data))
        except (BerError, IndexError):
            continue
        accepted += 1
        # pysnmp costs a hundred times as much: a sample of what was accepted is compared.
        if accepted % max(count // 5_000, 1):
            continue
        try:
            theirs = decode_answer(data)
        except Exception:  # noqa: BLE001, S112 - whatever pysnmp raises, it has no values to compare
            continue
        compared += 1
        assert all(
            mine_value == their_value or mine_value.type is SnmpType.NULL
            for (_, mine_value), (_, their_value) in zip(mine.bindings, theirs.bindings, strict=True)
        )
        assert [oid for oid, _ in mine.bindings] == [oid for oid, _ in theirs.bindings]
    assert compared > 100


@pytest.mark.parametrize("size", [0, 1, 2, 3, 7, 40, 65_535])
def test_noise_of_any_size_is_refused(size: int) -> None:
    rng = random.Random(size)
    for _ in range(200):
        with pytest.raises((BerError, IndexError)):
            V2C.open(rng.randbytes(size))
