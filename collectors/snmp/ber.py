"""Basic Encoding Rules, as far as the wrapping of an SNMP message needs them (X.690): what is inside is a codec's."""

from dataclasses import dataclass

INTEGER = 0x02
OCTETS = 0x04
SEQUENCE = 0x30

_LONG_FORM = 0x80
_MOST_LENGTH_OCTETS = 4
"""More would be longer than any datagram."""


class BerError(ValueError):
    """Octets that are not what they should be; the message names no content."""


def tlv(tag: int, content: bytes) -> bytes:
    """Tag, length, content."""
    size = len(content)
    if size < _LONG_FORM:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, _LONG_FORM | len(length))) + length + content


def integer(value: int, tag: int = INTEGER) -> bytes:
    """Two's complement in as few octets as hold the sign; unsigned types are encoded alike."""
    magnitude = value if value >= 0 else ~value
    return tlv(tag, value.to_bytes(magnitude.bit_length() // 8 + 1, "big", signed=True))


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
