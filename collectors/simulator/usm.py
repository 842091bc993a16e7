"""Messages of SNMPv3 with the User-based Security Model: authPriv with HMAC-SHA-96 and AES-128 (RFC 3412, 3414, 3826).

A small authoritative engine with one user. pysnmp decodes the messages, derives the keys and ciphers; its own engine
is not used, because it would serve one fixed MIB for all ports and its clock cannot be set.
"""

import hmac
from dataclasses import dataclass, field
from enum import Enum

from pyasn1.codec.ber import decoder
from pyasn1.error import PyAsn1Error
from pyasn1.type import univ
from pysnmp.proto.error import StatusInformation
from pysnmp.proto.mpmod.rfc3412 import ScopedPDU, SNMPv3Message
from pysnmp.proto.secmod.rfc3414 import localkey
from pysnmp.proto.secmod.rfc3414.service import UsmSecurityParameters
from pysnmp.proto.secmod.rfc3826.priv.aes import Aes

from collectors.simulator.community import MAX_MESSAGE_BYTES, Respond
from collectors.simulator.protocol import REPORT, encoded_pdu, parse
from collectors.snmp import ber

_VERSION_3 = 3
_SECURITY_MODEL_USM = 3
_AUTHENTICATED, _PRIVATE, _REPORTABLE = 0x01, 0x02, 0x04
_DIGEST_BYTES = 12
_KEY_BYTES = 16
_WINDOW_S = 150
_OVERHEAD = 140
"""Everything in a message but the scoped PDU's own PDU."""
_STATS = (1, 3, 6, 1, 6, 3, 15, 1, 1)
_UNSIGNED = bytes(_DIGEST_BYTES)


class _Complaint(Enum):
    """usmStats objects; the value is the last arc."""

    UNSUPPORTED_SECURITY_LEVEL = 1
    NOT_IN_TIME_WINDOW = 2
    UNKNOWN_USER_NAME = 3
    UNKNOWN_ENGINE_ID = 4
    WRONG_DIGEST = 5
    DECRYPTION_ERROR = 6


@dataclass(frozen=True, slots=True)
class UsmUser:
    """A user with both passphrases."""

    name: str
    auth_key: str = field(repr=False)
    priv_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class EngineTime:
    """An engine's clock: restarts so far, seconds since the last."""

    boots: int
    seconds: int


@dataclass(frozen=True, slots=True)
class _Incoming:
    message_id: int
    flags: int
    engine_id: bytes
    time: EngineTime
    user: bytes
    digest: bytes
    salt: bytes
    encrypted: univ.OctetString | None


