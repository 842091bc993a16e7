"""Notifications as PDUs: traps of version 1, traps and informs of version 2 (RFC 1157 4.1.6, RFC 3416 4.2.6 and 4.2.7).

Strict and bounded: whatever is not as it should be is one of UNDECODABLE.
"""

from dataclasses import dataclass

from collectors.snmp.ber import INTEGER, OBJECT_IDENTIFIER, SEQUENCE, BerError, Reader, integer, oid_arcs, tlv
from collectors.snmp.client import Oid, SnmpType, SnmpValue
from collectors.snmp.engines.codec import RESPONSE_TAG
from collectors.snmp.engines.fast.varbinds import read_bindings

TRAP_V1_TAG, INFORM_TAG, TRAP_TAG = 0xA4, 0xA6, 0xA7
_IP_ADDRESS_TAG, _TIME_TICKS_TAG = 0x40, 0x43

SYS_UP_TIME: Oid = (1, 3, 6, 1, 2, 1, 1, 3, 0)
SNMP_TRAP_OID: Oid = (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)
SNMP_TRAPS: Oid = (1, 3, 6, 1, 6, 3, 1, 1, 5)
"""Above coldStart and its like."""

_ENTERPRISE_SPECIFIC = 6

UNDECODABLE: tuple[type[Exception], ...] = (BerError, IndexError)

Varbinds = tuple[tuple[Oid, SnmpValue], ...]


@dataclass(frozen=True, slots=True)
class Notification:
    """What one PDU says; nobody has checked yet who sent it."""

    oid: Oid
    """The notification's own name, as version 2 has it; that of a version 1 trap by RFC 3584 3.1."""
    varbinds: Varbinds
    """Without sysUpTime.0 and snmpTrapOID.0."""
    acknowledgement: bytes | None = None
    """The PDU that an inform is to be answered with; None for a trap."""


def decode_v1(pdu: bytes) -> Notification:
    """A trap of version 1; raises one of UNDECODABLE."""
    trap = Reader(pdu).inside(TRAP_V1_TAG)
    enterprise = oid_arcs(trap.content(OBJECT_IDENTIFIER))
    trap.inside(_IP_ADDRESS_TAG)
    generic, specific = trap.integer(), trap.integer()
    trap.inside(_TIME_TICKS_TAG)
    if generic == _ENTERPRISE_SPECIFIC and specific >= 0:
        oid = (*enterprise, 0, specific)
    elif 0 <= generic < _ENTERPRISE_SPECIFIC:
        oid = (*SNMP_TRAPS, generic + 1)
    else:
        raise BerError("has a generic trap that does not exist")
    return Notification(oid, _varbinds(trap))


def agent_address(pdu: bytes) -> bytes | None:
    """The agent-addr field of a version 1 trap; None where there is none. A field that anybody can fill in."""
    try:
        trap = Reader(pdu).inside(TRAP_V1_TAG)
        trap.inside(OBJECT_IDENTIFIER)
        address = trap.content(_IP_ADDRESS_TAG)
    except BerError:
        return None
    return address if len(address) == 4 else None


def decode_v2(pdu: bytes) -> Notification:
    """A trap or inform of version 2; raises one of UNDECODABLE."""
    tag = Reader(pdu).tag
    if tag not in (TRAP_TAG, INFORM_TAG):
        raise BerError("is no notification")
    inside = Reader(pdu).inside(tag)
    request_id = inside.integer()
    inside.inside(INTEGER)
    inside.inside(INTEGER)
    echo = Reader(inside.octets, inside.at, inside.end).whole()
    varbinds = _varbinds(inside)
    oid = next((value.value for name, value in varbinds if name == SNMP_TRAP_OID and value.type is SnmpType.OID), None)
    if not isinstance(oid, tuple):
        raise BerError("has no snmpTrapOID")
    rest = tuple(item for item in varbinds if item[0] not in (SYS_UP_TIME, SNMP_TRAP_OID))
    answer = None
    if tag == INFORM_TAG:
        answer = tlv(RESPONSE_TAG, integer(request_id) + integer(0) + integer(0) + echo)
    return Notification(oid, rest, answer)


def _varbinds(inside: Reader) -> Varbinds:
    bindings = inside.inside(SEQUENCE)
    return read_bindings(bindings.octets, bindings.at, bindings.end)
