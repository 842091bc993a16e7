"""Notifications of version 3: who signed them, and the reports that a sender of informs needs (RFC 3412, RFC 3414).

Of a trap the sender is the authoritative engine: its keys are made for its engine id, its clock is remembered. Of an
inform we are: the sender finds out our engine id and clock by reports, as every agent's manager does.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from collectors.snmp.ber import OCTETS, SEQUENCE, BerError, Reader, integer, oid_content, tlv
from collectors.snmp.client import Credential
from collectors.snmp.engines.codec import REPORT_TAG
from collectors.snmp.engines.usm_message import (
    LAST_MOMENT,
    EngineTime,
    Flags,
    Message,
    Received,
    put_together,
    scoped,
    take_apart,
)
from collectors.snmp.engines.usm_peer import Peer

_WINDOW_S = 150
_MOST_SENDERS = 4096
"""Engines whose clocks are remembered; the one that was heard least recently goes first."""

_ENGINE_ID_OCTETS = range(1, 65)
"""RFC 3411 says 5 to 32; not all keep to it."""

_USM_STATS = (1, 3, 6, 1, 6, 3, 15, 1, 1)
_COUNTER_TAG = 0x41
_OID_TAG = 0x06


class Refusal(Enum):
    """Why a message is not believed. Value: the middle of a sentence."""

    NOT_V3 = "is not SNMP v3"
    UNSUPPORTED_LEVEL = "is not signed and encrypted as its credential says"
    OUT_OF_TIME = "is out of its engine's time window"
    UNKNOWN_USER = "names a user that no credential for this address has"
    UNKNOWN_ENGINE = "asks who we are"
    """The first step of an inform; no offence."""
    WRONG_DIGEST = "is signed with another password"
    UNDECRYPTABLE = "is encrypted with another password"


_STATS = {
    Refusal.UNSUPPORTED_LEVEL: 1,
    Refusal.OUT_OF_TIME: 2,
    Refusal.UNKNOWN_USER: 3,
    Refusal.UNKNOWN_ENGINE: 4,
    Refusal.WRONG_DIGEST: 5,
    Refusal.UNDECRYPTABLE: 6,
}
"""The last arc of the usmStats counter that is reported."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A message that was signed by a credential's user."""

    credential: str
    """Its name."""
    pdu: bytes
    answer: Callable[[bytes], bytes]
    """The message with a PDU that goes back."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A message that is not believed, and the report that goes back, if any."""

    reason: Refusal
    report: bytes | None = None


@dataclass(slots=True)
class _Sender:
    """An engine that has sent a signed trap: its clock as it told it last (RFC 3414 2.3)."""

    peer: Peer
    told: EngineTime
    at_s: float

    def is_timely(self, told: EngineTime, now_s: float) -> bool:
        """RFC 3414 3.2 7b; a later time than the last is remembered."""
        if told.boots == LAST_MOMENT:
            return False
        if (told.boots, told.seconds) > (self.told.boots, self.told.seconds):
            self.told, self.at_s = told, now_s
            return True
        must_be_s = self.told.seconds + (now_s - self.at_s)
        return told.boots == self.told.boots and told.seconds >= must_be_s - _WINDOW_S


