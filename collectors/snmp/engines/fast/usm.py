"""Messages of SNMPv3 with the User-based Security Model (RFC 3412, 3414), as the one who asks.

One `UsmEnvelope` for each agent: it learns the agent's engine id and clock, wraps requests, opens answers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from hmac import compare_digest

from collectors.snmp.client import Credential, Oid
from collectors.snmp.engines.fast.ber import (
    OCTETS,
    SEQUENCE,
    Malformed,
    integer,
    integer_at,
    length,
    span_of,
    tlv,
)
from collectors.snmp.engines.fast.pdu import REPORT, OpenPdu, PreparedPdu, open_pdu, prepare_get
from collectors.snmp.engines.fast.usm_ciphers import PrivacyCipher, cipher_for
from collectors.snmp.engines.fast.usm_keys import LocalKeys, local_keys
from collectors.snmp.engines.fast.varbinds import read_bindings

_VERSION = integer(3)
_AUTH, _PRIV, _REPORTABLE = 0x01, 0x02, 0x04
_LARGEST_MESSAGE = 65507
_ID_HEADER = b"\x02\x04"
_GLOBAL_AFTER_ID = integer(_LARGEST_MESSAGE)
_USM = integer(3)
_GLOBAL_SIZE = length(len(_ID_HEADER) + 4 + len(_GLOBAL_AFTER_ID) + 3 + len(_USM))
_STATS: Oid = (1, 3, 6, 1, 6, 3, 15, 1, 1)
WINDOW_S = 150
"""RFC 3414, 2.2.3."""


class Complaint(IntEnum):
    """What an engine reports instead of an answer: the last arc but one of a usmStats object (RFC 3414, 5)."""

    UNSUPPORTED_LEVEL = 1
    NOT_IN_TIME_WINDOW = 2
    UNKNOWN_USER = 3
    UNKNOWN_ENGINE = 4
    WRONG_DIGEST = 5
    DECRYPTION = 6


_COMPLAINTS = {complaint.value: complaint for complaint in Complaint}


@dataclass(slots=True)
class _Engine:
    """What is known of an agent's engine."""

    id: bytes
    boots: int
    time_s: int
    known_at_s: float
    """When that was its time, on our own clock."""
    keys: LocalKeys | None
    cipher: PrivacyCipher | None

    def time_now_s(self, now_s: float) -> int:
        return min(max(self.time_s + int(now_s - self.known_at_s), 0), 0x7FFFFFFF)


