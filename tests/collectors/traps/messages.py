"""Notifications put together by hand, for what no well-behaved sender would send."""

from pyasn1.codec.ber import encoder
from pysnmp.proto import api

_V1 = api.PROTOCOL_MODULES[api.SNMP_VERSION_1]
_V2C = api.PROTOCOL_MODULES[api.SNMP_VERSION_2C]

COLD_START = (1, 3, 6, 1, 6, 3, 1, 1, 5, 1)


def v1_trap(
    community: str = "public-traps",
    enterprise: tuple[int, ...] = (1, 3, 6, 1, 4, 1, 318),
    generic: int = 6,
    specific: int = 268,
    agent: str = "192.0.2.9",
    text: bytes = b"outlet group overload",
) -> bytes:
    """A trap of version 1."""
    pdu = _V1.TrapPDU()
    _V1.apiTrapPDU.set_defaults(pdu)
    _V1.apiTrapPDU.set_enterprise(pdu, enterprise)
    _V1.apiTrapPDU.set_agent_address(pdu, agent)
    _V1.apiTrapPDU.set_generic_trap(pdu, generic)
    _V1.apiTrapPDU.set_specific_trap(pdu, specific)
    _V1.apiTrapPDU.set_varbinds(pdu, [((1, 3, 6, 1, 4, 1, 318, 2, 3, 3, 0), _V1.OctetString(text))])
    message = _V1.Message()
    _V1.apiMessage.set_defaults(message)
    _V1.apiMessage.set_community(message, community)
    _V1.apiMessage.set_pdu(message, pdu)
    return bytes(encoder.encode(message))


def v2c_trap(
    community: str = "public-traps",
    oid: tuple[int, ...] = COLD_START,
    text: bytes = b"",
    *,
    is_inform: bool = False,
    count: int = 1,
) -> bytes:
    """A trap or inform of version 2c, with `count` varbinds of a text."""
    pdu = _V2C.InformRequestPDU() if is_inform else _V2C.TrapPDU()
    _V2C.apiTrapPDU.set_defaults(pdu)
    varbinds = [
        ((1, 3, 6, 1, 2, 1, 1, 3, 0), _V2C.TimeTicks(4711)),
        ((1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0), _V2C.ObjectIdentifier(oid)),
        *(((1, 3, 6, 1, 2, 1, 1, 5, number), _V2C.OctetString(text)) for number in range(count)),
    ]
    _V2C.apiTrapPDU.set_varbinds(pdu, varbinds)
    message = _V2C.Message()
    _V2C.apiMessage.set_defaults(message)
    _V2C.apiMessage.set_community(message, community)
    _V2C.apiMessage.set_pdu(message, pdu)
    return bytes(encoder.encode(message))
