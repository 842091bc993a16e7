"""From pyasn1's objects to plain values with their SNMP type."""

from typing import Any

from pyasn1.type import univ
from pysnmp.proto import rfc1902, rfc1905

from collectors.snmp.client import Oid, SnmpType, SnmpValue
from collectors.snmp.engines.absent import END_OF_MIB_VIEW, NO_SUCH_INSTANCE, NO_SUCH_OBJECT, NULL

MOST_ARCS = 128
_LARGEST_ARC = 2**32 - 1

_EXCEPTIONS: dict[type, SnmpValue] = {
    rfc1905.NoSuchObject: NO_SUCH_OBJECT,
    rfc1905.NoSuchInstance: NO_SUCH_INSTANCE,
    rfc1905.EndOfMibView: END_OF_MIB_VIEW,
}
_NUMBERS: dict[type, SnmpType] = {
    rfc1902.Integer: SnmpType.INTEGER,
    rfc1902.Integer32: SnmpType.INTEGER,
    rfc1902.Counter32: SnmpType.COUNTER32,
    rfc1902.Gauge32: SnmpType.GAUGE32,
    rfc1902.Unsigned32: SnmpType.GAUGE32,
    rfc1902.TimeTicks: SnmpType.TIME_TICKS,
    rfc1902.Counter64: SnmpType.COUNTER64,
}
_OCTETS: dict[type, SnmpType] = {
    rfc1902.OctetString: SnmpType.OCTETS,
    rfc1902.Bits: SnmpType.OCTETS,
    rfc1902.IpAddress: SnmpType.IP_ADDRESS,
    rfc1902.Opaque: SnmpType.OPAQUE,
}


def plain(value: Any) -> SnmpValue:
    """A value with its SNMP type; whatever the protocol does not know is NULL."""
    kind = type(value)
    number_type = _NUMBERS.get(kind)
    if number_type is not None:
        return SnmpValue(number_type, int(value))
    octets_type = _OCTETS.get(kind)
    if octets_type is not None:
        return SnmpValue(octets_type, bytes(value))
    if isinstance(value, univ.ObjectIdentifier):
        return SnmpValue(SnmpType.OID, oid_of(value))
    return _EXCEPTIONS.get(kind, NULL)


def oid_of(name: Any) -> Oid:
    """An object's name as plain numbers; raises ValueError where it is longer than names may be (RFC 2578 3.5)."""
    arcs = tuple(name)
    if len(arcs) > MOST_ARCS or max(arcs) > _LARGEST_ARC:
        raise ValueError("no name of an object")
    return arcs
