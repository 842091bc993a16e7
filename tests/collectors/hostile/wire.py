"""BER as an agent with bad intentions writes it, and as a judge reads it: independent of the codecs under test."""

from dataclasses import dataclass

from collectors.snmp.client import TAGS, Oid, SnmpType, SnmpValue

SEQUENCE, INTEGER, OCTETS, NULL, OBJECT_IDENTIFIER = 0x30, 0x02, 0x04, 0x05, 0x06
GET, GET_NEXT, RESPONSE, GET_BULK = 0xA0, 0xA1, 0xA2, 0xA5
_BY_TAG = {tag: kind for kind, tag in TAGS.items()}
_UNSIGNED = {0x41, 0x42, 0x43, 0x46}
_EMPTY = {0x05, 0x80, 0x81, 0x82}


def tlv(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + content


def number(value: int, tag: int = INTEGER) -> bytes:
    """Any whole number under any tag, however large: nothing here asks whether its type can hold it."""
    return tlv(tag, value.to_bytes((value if value >= 0 else ~value).bit_length() // 8 + 1, "big", signed=True))


def name(oid: Oid) -> bytes:
    octets = bytearray()
    for arc in (oid[0] * 40 + oid[1], *oid[2:]):
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.append(0x80 | (arc & 0x7F))
        octets += bytes(reversed(groups))
    return tlv(OBJECT_IDENTIFIER, bytes(octets))


def text(said: str | bytes) -> bytes:
    return tlv(OCTETS, said.encode() if isinstance(said, str) else said)


def binding(oid: Oid, value: bytes) -> bytes:
    return tlv(SEQUENCE, name(oid) + value)


def pdu(request_id: int, bindings: bytes, status: int = 0, index: int = 0, kind: int = RESPONSE) -> bytes:
    return tlv(kind, number(request_id) + number(status) + number(index) + tlv(SEQUENCE, bindings))


def message(inside: bytes, community: bytes = b"public", version: int = 1) -> bytes:
    return tlv(SEQUENCE, number(version) + tlv(OCTETS, community) + inside)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as an agent reads it."""

    kind: int
    request_id: int
    oids: tuple[Oid, ...]
    max_repetitions: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """What a message says, to whoever reads it by the letter of X.690 and RFC 3416."""

    kind: int
    request_id: int
    error_status: int
    error_index: int
    bindings: tuple[tuple[Oid, SnmpValue], ...]


class NotBer(Exception):  # noqa: N818 - the judge's own verdict
    """Not to be read."""


@dataclass(slots=True)
class _Part:
    octets: bytes
    at: int = 0

    def next(self, tag: int | None = None) -> tuple[int, bytes]:
        try:
            found, size = self.octets[self.at], self.octets[self.at + 1]
        except IndexError:
            raise NotBer from None
        start = self.at + 2
        if size >= 0x80:
            count = size & 0x7F
            if not 1 <= count <= 4 or start + count > len(self.octets):
                raise NotBer
            size = int.from_bytes(self.octets[start : start + count], "big")
            start += count
        if start + size > len(self.octets) or (tag is not None and found != tag):
            raise NotBer
        self.at = start + size
        return found, self.octets[start : self.at]

    def number(self) -> int:
        content = self.next(INTEGER)[1]
        if not content:
            raise NotBer
        return int.from_bytes(content, "big", signed=True)

    @property
    def is_at_end(self) -> bool:
        return self.at >= len(self.octets)


def arcs(content: bytes) -> Oid:
    if not content or content[-1] & 0x80:
        raise NotBer
    found, arc = [], 0
    for octet in content:
        arc = arc << 7 | (octet & 0x7F)
        if octet < 0x80:
            found.append(arc)
            arc = 0
    first = min(found[0] // 40, 2)
    return (first, found[0] - 40 * first, *found[1:])


def read(datagram: bytes) -> Said:
    """A message of v1 or v2c; raises NotBer."""
    outer = _Part(_Part(datagram).next(SEQUENCE)[1])
    outer.number()
    outer.next(OCTETS)
    kind, content = outer.next()
    inside = _Part(content)
    request_id, status, index = inside.number(), inside.number(), inside.number()
    rows = _Part(inside.next(SEQUENCE)[1])
    bindings = []
    while not rows.is_at_end:
        row = _Part(rows.next(SEQUENCE)[1])
        oid = arcs(row.next(OBJECT_IDENTIFIER)[1])
        bindings.append((oid, _value(*row.next())))
    return Said(kind, request_id, status, index, tuple(bindings))


def asked(datagram: bytes) -> Asked:
    """A request of ours."""
    said = read(datagram)
    return Asked(said.kind, said.request_id, tuple(oid for oid, _ in said.bindings), said.error_index)


def _value(tag: int, content: bytes) -> SnmpValue:
    kind = _BY_TAG.get(tag, SnmpType.NULL)
    if tag == INTEGER or tag in _UNSIGNED:
        if not content:
            return SnmpValue(SnmpType.NULL, None)
        # An unsigned number whose highest bit is set and has no zero before it is read as what it is meant to be.
        return SnmpValue(kind, int.from_bytes(content, "big", signed=tag == INTEGER))
    if tag == OBJECT_IDENTIFIER:
        return SnmpValue(kind, arcs(content))
    return SnmpValue(kind, None if tag in _EMPTY or tag not in _BY_TAG else content)
