"""Messages of SNMPv3 with the User-based Security Model: put together, signed, taken apart (RFC 3412 6, RFC 3414 2.4).

Pure: no keys are kept here, and nothing is believed because it could be parsed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntFlag

from collectors.snmp.ber import OCTETS, SEQUENCE, BerError, Reader, integer, tlv

_VERSION_3 = 3
_SECURITY_MODEL_USM = 3
_MOST_OCTETS = 65507
"""The largest UDP datagram over IPv4."""

LAST_MOMENT = 2**31 - 1
"""Of both of an engine's counters (RFC 3414 2.2)."""


class Flags(IntFlag):
    """msgFlags; the first two are the security level."""

    NONE = 0
    AUTH = 1
    PRIV = 2
    REPORTABLE = 4

    @property
    def level(self) -> "Flags":
        """Without what is no part of the level."""
        return self & (Flags.AUTH | Flags.PRIV)


@dataclass(frozen=True, slots=True)
class EngineTime:
    """An engine's clock: restarts so far, seconds since the last."""

    boots: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Message:
    """A message without its signature. `data` is a scoped PDU, as a TLV or encrypted."""

    message_id: int
    flags: Flags
    engine_id: bytes
    time: EngineTime
    user: bytes
    salt: bytes
    data: bytes


@dataclass(frozen=True, slots=True)
class Received:
    """A message as it came: `unsigned` is what its signature was made of, with zeros in the signature's place."""

    message: Message
    signature: bytes
    unsigned: bytes


def put_together(message: Message, mac_octets: int, sign: Callable[[bytes], bytes]) -> bytes:
    """A message as it goes onto the wire; `sign` makes `mac_octets` of the message that has zeros there."""
    head = tlv(
        SEQUENCE,
        integer(message.message_id)
        + integer(_MOST_OCTETS)
        + tlv(OCTETS, bytes((message.flags,)))
        + integer(_SECURITY_MODEL_USM),
    )
    before = (
        tlv(OCTETS, message.engine_id)
        + integer(message.time.boots)
        + integer(message.time.seconds)
        + tlv(OCTETS, message.user)
    )
    after = tlv(OCTETS, message.salt)
    data = tlv(OCTETS, message.data) if Flags.PRIV in message.flags else message.data

    def whole(signature: bytes) -> bytes:
        parameters = tlv(SEQUENCE, before + tlv(OCTETS, signature) + after)
        return tlv(SEQUENCE, integer(_VERSION_3) + head + tlv(OCTETS, parameters) + data)

    if Flags.AUTH not in message.flags:
        return whole(b"")
    return whole(sign(whole(bytes(mac_octets))))


def take_apart(datagram: bytes) -> Received | None:
    """A datagram's parts; None for whatever is no such message."""
    try:
        return _taken_apart(datagram)
    except BerError:
        return None


def _taken_apart(datagram: bytes) -> Received | None:
    outer = Reader(datagram).inside(SEQUENCE)
    if outer.integer() != _VERSION_3:
        return None
    head = outer.inside(SEQUENCE)
    message_id = head.integer()
    head.integer()
    flag_octets = head.content(OCTETS)
    if len(flag_octets) != 1 or head.integer() != _SECURITY_MODEL_USM:
        return None
    flags = Flags(flag_octets[0] & (Flags.AUTH | Flags.PRIV | Flags.REPORTABLE))
    if Flags.PRIV in flags and Flags.AUTH not in flags:
        return None
    parameters = outer.inside(OCTETS).inside(SEQUENCE)
    engine_id = parameters.content(OCTETS)
    time = EngineTime(parameters.integer(), parameters.integer())
    if not (0 <= time.boots <= LAST_MOMENT and 0 <= time.seconds <= LAST_MOMENT):
        return None
    user = parameters.content(OCTETS)
    place = parameters.inside(OCTETS)
    signature = datagram[place.at : place.end]
    unsigned = datagram[: place.at] + bytes(len(signature)) + datagram[place.end :]
    salt = parameters.content(OCTETS)
    data = outer.content(OCTETS) if Flags.PRIV in flags else outer.whole()
    message = Message(message_id, flags, engine_id, time, user, salt, data)
    return Received(message, signature, unsigned)


def scoped(engine_id: bytes, context: bytes, pdu: bytes) -> bytes:
    """A scoped PDU."""
    return tlv(SEQUENCE, tlv(OCTETS, engine_id) + tlv(OCTETS, context) + pdu)


def pdu_of(scoped_pdu: bytes) -> bytes | None:
    """The PDU in a scoped PDU, which may have padding behind it; None where there is none."""
    try:
        inside = Reader(scoped_pdu).inside(SEQUENCE)
        inside.inside(OCTETS)
        inside.inside(OCTETS)
        return inside.whole()
    except BerError:
        return None
