"""SNMP v1 and v2c: a PDU in a message that has a community and no more."""

import secrets

from collectors.snmp.ber import INTEGER, OCTETS, SEQUENCE, BerError, Reader, integer, tlv
from collectors.snmp.client import Agent, SnmpError, SnmpFailure, SnmpVersion
from collectors.snmp.engines.exchange import Answer, Request, Response
from collectors.snmp.engines.link import Clock, Link
from collectors.snmp.engines.pdu import (
    FIRST_ID,
    LAST_ID,
    RESPONSE_TAG,
    UNDECODABLE,
    decode_response,
    encode_pdu,
    head_of,
)

_WIRE_VERSION = {SnmpVersion.V1: 0, SnmpVersion.V2C: 1}


def encode(community: str, request: Request, request_id: int, version: SnmpVersion = SnmpVersion.V2C) -> bytes:
    """A request as it goes onto the wire."""
    wrapped = integer(_WIRE_VERSION[version]) + tlv(OCTETS, community.encode()) + encode_pdu(request, request_id)
    return tlv(SEQUENCE, wrapped)


def _unwrapped(datagram: bytes, version: SnmpVersion) -> tuple[int, bytes] | None:
    """The request-id that a datagram answers, and its PDU; None for whatever is not an answer of this version."""
    try:
        message = Reader(datagram).inside(SEQUENCE)
        if message.tag != INTEGER or message.integer() != _WIRE_VERSION[version]:
            return None
        message.inside(OCTETS)
        pdu = message.whole()
        head = head_of(pdu)
    except BerError:
        return None
    return (head.request_id, pdu) if head.tag == RESPONSE_TAG else None


def decode(datagram: bytes, version: SnmpVersion = SnmpVersion.V2C) -> tuple[int, Response] | None:
    """An answer and its request-id; None for whatever is not an answer of this version."""
    unwrapped = _unwrapped(datagram, version)
    if unwrapped is None:
        return None
    try:
        return unwrapped[0], decode_response(unwrapped[1])
    except UNDECODABLE:
        return None


class CommunityExchange:
    """The way to one agent that speaks v1 or v2c."""

    def __init__(self, agent: Agent, link: Link, clock: Clock) -> None:
        self._credential = agent.credential
        self._link = link
        self._clock = clock
        self._tries: dict[int, tuple[Request, float]] = {}
        self._next_id = FIRST_ID + secrets.randbelow(LAST_ID - FIRST_ID)
        self._garbage_seen = False

    def begin(self) -> None:
        self._tries.clear()
        self._link.forget()

    async def ask(self, request: Request, timeout_s: float, left_s: float) -> Answer | SnmpFailure:
        self._garbage_seen = False
        self._next_id = self._next_id + 1 if self._next_id < LAST_ID else FIRST_ID
        self._tries[self._next_id] = request, self._clock()
        datagram = encode(self._credential.community, request, self._next_id, self._credential.version)
        outcome = await self._link.converse(datagram, self._take, min(timeout_s, left_s))
        if isinstance(outcome, SnmpFailure) and outcome.error is SnmpError.TIMEOUT and self._garbage_seen:
            what = f"SNMP v{self._credential.version.value}"
            return SnmpFailure(SnmpError.BAD_ANSWER, f"{self._link.where} answers what is not {what}")
        return outcome

    def _take(self, datagram: bytes) -> Answer | None:
        unwrapped = _unwrapped(datagram, self._credential.version)
        if unwrapped is None:
            self._garbage_seen = True
            return None
        request_id, pdu = unwrapped
        if request_id not in self._tries:
            return None
        try:
            response = decode_response(pdu)
        except UNDECODABLE:
            self._garbage_seen = True
            return None
        request, sent_at_s = self._tries[request_id]
        self._tries.clear()
        return Answer(request, response, self._clock() - sent_at_s)

    def close(self) -> None:
        self._link.close()
