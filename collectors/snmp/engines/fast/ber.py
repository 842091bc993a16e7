"""The part of BER (X.690) that SNMP uses: definite lengths, one-octet tags. Reading is strict, and stays in its span.

Whatever breaks a rule raises Malformed, which stays inside this package; IndexError means the same (the data ended).
"""

INTEGER = 0x02
OCTETS = 0x04
NULL = 0x05
OBJECT_IDENTIFIER = 0x06
SEQUENCE = 0x30

MOST_ARCS = 128
"""Of an object identifier (RFC 2578 3.5), which packs the first two into one."""

_LONGEST_OID = 5 * (MOST_ARCS - 1)
"""In octets: an arc has 32 bits, seven in an octet."""

Span = tuple[int, int]
"""Where a value's content begins, and where it ends."""


class Malformed(Exception):  # noqa: N818 - not an error of ours; never leaves this package
    """The octets are no BER that SNMP would send."""


def length(size: int) -> bytes:
    """A length in the shortest form."""
    if size < 0x80:
        return bytes((size,))
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((0x80 | len(octets),)) + octets


def tlv(tag: int, content: bytes) -> bytes:
    """Tag, length and content."""
    return bytes((tag,)) + length(len(content)) + content


def integer(value: int) -> bytes:
    """A whole INTEGER in as few octets as its sign allows."""
    return tlv(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def oid_content(arcs: tuple[int, ...]) -> bytes:
    """The content of an OBJECT IDENTIFIER. Raises ValueError for what is none."""
    if len(arcs) < 2 or not 0 <= arcs[0] <= 2 or (arcs[0] < 2 and not 0 <= arcs[1] < 40):
        raise ValueError(f"{'.'.join(map(str, arcs)) or 'nothing'} is no object identifier")
    octets = bytearray()
    for arc in (arcs[0] * 40 + arcs[1], *arcs[2:]):
        if not 0 <= arc <= 0xFFFFFFFF:
            raise ValueError(f"an arc of an object identifier is 0 to 4294967295, not {arc}")
        base = bytearray((arc & 0x7F,))
        while arc := arc >> 7:
            base.append(0x80 | (arc & 0x7F))
        octets += base[::-1]
    return bytes(octets)


def oid_arcs(content: bytes) -> tuple[int, ...]:
    """The arcs of an OBJECT IDENTIFIER's content."""
    if not content or content[-1] & 0x80 or len(content) > _LONGEST_OID:
        raise Malformed("an object identifier without an end")
    arcs: list[int] = []
    arc = 0
    for octet in content:
        if arc == 0 and octet == 0x80:
            raise Malformed("an arc with leading zeros")
        arc = arc << 7 | (octet & 0x7F)
        if octet < 0x80:
            if arc > 0xFFFFFFFF:
                raise Malformed("an arc above 32 bits")
            arcs.append(arc)
            arc = 0
    if len(arcs) >= MOST_ARCS:
        raise Malformed("an object identifier of more arcs than there may be")
    first = min(arcs[0] // 40, 2)
    return (first, arcs[0] - 40 * first, *arcs[1:])


def span_of(data: bytes, at: int, end: int, tag: int) -> Span:
    """The content of the value that begins at `at` and must have this tag and end within `end`."""
    if data[at] != tag:
        raise Malformed(f"tag {data[at]:#04x} where {tag:#04x} should be")
    return span(data, at, end)


def span(data: bytes, at: int, end: int) -> Span:
    """The content of the value that begins at `at`, which must end within `end`."""
    size = data[at + 1]
    start = at + 2
    if size > 0x7F:
        count = size & 0x7F
        if not 1 <= count <= 4:
            raise Malformed("a length that SNMP does not use")
        start += count
        size = int.from_bytes(data[at + 2 : start], "big")
    stop = start + size
    if start > end or stop > end:
        raise Malformed("a value that is longer than what holds it")
    return start, stop


def integer_at(data: bytes, at: int, end: int) -> tuple[int, int]:
    """An INTEGER of at most 32 bits and where it ends."""
    start, stop = span_of(data, at, end, INTEGER)
    if not 1 <= stop - start <= 5:
        raise Malformed("an INTEGER of no octets or of too many")
    return int.from_bytes(data[start:stop], "big", signed=True), stop
