"""Messages of SNMPv3, put together and taken apart; and those that an attacker changed."""

from hypothesis import given
from hypothesis import strategies as st

from collectors.snmp.engines.usm_message import (
    LAST_MOMENT,
    EngineTime,
    Flags,
    Message,
    pdu_of,
    put_together,
    scoped,
    take_apart,
)
from collectors.snmp.engines.usm_peer import Peer
from tests.collectors.credentials import READER_BY_SHA256

ENGINE_ID = b"\x80\x00\x1f\x88\x04abc"
PDU = bytes.fromhex("a00e0204100000000201000201003000")
LEVELS = [Flags.NONE, Flags.AUTH, Flags.AUTH | Flags.PRIV]


def peer() -> Peer:
    return Peer(ENGINE_ID, READER_BY_SHA256, lambda: 0.0)


@given(
    level=st.sampled_from(LEVELS),
    engine_id=st.binary(max_size=64),
    boots=st.integers(0, LAST_MOMENT),
    seconds=st.integers(0, LAST_MOMENT),
    user=st.binary(max_size=32),
    salt=st.binary(max_size=8),
)
def test_what_was_put_together_can_be_taken_apart(
    level: Flags, engine_id: bytes, boots: int, seconds: int, user: bytes, salt: bytes
) -> None:
    data = scoped(engine_id, b"context", PDU)
    message = Message(7, level | Flags.REPORTABLE, engine_id, EngineTime(boots, seconds), user, salt, data)
    received = take_apart(put_together(message, 12, lambda unsigned: bytes(12 - len(unsigned) % 12) + b"!" * 12))
    assert received is not None
    assert received.message == message
    assert pdu_of(received.message.data) == PDU


def test_an_engines_own_message_is_genuine_and_another_engines_is_not() -> None:
    received = take_apart(peer().request(7, PDU, Flags.AUTH | Flags.PRIV))
    assert received is not None
    assert peer().is_genuine(received)
    assert pdu_of(peer().scoped_pdu(received.message) or b"") == PDU
    assert not Peer(b"\x80other", READER_BY_SHA256, lambda: 0.0).is_genuine(received)


@given(st.data())
def test_a_message_that_was_changed_is_not_genuine(data: st.DataObject) -> None:
    original = peer().request(7, PDU, Flags.AUTH | Flags.PRIV)
    changed = bytearray(original)
    place = data.draw(st.integers(0, len(changed) - 1))
    changed[place] ^= data.draw(st.integers(1, 255))
    received = take_apart(bytes(changed))
    assert received is None or not peer().is_genuine(received)


@given(st.binary(max_size=300))
def test_no_octets_can_make_it_raise(octets: bytes) -> None:
    take_apart(octets)
    pdu_of(octets)


@given(st.data())
def test_no_damage_can_make_it_raise(data: st.DataObject) -> None:
    damaged = bytearray(peer().request(7, PDU, Flags.AUTH))
    for _ in range(data.draw(st.integers(1, 5))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    received = take_apart(bytes(damaged[: data.draw(st.integers(0, len(damaged)))]))
    if received is not None:
        peer().is_genuine(received)
        pdu_of(peer().scoped_pdu(received.message) or b"")


def test_times_that_no_engine_has_are_not_taken() -> None:
    message = Message(7, Flags.NONE, ENGINE_ID, EngineTime(-1, 5), b"", b"", scoped(b"", b"", PDU))
    assert take_apart(put_together(message, 0, bytes)) is None
