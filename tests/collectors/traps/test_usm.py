"""Version 3 without a network: what no octets whatever can do, clocks, reports."""

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.snmp.client import Credential
from collectors.snmp.engines.codec import REPORT_TAG
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
from collectors.traps import usm
from collectors.traps.usm import Opened, Refusal, Refused, UsmReceiver
from tests.collectors.traps.conftest import ENGINE_ID, SIGNER, USER

SENDER_ID = bytes.fromhex("800000000573656e646572")
PDU = b"\xa7\x03\x02\x01\x05"
CREDENTIALS = {"secure": USER, "signed": SIGNER}


def message(
    credential: Credential = USER,
    engine_id: bytes = SENDER_ID,
    time: EngineTime = EngineTime(3, 1000),  # noqa: B008 - frozen
    flags: Flags = Flags.NONE,
) -> bytes:
    """A message with PDU, signed and encrypted as its credential says."""
    peer = Peer(engine_id, credential, lambda: 0.0)
    data, salt = scoped(engine_id, b"", PDU), b""
    if peer.privacy is not None:
        data, salt = peer.privacy.encrypt(data, time.boots, time.seconds)
    return put_together(
        Message(77, peer.level | flags, engine_id, time, peer.user, salt, data), peer.signature_octets, peer.sign
    )


class Hand:
    """A receiver, and the clock in its hand."""

    def __init__(self) -> None:
        self.now_s = 50.0
        self.receiver = UsmReceiver(ENGINE_ID, 9, lambda: self.now_s)

    def open(self, octets: bytes) -> Opened | Refused:
        return self.receiver.open(octets, CREDENTIALS)


def why(outcome: Opened | Refused) -> Refusal | None:
    return outcome.reason if isinstance(outcome, Refused) else None


@pytest.mark.parametrize("name", CREDENTIALS)
def test_a_signed_trap_is_opened_with_its_credentials_name(name: str) -> None:
    opened = Hand().open(message(CREDENTIALS[name]))
    assert isinstance(opened, Opened)
    assert (opened.credential, opened.pdu) == (name, PDU)


def test_a_senders_clock_only_goes_forward() -> None:
    hand = Hand()
    assert why(hand.open(message(time=EngineTime(3, 1000)))) is None
    assert why(hand.open(message(time=EngineTime(3, 851)))) is None
    assert why(hand.open(message(time=EngineTime(3, 849)))) is Refusal.OUT_OF_TIME
    assert why(hand.open(message(time=EngineTime(2, 5000)))) is Refusal.OUT_OF_TIME
    assert why(hand.open(message(time=EngineTime(4, 0)))) is None
    assert why(hand.open(message(time=EngineTime(3, 9000)))) is Refusal.OUT_OF_TIME
    hand.now_s += 200
    assert why(hand.open(message(time=EngineTime(4, 0)))) is Refusal.OUT_OF_TIME, "a recorded one"
    assert why(hand.open(message(time=EngineTime(4, 10)))) is None, "later than any before: the sender's clock is slow"


def test_an_engine_that_has_restarted_too_often_to_count_is_not_believed() -> None:
    hand = Hand()
    assert why(hand.open(message(time=EngineTime(LAST_MOMENT, 5)))) is Refusal.OUT_OF_TIME
    assert hand.receiver.senders == 0


def test_the_engines_that_are_remembered_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usm, "_MOST_SENDERS", 3)
    hand = Hand()
    for number in range(10):
        assert why(hand.open(message(engine_id=SENDER_ID + bytes([number])))) is None
    assert hand.receiver.senders == 3


def test_engines_whose_messages_are_not_signed_are_not_remembered() -> None:
    hand = Hand()
    forged = message(engine_id=SENDER_ID)
    assert why(hand.open(forged[:-1] + bytes([forged[-1] ^ 1]))) is Refusal.WRONG_DIGEST
    assert hand.receiver.senders == 0


def test_who_asks_who_we_are_is_told_our_engine_id_and_clock() -> None:
    hand = Hand()
    hand.now_s += 33.7
    asking = put_together(
        Message(5, Flags.REPORTABLE, b"", EngineTime(0, 0), b"", b"", scoped(b"", b"", PDU)), 0, bytes
    )
    outcome = hand.open(asking)
    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.UNKNOWN_ENGINE
    told = take_apart(outcome.report or b"")
    assert told is not None
    assert (told.message.engine_id, told.message.time, told.message.message_id) == (ENGINE_ID, EngineTime(9, 33), 5)
    assert (pdu_of(told.message.data) or b"")[0] == REPORT_TAG


def test_only_what_wants_a_report_gets_one() -> None:
    hand = Hand()
    for octets in (message(time=EngineTime(1, 1)), message(SIGNER, engine_id=ENGINE_ID), b"\x30\x00"):
        outcome = hand.open(octets)
        assert isinstance(outcome, Opened) or outcome.report is None


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (EngineTime(9, 0), None),
        (EngineTime(9, 150), None),
        (EngineTime(9, 151), Refusal.OUT_OF_TIME),
        (EngineTime(8, 0), Refusal.OUT_OF_TIME),
    ],
)
def test_an_inform_must_be_of_our_time_and_is_told_it_signed(time: EngineTime, expected: Refusal | None) -> None:
    outcome = Hand().open(message(engine_id=ENGINE_ID, time=time, flags=Flags.REPORTABLE))
    assert why(outcome) is expected
    if isinstance(outcome, Refused):
        told = take_apart(outcome.report or b"")
        assert told is not None
        assert Peer(ENGINE_ID, USER, lambda: 0.0).is_genuine(told)
        assert told.message.time == EngineTime(9, 0)


MESSAGES = (
    message(),
    message(SIGNER),
    message(engine_id=ENGINE_ID, time=EngineTime(9, 0), flags=Flags.REPORTABLE),
    message(SIGNER, engine_id=ENGINE_ID, time=EngineTime(9, 0), flags=Flags.REPORTABLE),
)


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(MESSAGES), st.lists(st.tuples(st.integers(0, 400), st.integers(1, 255)), min_size=1, max_size=4))
def test_a_message_that_was_changed_anywhere_is_never_opened(octets: bytes, changes: list[tuple[int, int]]) -> None:
    changed = bytearray(octets)
    for at, by in changes:
        changed[at % len(changed)] ^= by
    try:
        outcome = Hand().open(bytes(changed))
    except UnsupportedAlgorithm:
        return
    # What is signed with 24 or 12 octets cannot be hit by chance.
    assert isinstance(outcome, Refused) or bytes(changed) == octets


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_noise_is_never_opened(noise: bytes) -> None:
    assert isinstance(Hand().open(noise), Refused)