class UsmReceiver:
    """Opens messages of version 3. Its clock may start anywhere, and never goes back."""

    def __init__(self, engine_id: bytes, boots: int, clock: Callable[[], float]) -> None:
        self._engine_id = engine_id
        self._boots = boots
        self._clock = clock
        self._began_s = clock()
        self._ours: dict[str, Peer] = {}
        """Each credential's keys for our own engine, by name."""
        self._senders: OrderedDict[tuple[bytes, str], _Sender] = OrderedDict()
        self._reported = dict.fromkeys(_STATS, 0)

    @property
    def senders(self) -> int:
        """How many engines' clocks are remembered."""
        return len(self._senders)

    def open(self, datagram: bytes, credentials: Mapping[str, Credential]) -> Opened | Refused:
        """Who of these signed it, and what is in it."""
        received = take_apart(datagram)
        if received is None:
            return Refused(Refusal.NOT_V3)
        message = received.message
        if message.engine_id != self._engine_id:
            if Flags.REPORTABLE in message.flags or len(message.engine_id) not in _ENGINE_ID_OCTETS:
                # Traps are never reportable: this is an inform for an engine that we are not.
                return self._refused(received, Refusal.UNKNOWN_ENGINE)
            return self._open_trap(received, credentials)
        return self._open_inform(received, credentials)

    def _open_trap(self, received: Received, credentials: Mapping[str, Credential]) -> Opened | Refused:
        message = received.message
        last = Refusal.UNKNOWN_USER
        for name, credential in _of_user(message.user, credentials):
            known = self._senders.get((message.engine_id, name))
            peer = known.peer if known else Peer(message.engine_id, credential, self._clock)
            checked = _checked(peer, received)
            if isinstance(checked, Refusal):
                last = checked
                continue
            now_s = self._clock()
            if known is None:
                if message.time.boots == LAST_MOMENT:
                    return Refused(Refusal.OUT_OF_TIME)
                known = self._senders[message.engine_id, name] = _Sender(peer, message.time, now_s)
                if len(self._senders) > _MOST_SENDERS:
                    self._senders.popitem(last=False)
            elif not known.is_timely(message.time, now_s):
                return Refused(Refusal.OUT_OF_TIME)
            self._senders.move_to_end((message.engine_id, name))
            return Opened(name, checked.pdu, bytes)
        return Refused(last)

    def _open_inform(self, received: Received, credentials: Mapping[str, Credential]) -> Opened | Refused:
        message = received.message
        last = Refusal.UNKNOWN_USER
        for name, credential in _of_user(message.user, credentials):
            peer = self._ours.get(name) or self._ours.setdefault(name, Peer(self._engine_id, credential, self._clock))
            checked = _checked(peer, received)
            if isinstance(checked, Refusal):
                last = checked
                continue
            now = self._time()
            if message.time.boots != now.boots or abs(message.time.seconds - now.seconds) > _WINDOW_S:
                return self._refused(received, Refusal.OUT_OF_TIME, peer)
            return Opened(name, checked.pdu, self._answerer(peer, message, checked))
        return self._refused(received, last)

    def _answerer(self, peer: Peer, asked: Message, inside: "_Scoped") -> Callable[[bytes], bytes]:
        def answer(pdu: bytes) -> bytes:
            return self._message(peer, asked, peer.level, scoped(inside.engine_id, inside.context, pdu))

        return answer

    def _refused(self, received: Received, reason: Refusal, peer: Peer | None = None) -> Refused:
        """With a report, if the sender wants any; signed only where our clock is told, for only then it is believed."""
        message = received.message
        if Flags.REPORTABLE not in message.flags:
            return Refused(reason)
        self._reported[reason] = (self._reported[reason] + 1) % 2**32
        name = tlv(_OID_TAG, oid_content((*_USM_STATS, _STATS[reason], 0)))
        varbind = tlv(SEQUENCE, name + integer(self._reported[reason], _COUNTER_TAG))
        pdu = tlv(REPORT_TAG, integer(0) + integer(0) + integer(0) + tlv(SEQUENCE, varbind))
        level = Flags.NONE if peer is None else Flags.AUTH
        return Refused(reason, self._message(peer, message, level, scoped(self._engine_id, b"", pdu)))

    def _message(self, peer: Peer | None, asked: Message, level: Flags, data: bytes) -> bytes:
        now, salt = self._time(), b""
        if peer is not None and Flags.PRIV in level and peer.privacy is not None:
            data, salt = peer.privacy.encrypt(data, now.boots, now.seconds)
        user = b"" if peer is None else peer.user
        message = Message(asked.message_id, level, self._engine_id, now, user, salt, data)
        if peer is None:
            return put_together(message, 0, bytes)
        return put_together(message, peer.signature_octets, peer.sign)

    def _time(self) -> EngineTime:
        return EngineTime(self._boots, min(int(self._clock() - self._began_s), LAST_MOMENT))


@dataclass(frozen=True, slots=True)
class _Scoped:
    """A scoped PDU's parts."""

    engine_id: bytes
    context: bytes
    pdu: bytes


def _of_user(user: bytes, credentials: Mapping[str, Credential]) -> list[tuple[str, Credential]]:
    """The credentials of a user that signs: without a signature anybody could be it."""
    return [
        (name, credential)
        for name, credential in credentials.items()
        if credential.auth is not None and credential.user.encode() == user
    ]


def _checked(peer: Peer, received: Received) -> _Scoped | Refusal:
    """Level, signature, privacy; what is inside."""
    message = received.message
    if message.flags.level != peer.level:
        return Refusal.UNSUPPORTED_LEVEL
    if not peer.is_genuine(received):
        return Refusal.WRONG_DIGEST
    plain = peer.scoped_pdu(message)
    try:
        inside = Reader(plain or b"").inside(SEQUENCE)
        return _Scoped(inside.content(OCTETS), inside.content(OCTETS), inside.whole())
    except BerError:
        return Refusal.UNDECRYPTABLE
