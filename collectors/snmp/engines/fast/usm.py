"""The hot path's messages of SNMPv3 (RFC 3412, 3414): to and from an engine that is known already.

Whatever is not an answer at the level at which was asked ends the hot path: who the engine is now, and what it
complains of, the exchange of `engines.v3` finds out, which asks with care.
"""

from hmac import compare_digest
from typing import NamedTuple

from collectors.snmp.ber import (
    INTEGER,
    OCTETS,
    SEQUENCE,
    BerError,
    integer,
    integer_at,
    length,
    span_of,
    tlv,
)
from collectors.snmp.engines.fast.pdu import REQUEST_ID_OCTETS, OpenPdu, PreparedPdu, open_pdu
from collectors.snmp.engines.usm_cipher import SALT_OCTETS
from collectors.snmp.engines.usm_message import LAST_MOMENT, EngineTime, Flags
from collectors.snmp.engines.usm_peer import Peer

_VERSION = integer(3)
_ID_HEADER = b"\x02\x04"
_SIZE_HEADER = integer(65507) + b"\x04\x01"
_USM = integer(3)
_GLOBAL_SIZE = length(len(_ID_HEADER) + 4 + len(_SIZE_HEADER) + 1 + len(_USM))
_BEFORE_ID = _VERSION + b"\x30" + _GLOBAL_SIZE + _ID_HEADER
_AUTH, _PRIV = Flags.AUTH.value, Flags.PRIV.value
_LEVEL = _AUTH | _PRIV


_LONG = 0x80
_SHORT_START = 2


class _Head(NamedTuple):
    """What stands before a message's scoped PDU. A tuple: one is made for each message."""

    level: int
    boots: int
    seconds: int
    signature_start: int
    end: int


class _Last(NamedTuple):
    """What an engine's messages begin with, but for what changes: nearly always it is the same."""

    level: int
    boots: int
    before_id: bytes
    after_id: bytes
    """Up to the engine's seconds."""
    user_and_header: bytes
    """From the user to the signature."""
    salt_header: bytes


