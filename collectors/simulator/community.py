"""Messages of SNMPv1 and v2c: a version, a community and a PDU (RFC 1157, RFC 1901)."""

from collections.abc import Callable
from hmac import compare_digest

from pyasn1.codec.ber import decoder
from pysnmp.proto import api

from collectors.simulator.protocol import Request, parse
from collectors.snmp import ber

MAX_MESSAGE_BYTES = 1400
"""Agents keep an answer within one Ethernet frame."""
_OVERHEAD = 16

Respond = Callable[[Request, int], bytes]
"""Answers a request in at most so many bytes."""


def answer(packet: bytes, community: bytes, respond: Respond) -> bytes | None:
    """The answering message; None where an agent stays silent, as it does to a wrong community."""
    version = api.decodeMessageVersion(packet)
    if version not in api.PROTOCOL_MODULES:
        return None
    protocol = api.PROTOCOL_MODULES[version]
    message, _ = decoder.decode(packet, asn1Spec=protocol.Message())
    if not compare_digest(bytes(protocol.apiMessage.get_community(message)), community):
        return None
    request = parse(protocol.apiMessage.get_pdu(message), is_v1=version == api.SNMP_VERSION_1)
    if request is None:
        return None
    header = ber.integer(int(version)) + ber.tlv(ber.OCTETS, community)
    return ber.tlv(ber.SEQUENCE, header + respond(request, MAX_MESSAGE_BYTES - len(header) - _OVERHEAD))
