"""Whole v2c messages by pysnmp's codec, for tests that speak for one side themselves."""

from collectors.snmp.client import SnmpVersion
from collectors.snmp.engines.community import unwrapped, wrapped
from collectors.snmp.engines.exchange import Request, Response
from collectors.snmp.engines.pysnmp_codec import PysnmpCodec

CODEC = PysnmpCodec()


def encode(community: str, request: Request, request_id: int) -> bytes:
    """A request as it goes onto the wire."""
    return wrapped(community, CODEC.encode(request, request_id), SnmpVersion.V2C)


def decode(datagram: bytes) -> tuple[int, Response] | None:
    """An answer and its request-id; None for whatever is none."""
    found = unwrapped(datagram, SnmpVersion.V2C)
    if found is None:
        return None
    try:
        return found[0], CODEC.decode(found[1])
    except CODEC.undecodable:
        return None