class UsmEnvelope:
    """One user on one agent. `now_s` is any clock that only goes forward."""

    def __init__(self, credential: Credential, now_s: Callable[[], float]) -> None:
        self._credential = credential
        self._user = tlv(OCTETS, credential.user.encode())
        self._context = tlv(OCTETS, credential.context.encode())
        self._level = (_AUTH if credential.auth else 0) | (_PRIV if credential.auth and credential.priv else 0)
        self._now_s = now_s
        self._engine: _Engine | None = None
        self._head = b""
        """Of the scoped PDU: context engine id and context name."""
        self._parts = b""
        """Of the security parameters: the engine id."""

    @property
    def knows_engine(self) -> bool:
        """Whether requests can be wrapped; else `discovery` must be answered first."""
        return self._engine is not None

    def forget_engine(self) -> None:
        """Another engine answers at the address: find out which."""
        self._engine = None

    def discovery(self, request_id: bytes) -> bytes:
        """The request that any engine answers with a report of its id."""
        scoped = tlv(SEQUENCE, tlv(OCTETS, b"") + self._context + prepare_get(()).octets(request_id))
        parameters = tlv(OCTETS, b"") + integer(0) + integer(0) + tlv(OCTETS, b"") * 3
        return _message(request_id, _REPORTABLE, tlv(SEQUENCE, parameters), scoped)[0]

    def wrap(self, pdu: PreparedPdu, request_id: bytes) -> bytes:
        """A request's message, signed and encrypted as the user's level demands."""
        engine = self._engine
        if engine is None:
            raise RuntimeError("an engine must be known before it is asked")
        scoped = b"".join((self._head, pdu.before, request_id, pdu.after))
        scoped = b"\x30" + length(len(scoped)) + scoped
        boots, time_s = engine.boots, engine.time_now_s(self._now_s())
        salt = b"\x04\x00"
        if engine.cipher is not None:
            secret, salt = engine.cipher.encrypt(scoped, boots, time_s)
            scoped = tlv(OCTETS, secret)
            salt = b"\x04\x08" + salt
        before = b"".join((self._parts, integer(boots), integer(time_s), self._user))
        keys = engine.keys
        if keys is None:
            return _message(request_id, _REPORTABLE, tlv(SEQUENCE, before + b"\x04\x00" + salt), scoped)[0]
        zeros = bytes(keys.digest.octets)
        after = bytes((OCTETS, len(zeros))) + zeros + salt
        message, parameters_end = _message(request_id, self._level | _REPORTABLE, tlv(SEQUENCE, before + after), scoped)
        at = parameters_end - len(salt) - len(zeros)
        return message[:at] + keys.sign(message) + message[at + len(zeros) :]

    def open(self, data: bytes) -> OpenPdu:
        """An answer or a report. What is not signed as it should be is Malformed: whoever it is, it is not the agent.

        Only a signed message sets the engine's clock; an unsigned report tells the engine's id once, in discovery.
        """
        start, stop = span_of(data, 0, len(data), SEQUENCE)
        if stop != len(data):
            raise Malformed("something stands behind the message, or it was cut off")
        version, at = integer_at(data, start, stop)
        at, global_stop = span_of(data, at, stop, SEQUENCE)
        _, at = integer_at(data, at, global_stop)
        _, at = integer_at(data, at, global_stop)
        flags_start, flags_stop = span_of(data, at, global_stop, OCTETS)
        model, _ = integer_at(data, flags_stop, global_stop)
        if version != 3 or model != 3 or flags_stop - flags_start != 1:
            raise Malformed("no message of the User-based Security Model")
        flags = data[flags_start]
        parameters_start, parameters_stop = span_of(data, global_stop, stop, OCTETS)
        at, end = span_of(data, parameters_start, parameters_stop, SEQUENCE)
        id_start, id_stop = span_of(data, at, end, OCTETS)
        boots, at = integer_at(data, id_stop, end)
        time_s, at = integer_at(data, at, end)
        _, user_stop = span_of(data, at, end, OCTETS)
        digest_start, digest_stop = span_of(data, user_stop, end, OCTETS)
        salt_start, salt_stop = span_of(data, digest_stop, end, OCTETS)
        engine_id = data[id_start:id_stop]
        if boots < 0 or time_s < 0 or not 5 <= len(engine_id) <= 32:
            raise Malformed("an engine without an id, or with a clock below 0")
        engine = self._engine
        signed = bool(flags & _AUTH)
        if signed:
            if engine is None or engine.keys is None or engine.id != engine_id:
                raise Malformed("signed by an engine that was not asked")
            unsigned = data[:digest_start] + bytes(digest_stop - digest_start) + data[digest_stop:]
            if not compare_digest(engine.keys.sign(unsigned), data[digest_start:digest_stop]):
                raise Malformed("the signature is wrong")
            self._set_clock(engine, boots, time_s)
        at = parameters_stop
        if flags & _PRIV:
            if not signed or engine is None or engine.cipher is None:
                raise Malformed("encrypted, though nothing was agreed")
            secret_start, secret_stop = span_of(data, at, stop, OCTETS)
            data = engine.cipher.decrypt(data[secret_start:secret_stop], data[salt_start:salt_stop], boots, time_s)
            at, stop = 0, len(data)
        at, stop = span_of(data, at, stop, SEQUENCE)
        _, at = span_of(data, at, stop, OCTETS)
        _, at = span_of(data, at, stop, OCTETS)
        pdu = open_pdu(data, at, stop)
        if pdu.kind == REPORT:
            if engine is None:
                self._meet(engine_id, boots, time_s)
        elif flags & (_AUTH | _PRIV) != self._level or engine is None or engine.id != engine_id:
            raise Malformed("less secured than was asked for, or from another engine")
        return pdu

    def _meet(self, engine_id: bytes, boots: int, time_s: int) -> None:
        """A first report: its clock may be right, and if it is not, the agent will say so signed."""
        credential = self._credential
        keys = cipher = None
        if credential.auth is not None:
            priv = credential.priv
            keys = local_keys(credential.auth, credential.auth_key, priv, credential.priv_key, engine_id)
            cipher = None if priv is None else cipher_for(priv, keys.priv)
        self._engine = _Engine(engine_id, boots, time_s, self._now_s(), keys, cipher)
        self._parts = tlv(OCTETS, engine_id)
        self._head = self._parts + self._context

    def _set_clock(self, engine: _Engine, boots: int, time_s: int) -> None:
        """RFC 3414, 3.2, 7 b: a signed message from the past is a replay; one from later moves the clock."""
        now_s = self._now_s()
        if boots < engine.boots or (boots == engine.boots and time_s < engine.time_s - WINDOW_S):
            raise Malformed("an answer from the past")
        if (boots, time_s) > (engine.boots, engine.time_s):
            engine.boots, engine.time_s, engine.known_at_s = boots, time_s, now_s


def complaint_of(pdu: OpenPdu) -> Complaint | None:
    """What a report says; None for one that is not of USM."""
    for oid, _ in read_bindings(pdu.data, pdu.start, pdu.end):
        if oid[: len(_STATS)] == _STATS and len(oid) == len(_STATS) + 2:
            return _COMPLAINTS.get(oid[-2])
    return None


def _message(message_id: bytes, flags: int, parameters: bytes, scoped: bytes) -> tuple[bytes, int]:
    """A whole message, and where its security parameters end."""
    head = b"".join(
        (
            _VERSION,
            b"\x30",
            _GLOBAL_SIZE,
            _ID_HEADER,
            message_id,
            _GLOBAL_AFTER_ID,
            b"\x04\x01",
            bytes((flags,)),
            _USM,
            b"\x04",
            length(len(parameters)),
            parameters,
        )
    )
    size = length(len(head) + len(scoped))
    return b"".join((b"\x30", size, head, scoped)), 1 + len(size) + len(head)
