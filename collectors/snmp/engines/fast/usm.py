"""The hot path's messages of SNMPv3 (RFC 3412, 3414): to and from an engine that is known already.

Whatever is not an answer at the level at which was asked ends the hot path: who the engine is now, and what it
complains of, the exchange of `engines.v3` finds out, which asks with care.
"""

from hmac import compare_digest

from collectors.snmp.engines.fast.ber import OCTETS, SEQUENCE, Malformed, integer, integer_at, length, span_of, tlv
from collectors.snmp.engines.fast.pdu import OpenPdu, PreparedPdu, open_pdu
from collectors.snmp.engines.usm_message import EngineTime, Flags
from collectors.snmp.engines.usm_peer import Peer

_VERSION = integer(3)
_ID_HEADER = b"\x02\x04"
_SIZE_HEADER = integer(65507) + b"\x04\x01"
_USM = integer(3)
_GLOBAL_SIZE = length(len(_ID_HEADER) + 4 + len(_SIZE_HEADER) + 1 + len(_USM))
_BEFORE_ID = _VERSION + b"\x30" + _GLOBAL_SIZE + _ID_HEADER
_AUTH, _PRIV = Flags.AUTH.value, Flags.PRIV.value
_LEVEL = _AUTH | _PRIV


class UsmEnvelope:
    """Wraps requests for one engine, opens its answers."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer
        self._level = peer.level.value
        self._engine = tlv(OCTETS, peer.engine_id)
        self._user = tlv(OCTETS, peer.user)
        self._scope = self._engine + tlv(OCTETS, peer.context)
        self._place = tlv(OCTETS, bytes(peer.signature_octets))
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
        parameters = b"".join(
            (self._engine, integer(time.boots), integer(time.seconds), self._user, self._place, tlv(OCTETS, salt))
        )
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
        start, stop = span_of(data, 0, len(data), SEQUENCE)
        if stop != len(data):
            raise Malformed("something stands behind the message, or it was cut off")
        _, at = integer_at(data, start, stop)
        at, global_stop = span_of(data, at, stop, SEQUENCE)
        _, at = integer_at(data, at, global_stop)
        _, at = integer_at(data, at, global_stop)
        flags_start, flags_stop = span_of(data, at, global_stop, OCTETS)
        if flags_stop - flags_start != 1 or data[flags_stop:global_stop] != _USM:
            raise Malformed("no message of the User-based Security Model")
        level = data[flags_start] & _LEVEL
        parameters_start, parameters_stop = span_of(data, global_stop, stop, OCTETS)
        at, end = span_of(data, parameters_start, parameters_stop, SEQUENCE)
        id_start, id_stop = span_of(data, at, end, OCTETS)
        boots, at = integer_at(data, id_stop, end)
        seconds, at = integer_at(data, at, end)
        _, at = span_of(data, at, end, OCTETS)
        signature_start, signature_stop = span_of(data, at, end, OCTETS)
        salt_start, salt_stop = span_of(data, signature_stop, end, OCTETS)
        if level != self._level:
            return _unsecured(data, parameters_stop, stop, level)
        if data[id_start:id_stop] != peer.engine_id:
            raise Malformed("from another engine than was asked")
        if level & _AUTH:
            size = signature_stop - signature_start
            unsigned = b"".join((data[:signature_start], bytes(size), data[signature_stop:]))
            if size != peer.signature_octets or not compare_digest(
                peer.sign(unsigned), data[signature_start:signature_stop]
            ):
                raise Malformed("the signature is wrong")
        at = parameters_stop
        if level & _PRIV:
            secret_start, secret_stop = span_of(data, at, stop, OCTETS)
            plain = peer.privacy and peer.privacy.decrypt(
                data[secret_start:secret_stop], data[salt_start:salt_stop], boots, seconds
            )
            if not plain:
                raise Malformed("cannot be decrypted")
            data, at, stop = plain, 0, len(plain)
        pdu = _scoped(data, at, stop)
        if level & _AUTH:
            peer.set_time(EngineTime(boots, seconds))
        return pdu


def _unsecured(data: bytes, at: int, stop: int, level: int) -> OpenPdu:
    """What came at another level: only a report may, and it can be read only if it is not encrypted."""
    if level & _PRIV:
        raise Malformed("encrypted, though that was not asked for")
    pdu = _scoped(data, at, stop)
    if not pdu.is_report:
        raise Malformed("less secured than was asked for")
    return pdu


def _scoped(data: bytes, at: int, stop: int) -> OpenPdu:
    """The PDU in a scoped PDU, behind which an encrypted one may be filled up."""
    at, stop = span_of(data, at, stop, SEQUENCE)
    _, at = span_of(data, at, stop, OCTETS)
    _, at = span_of(data, at, stop, OCTETS)
    return open_pdu(data, at, stop)