class UsmEnvelope:
    """Wraps requests for one engine, opens its answers."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer
        self._level = peer.level.value
        self._engine = tlv(OCTETS, peer.engine_id)
        self._user = tlv(OCTETS, peer.user)
        self._scope = self._engine + tlv(OCTETS, peer.context)
        self._zeros = bytes(peer.signature_octets)
        self._place = tlv(OCTETS, self._zeros)
        self._last: _Last | None = None
        self._after_id = _SIZE_HEADER + bytes((self._level | Flags.REPORTABLE.value,)) + _USM + b"\x04"

    def wrap(self, pdu: PreparedPdu, request_id: bytes) -> bytes:
        """A request's message, signed and encrypted as the user's level demands."""
        peer = self._peer
        time = peer.time
        scoped = b"".join((self._scope, pdu.before, request_id, pdu.after))
        scoped = b"\x30" + length(len(scoped)) + scoped
        salt = b""
        if peer.privacy is not None:
            secret, salt = peer.privacy.encrypt(scoped, time.boots, time.seconds)
            scoped = b"\x04" + length(len(secret)) + secret
        clock = integer(time.boots) + integer(time.seconds)
        parameters = b"".join((self._engine, clock, self._user, self._place, bytes((OCTETS, len(salt))), salt))
        parameters = b"\x30" + length(len(parameters)) + parameters
        head = b"".join((_BEFORE_ID, request_id, self._after_id, length(len(parameters)), parameters))
        size = length(len(head) + len(scoped))
        message = b"".join((b"\x30", size, head, scoped))
        octets = peer.signature_octets
        if not octets:
            return message
        # Behind the signature's place come the salt, with its tag and length, and what is scoped.
        at = len(message) - len(scoped) - len(salt) - 2 - octets
        return message[:at] + peer.sign(message) + message[at + octets :]

    def open(self, data: bytes) -> OpenPdu:
        """An answer that is signed and encrypted as was asked for; a report at another level is OpenPdu too."""
        peer = self._peer
        head = self._seen_before(data) or self._head(data)
        level = head.level
        if level != self._level:
            return _unsecured(data, head.end, len(data), level)
        if level & _AUTH:
            start = head.signature_start
            stop = start + peer.signature_octets
            unsigned = b"".join((data[:start], self._zeros, data[stop:]))
            if not compare_digest(peer.sign(unsigned), data[start:stop]):
                raise BerError("the signature is wrong")
        at, end = head.end, len(data)
        if level & _PRIV:
            secret_start, secret_stop = span_of(data, at, end, OCTETS)
            salt = data[head.end - SALT_OCTETS : head.end]
            plain = peer.privacy and peer.privacy.decrypt(
                data[secret_start:secret_stop], salt, head.boots, head.seconds
            )
            if not plain:
                raise BerError("cannot be decrypted")
            data, at, end = plain, 0, len(plain)
        pdu = _scoped(data, at, end)
        if level & _AUTH:
            peer.set_time(EngineTime(head.boots, head.seconds))
        return pdu

    def _seen_before(self, data: bytes) -> "_Head | None":
        """The head, where all but the message's id and the engine's seconds is octet by octet as it was last time."""
        last = self._last
        if last is None:
            return None
        form = data[1]
        start = 2 if form < _LONG else 2 + (form & 0x7F)
        id_at = start + len(last.before_id)
        seconds_at = id_at + REQUEST_ID_OCTETS + len(last.after_id)
        if data[start:id_at] != last.before_id or data[id_at + REQUEST_ID_OCTETS : seconds_at] != last.after_id:
            return None
        octets = data[seconds_at + 1]
        user_at = seconds_at + 2 + octets
        signature_start = user_at + len(last.user_and_header)
        salt_at = signature_start + len(self._zeros)
        end = salt_at + len(last.salt_header) + (SALT_OCTETS if last.level & _PRIV else 0)
        if (
            data[seconds_at] != INTEGER
            or not 0 < octets <= REQUEST_ID_OCTETS
            or data[user_at:signature_start] != last.user_and_header
            or not data.startswith(last.salt_header, salt_at)
            or end > len(data)
            or not _fills(data, start)
        ):
            return None
        seconds = int.from_bytes(data[seconds_at + 2 : user_at], "big", signed=True)
        return None if seconds < 0 else _Head(last.level, last.boots, seconds, signature_start, end)

    def _head(self, data: bytes) -> "_Head":
        """The head of any message of the engine, remembered for the next."""
        start, stop = span_of(data, 0, len(data), SEQUENCE)
        if stop != len(data):
            raise BerError("something stands behind the message, or it was cut off")
        _, at = integer_at(data, start, stop)
        at, global_stop = span_of(data, at, stop, SEQUENCE)
        id_at, id_stop = span_of(data, at, global_stop, INTEGER)
        _, at = integer_at(data, id_stop, global_stop)
        flags_start, flags_stop = span_of(data, at, global_stop, OCTETS)
        if flags_stop - flags_start != 1 or data[flags_stop:global_stop] != _USM:
            raise BerError("no message of the User-based Security Model")
        level = data[flags_start] & _LEVEL
        parameters_start, end = span_of(data, global_stop, stop, OCTETS)
        at, parameters_stop = span_of(data, parameters_start, end, SEQUENCE)
        engine_start, engine_stop = span_of(data, at, parameters_stop, OCTETS)
        boots, seconds_at = integer_at(data, engine_stop, parameters_stop)
        seconds, user_at = integer_at(data, seconds_at, parameters_stop)
        _, at = span_of(data, user_at, parameters_stop, OCTETS)
        signature_start, signature_stop = span_of(data, at, parameters_stop, OCTETS)
        salt_start, salt_stop = span_of(data, signature_stop, parameters_stop, OCTETS)
        if not (0 <= boots <= LAST_MOMENT and 0 <= seconds <= LAST_MOMENT) or salt_stop != end:
            raise BerError("a clock that cannot be, or something behind the security parameters")
        if level == self._level:
            if data[engine_start:engine_stop] != self._peer.engine_id:
                raise BerError("from another engine than was asked")
            if signature_stop - signature_start != len(self._zeros):
                raise BerError("a signature of another length")
            if salt_stop - salt_start != (SALT_OCTETS if level & _PRIV else 0):
                raise BerError("a salt of another length")
            if id_stop - id_at == REQUEST_ID_OCTETS:
                self._last = _Last(
                    level,
                    boots,
                    data[start:id_at],
                    data[id_stop:seconds_at],
                    data[user_at:signature_start],
                    data[signature_stop:salt_start],
                )
        return _Head(level, boots, seconds, signature_start, end)


def _fills(data: bytes, start: int) -> bool:
    """Whether the message whose content begins at `start` ends where the datagram does."""
    size = data[1] if start == _SHORT_START else int.from_bytes(data[2:start], "big")
    return data[0] == SEQUENCE and start + size == len(data)


def _unsecured(data: bytes, at: int, stop: int, level: int) -> OpenPdu:
    """What came at another level: only a report may, and it can be read only if it is not encrypted."""
    if level & _PRIV:
        raise BerError("encrypted, though that was not asked for")
    pdu = _scoped(data, at, stop)
    if not pdu.is_report:
        raise BerError("less secured than was asked for")
    return pdu


def _scoped(data: bytes, at: int, stop: int) -> OpenPdu:
    """The PDU in a scoped PDU, behind which an encrypted one may be filled up."""
    at, stop = span_of(data, at, stop, SEQUENCE)
    _, at = span_of(data, at, stop, OCTETS)
    _, at = span_of(data, at, stop, OCTETS)
    return open_pdu(data, at, stop)