class UsmEngine:
    """Answers one user, as one engine."""

    def __init__(self, engine_id: bytes, user: UsmUser) -> None:
        self._engine_id = engine_id
        self._user = user.name.encode()
        self._auth_key = bytes(localkey.password_to_key_sha(user.auth_key.encode(), univ.OctetString(engine_id)))
        self._priv_key = localkey.password_to_key_sha(user.priv_key.encode(), univ.OctetString(engine_id))[:_KEY_BYTES]
        self._cipher = Aes()
        self._complaints = dict.fromkeys(_Complaint, 0)

    def answer(self, packet: bytes, now: EngineTime, respond: Respond) -> bytes | None:
        """The answering message, which may be a report; None where an engine stays silent."""
        incoming = _parsed(packet)
        if incoming is None:
            return None
        complaint = self._complaint(incoming, packet, now)
        if complaint is not None:
            return self._report(incoming, complaint, now)
        try:
            scoped = self._decrypted(incoming)
        except (PyAsn1Error, StatusInformation):
            return self._report(incoming, _Complaint.DECRYPTION_ERROR, now)
        request = parse(scoped[2].getComponent())
        if request is None:
            return None
        context = ber.tlv(ber.OCTETS, self._engine_id) + ber.tlv(ber.OCTETS, bytes(scoped[1]))
        pdu = respond(request, MAX_MESSAGE_BYTES - _OVERHEAD - len(context))
        encrypted, salt = self._cipher.encrypt_data(
            self._priv_key, (now.boots, now.seconds, None), ber.tlv(ber.SEQUENCE, context + pdu)
        )
        return self._message(
            incoming, _AUTHENTICATED | _PRIVATE, now, ber.tlv(ber.OCTETS, bytes(encrypted)), bytes(salt)
        )

    def _complaint(self, incoming: _Incoming, packet: bytes, now: EngineTime) -> _Complaint | None:
        """The first of RFC 3414's checks (section 3.2) that a message does not pass."""
        if incoming.engine_id != self._engine_id:
            return _Complaint.UNKNOWN_ENGINE_ID
        if incoming.user != self._user:
            return _Complaint.UNKNOWN_USER_NAME
        if incoming.flags & (_AUTHENTICATED | _PRIVATE) != _AUTHENTICATED | _PRIVATE or incoming.encrypted is None:
            return _Complaint.UNSUPPORTED_SECURITY_LEVEL
        unsigned = packet.replace(incoming.digest, _UNSIGNED, 1)
        if len(incoming.digest) != _DIGEST_BYTES or not hmac.compare_digest(self._digest(unsigned), incoming.digest):
            return _Complaint.WRONG_DIGEST
        if incoming.time.boots != now.boots or abs(incoming.time.seconds - now.seconds) > _WINDOW_S:
            return _Complaint.NOT_IN_TIME_WINDOW
        return None

    def _decrypted(self, incoming: _Incoming) -> ScopedPDU:
        parameters = (incoming.time.boots, incoming.time.seconds, list(incoming.salt))
        plain = self._cipher.decrypt_data(self._priv_key, parameters, incoming.encrypted)
        scoped, _ = decoder.decode(plain, asn1Spec=ScopedPDU())
        return scoped

    def _report(self, incoming: _Incoming, complaint: _Complaint, now: EngineTime) -> bytes | None:
        """Tells what is wrong; a client that is out of the time window gets it signed, for only then it may believe."""
        self._complaints[complaint] += 1
        if not incoming.flags & _REPORTABLE:
            return None
        name = ber.oid((*_STATS, complaint.value, 0))
        counter = ber.integer(self._complaints[complaint], ber.COUNTER)
        pdu = encoded_pdu(REPORT, 0, 0, 0, ber.tlv(ber.SEQUENCE, name + counter))
        scoped = ber.tlv(ber.SEQUENCE, ber.tlv(ber.OCTETS, self._engine_id) + ber.tlv(ber.OCTETS, b"") + pdu)
        flags = _AUTHENTICATED if complaint is _Complaint.NOT_IN_TIME_WINDOW else 0
        return self._message(incoming, flags, now, scoped, b"")

    def _message(self, incoming: _Incoming, flags: int, now: EngineTime, data: bytes, salt: bytes) -> bytes:
        user = incoming.user if flags else b""
        head = ber.integer(_VERSION_3) + ber.tlv(
            ber.SEQUENCE,
            ber.integer(incoming.message_id)
            + ber.integer(65507)
            + ber.tlv(ber.OCTETS, bytes((flags,)))
            + ber.integer(_SECURITY_MODEL_USM),
        )
        before = ber.tlv(ber.OCTETS, self._engine_id) + ber.integer(now.boots) + ber.integer(now.seconds)

        def whole(digest: bytes) -> bytes:
            parameters = before + b"".join(ber.tlv(ber.OCTETS, each) for each in (user, digest, salt))
            return ber.tlv(ber.SEQUENCE, head + ber.tlv(ber.OCTETS, ber.tlv(ber.SEQUENCE, parameters)) + data)

        return whole(self._digest(whole(_UNSIGNED))) if flags & _AUTHENTICATED else whole(b"")

    def _digest(self, message: bytes) -> bytes:
        return hmac.digest(self._auth_key, message, "sha1")[:_DIGEST_BYTES]


def _parsed(packet: bytes) -> _Incoming | None:
    message, _ = decoder.decode(packet, asn1Spec=SNMPv3Message())
    if int(message[0]) != _VERSION_3 or int(message[1][3]) != _SECURITY_MODEL_USM:
        return None
    parameters, _ = decoder.decode(bytes(message[2]), asn1Spec=UsmSecurityParameters())
    data = message[3]
    return _Incoming(
        message_id=int(message[1][0]),
        flags=bytes(message[1][2])[0],
        engine_id=bytes(parameters[0]),
        time=EngineTime(int(parameters[1]), int(parameters[2])),
        user=bytes(parameters[3]),
        digest=bytes(parameters[4]),
        salt=bytes(parameters[5]),
        encrypted=data.getComponent() if data.getName() == "encryptedPDU" else None,
    )
