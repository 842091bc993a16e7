"""Recordings of real PDUs without a network: their objects, for a client that answers from them."""

from functools import cache

from collectors.snmp.client import Oid, SnmpType, SnmpValue
from tests.shared_material import SHARED

_TYPES = {
    2: SnmpType.INTEGER,
    4: SnmpType.OCTETS,
    6: SnmpType.OID,
    64: SnmpType.IP_ADDRESS,
    65: SnmpType.COUNTER32,
    66: SnmpType.GAUGE32,
    67: SnmpType.TIME_TICKS,
    70: SnmpType.COUNTER64,
}
"""By their numbers in BER, as snmprec files have them."""
_NULL = 5


@cache
def objects_of(recording: str) -> dict[Oid, SnmpValue]:
    """All objects of a recording."""
    # Values are octets: latin-1 keeps them, and only a line feed ends a line.
    text = (SHARED / "snmp" / "recordings" / f"{recording}.snmprec").read_bytes().decode("latin-1")
    found = {}
    for line in filter(None, text.split("\n")):
        name, tag, value = line.split("|", 2)
        number = int(tag.removesuffix("x"))
        if number != _NULL:
            found[_oid(name)] = SnmpValue(_TYPES[number], _value(number, value, is_hex=tag.endswith("x")))
    return found


def _value(number: int, text: str, *, is_hex: bool) -> int | bytes | Oid:
    kind = _TYPES[number]
    if kind is SnmpType.OID:
        return _oid(text)
    if kind in {SnmpType.OCTETS, SnmpType.IP_ADDRESS}:
        return bytes.fromhex(text) if is_hex else text.encode("latin-1")
    return int(text)


def _oid(dotted: str) -> Oid:
    return tuple(map(int, dotted.strip(".").split(".")))
