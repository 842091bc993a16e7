"""SNMP v1 and v2c: a PDU in a message that has a community and no more."""

import secrets

from collectors.snmp.ber import INTEGER, OCTETS, SEQUENCE, BerError, Reader, integer, tlv
from collectors.snmp.client import Agent, SnmpError, SnmpFailure, SnmpVersion
from collectors.snmp.engines.codec import FIRST_ID, LAST_ID, RESPONSE_TAG, PduCodec, head_of
from collectors.snmp.engines.exchange import Answer, Request
from collectors.snmp.engines.link import Clock, Link

_WIRE_VERSION = {SnmpVersion.V1: 0, SnmpVersion.V2C: 1}


def wrapped(community: str, pdu: bytes, version: SnmpVersion) -> bytes:
    """A PDU's message as it goes onto the wire."""
    return tlv(SEQUENCE, integer(_WIRE_VERSION[version]) + tlv(OCTETS, community.encode()) + pdu)


def unwrapped(datagram: bytes, version: SnmpVersion) -> tuple[int, bytes] | None:
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


class CommunityExchange:
    """The way to one agent that speaks v1 or v2c."""

    def __init__(self, agent: Agent, link: Link, codec: PduCodec, clock: Clock) -> None:
        self._codec = codec
        self._credential = agent.credential
        self._link = link
        self._clock = clock
        self._tries: dict[int, tuple[Request, float]] = {}
        self._garbage_seen = False

    def begin(self) -> None:
        self._tries.clear()
        self._link.forget()

    async def ask(self, request: Request, timeout_s: float, left_s: float) -> Answer | SnmpFailure:
        self._garbage_seen = False
        # Not counted up: an answer that is sent ahead of its request must not fit the next one.
        request_id = FIRST_ID + secrets.randbelow(LAST_ID - FIRST_ID + 1)
        self._tries[request_id] = request, self._clock()
        pdu = self._codec.encode(request, request_id)
        datagram = wrapped(self._credential.community, pdu, self._credential.version)
        outcome = await self._link.converse(datagram, self._take, min(timeout_s, left_s))
        if isinstance(outcome, SnmpFailure) and outcome.error is SnmpError.TIMEOUT and self._garbage_seen:
            what = f"SNMP v{self._credential.version.value}"
            return SnmpFailure(SnmpError.BAD_ANSWER, f"{self._link.where} answers what is not {what}")
        return outcome

    def _take(self, datagram: bytes) -> Answer | None:
        found = unwrapped(datagram, self._credential.version)
        if found is None:
            self._garbage_seen = True
            return None
        request_id, pdu = found
        if request_id not in self._tries:
            return None
        try:
            response = self._codec.decode(pdu)
        except self._codec.undecodable:
            self._garbage_seen = True
            return None
        request, sent_at_s = self._tries[request_id]
        self._tries.clear()
        return Answer(request, response, self._clock() - sent_at_s)

    def close(self) -> None:
        self._link.close()
