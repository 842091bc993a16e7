"""The part of the Basic Encoding Rules (X.690) that SNMP uses: definite lengths, one-octet tags.

Reading is strict, and stays in its span. Two ways to read: `Reader` is the convenient one, the functions on spans are
the quick one; with them IndexError means the same as BerError: the data ended.
"""

from dataclasses import dataclass

INTEGER = 0x02
OCTETS = 0x04
NULL = 0x05
OBJECT_IDENTIFIER = 0x06
SEQUENCE = 0x30
COUNTER = 0x41
GAUGE = 0x42
TIMETICKS = 0x43

NULL_VALUE = b"\x05\x00"
NO_SUCH_OBJECT = b"\x80\x00"
NO_SUCH_INSTANCE = b"\x81\x00"
END_OF_MIB_VIEW = b"\x82\x00"

MOST_ARCS = 128
"""Of an object identifier (RFC 2578 3.5), which packs the first two into one."""

_LONGEST_OID = 5 * (MOST_ARCS - 1)
"""In octets: an arc has 32 bits, seven in an octet."""

Span = tuple[int, int]
"""Where a value's content begins, and where it ends."""


_LONG_FORM = 0x80
_MOST_LENGTH_OCTETS = 4
"""More would be longer than any datagram."""


class BerError(ValueError):
    """Octets that are not what they should be; the message names no content."""


def length(size: int) -> bytes:
    """A length in the shortest form."""
    if size < _LONG_FORM:
        return bytes((size,))
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((_LONG_FORM | len(octets),)) + octets


def tlv(tag: int, content: bytes) -> bytes:
    """Tag, length, content."""
    return bytes((tag,)) + length(len(content)) + content


def integer(value: int, tag: int = INTEGER) -> bytes:
    """Two's complement in as few octets as hold the sign; unsigned types are encoded alike."""
    magnitude = value if value >= 0 else ~value
    return tlv(tag, value.to_bytes(magnitude.bit_length() // 8 + 1, "big", signed=True))


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


def oid(arcs: tuple[int, ...]) -> bytes:
    """A whole OBJECT IDENTIFIER. Raises ValueError for what is none."""
    return tlv(OBJECT_IDENTIFIER, oid_content(arcs))


def oid_arcs(content: bytes) -> tuple[int, ...]:
    """The arcs of an OBJECT IDENTIFIER's content."""
    if not content or content[-1] & 0x80 or len(content) > _LONGEST_OID:
        raise BerError("an object identifier without an end")
    arcs: list[int] = []
    arc = 0
    for octet in content:
        if arc == 0 and octet == 0x80:
            raise BerError("an arc with leading zeros")
        arc = arc << 7 | (octet & 0x7F)
        if octet < 0x80:
            if arc > 0xFFFFFFFF:
                raise BerError("an arc above 32 bits")
            arcs.append(arc)
            arc = 0
    if len(arcs) >= MOST_ARCS:
        raise BerError("an object identifier of more arcs than there may be")
    first = min(arcs[0] // 40, 2)
    return (first, arcs[0] - 40 * first, *arcs[1:])


@dataclass(slots=True)
class Reader:
    """Reads one TLV after another from a part of a datagram; raises BerError at the first that is not as it should be.

    It copies no octets but those that are asked for, so that a place in the datagram can be told.
    """

    octets: bytes
    at: int = 0
    end: int = -1
    """-1: all."""

    def __post_init__(self) -> None:
        if self.end < 0:
            self.end = len(self.octets)

    @property
    def tag(self) -> int:
        """The next TLV's tag."""
        if self.at >= self.end:
            raise BerError("ends too early")
        return self.octets[self.at]

    def inside(self, tag: int) -> "Reader":
        """A reader of the next TLV's content, which must have this tag; this one goes on behind it."""
        if self.tag != tag:
            raise BerError("has another tag")
        start, size = self._length()
        self.at = start + size
        return Reader(self.octets, start, self.at)

    def content(self, tag: int) -> bytes:
        """The next TLV's content, which must have this tag."""
        part = self.inside(tag)
        return self.octets[part.at : part.end]

    def integer(self) -> int:
        """The next TLV, an INTEGER of at most 32 bits and a leading zero."""
        content = self.content(INTEGER)
        if not 0 < len(content) <= _MOST_LENGTH_OCTETS + 1:
            raise BerError("has an integer of another size")
        return int.from_bytes(content, "big", signed=True)

    def whole(self) -> bytes:
        """The next TLV with its tag and length."""
        begins = self.at
        self.inside(self.tag)
        return self.octets[begins : self.at]

    def _length(self) -> tuple[int, int]:
        """Where the next TLV's content starts, and its length."""
        start = self.at + 2
        if start > self.end:
            raise BerError("ends too early")
        size = self.octets[start - 1]
        if size >= _LONG_FORM:
            octets = size & ~_LONG_FORM
            if not 0 < octets <= _MOST_LENGTH_OCTETS or start + octets > self.end:
                raise BerError("has a length that cannot be")
            size = int.from_bytes(self.octets[start : start + octets], "big")
            start += octets
        if start + size > self.end:
            raise BerError("ends too early")
        return start, size


def span_of(data: bytes, at: int, end: int, tag: int) -> Span:
    """The content of the value that begins at `at` and must have this tag and end within `end`."""
    if data[at] != tag:
        raise BerError(f"tag {data[at]:#04x} where {tag:#04x} should be")
    return span(data, at, end)


def span(data: bytes, at: int, end: int) -> Span:
    """The content of the value that begins at `at`, which must end within `end`."""
    size = data[at + 1]
    start = at + 2
    if size > 0x7F:
        count = size & 0x7F
        if not 1 <= count <= 4:
            raise BerError("a length that SNMP does not use")
        start += count
        size = int.from_bytes(data[at + 2 : start], "big")
    stop = start + size
    if start > end or stop > end:
        raise BerError("a value that is longer than what holds it")
    return start, stop


def integer_at(data: bytes, at: int, end: int) -> tuple[int, int]:
    """An INTEGER of at most 32 bits and where it ends."""
    start, stop = span_of(data, at, end, INTEGER)
    if not 1 <= stop - start <= 5:
        raise BerError("an INTEGER of no octets or of too many")
    return int.from_bytes(data[start:stop], "big", signed=True), stop
