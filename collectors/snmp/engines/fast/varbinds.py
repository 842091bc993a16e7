"""Variable bindings: the names of a request, and the values of an answer in columns or as objects."""

from collections.abc import Sequence
from functools import lru_cache

from collectors.snmp.ber import (
    NULL,
    OBJECT_IDENTIFIER,
    OCTETS,
    SEQUENCE,
    BerError,
    oid_arcs,
    oid_content,
    span,
    span_of,
    tlv,
)
from collectors.snmp.client import TAGS, TYPE_BY_TAG, Oid, Raw, SnmpType, SnmpValue

INTEGER, COUNTER32, GAUGE32, TIME_TICKS, COUNTER64 = (
    TAGS[SnmpType.INTEGER],
    TAGS[SnmpType.COUNTER32],
    TAGS[SnmpType.GAUGE32],
    TAGS[SnmpType.TIME_TICKS],
    TAGS[SnmpType.COUNTER64],
)
IP_ADDRESS, OPAQUE = TAGS[SnmpType.IP_ADDRESS], TAGS[SnmpType.OPAQUE]
_LARGEST = {INTEGER: 0x7FFFFFFF, COUNTER64: 0xFFFFFFFFFFFFFFFF}
_LARGEST_32 = 0xFFFFFFFF
_LONGEST_NUMBER = 9
_IP_ADDRESS_OCTETS = 4
_WHOLE = frozenset((COUNTER32, GAUGE32, TIME_TICKS, COUNTER64))
_EMPTY = frozenset(
    (NULL, TAGS[SnmpType.NO_SUCH_OBJECT], TAGS[SnmpType.NO_SUCH_INSTANCE], TAGS[SnmpType.END_OF_MIB_VIEW])
)


@lru_cache(maxsize=8192)
def name_tlv(oid: Oid) -> bytes:
    """An object's name as a request has it."""
    return tlv(OBJECT_IDENTIFIER, oid_content(oid))


def asked(name: bytes) -> bytes:
    """A binding of a name to no value, as requests have them."""
    return tlv(SEQUENCE, name + b"\x05\x00")


def take_columns(  # noqa: PLR0912 - a call a value would cost more than the work itself
    data: bytes, at: int, end: int, names: Sequence[bytes], raws: list[Raw], tags: bytearray
) -> None:
    """Append the values of bindings that must be exactly those of `names`, in their order.

    This runs for each value of each poll: it compares the names as octets and makes no object but the number.
    """
    from_bytes = int.from_bytes
    for name in names:
        # SEQUENCE, length, name, tag, length, content; nearly always all lengths are short.
        size = data[at + 1]
        if data[at] != SEQUENCE:
            raise BerError("bindings are sequences")
        if size < 0x80:
            at += 2
            stop = at + size
        else:
            at, stop = span(data, at, end)
        value_at = at + len(name)
        if data[at:value_at] != name:
            raise BerError("another object than was asked for")
        tag = data[value_at]
        size = data[value_at + 1]
        if size < 0x80:
            start = value_at + 2
            if start + size != stop:
                raise BerError("a binding that its value does not fill")
        else:
            start, value_stop = span(data, value_at, stop)
            if value_stop != stop:
                raise BerError("a binding that its value does not fill")
            size = stop - start
        if stop > end:
            raise BerError("a binding that is longer than what holds it")
        if tag == INTEGER and 0 < size < 5:
            raws.append(from_bytes(data[start:stop], "big", signed=True))
        elif tag in _WHOLE and 0 < size < 5:
            raws.append(from_bytes(data[start:stop], "big"))
        else:
            tag, raw = _value(data, tag, start, stop)
            raws.append(raw)
        tags.append(tag)
        at = stop
    if at != end:
        raise BerError("more bindings than were asked for")


def read_bindings(data: bytes, at: int, end: int) -> tuple[tuple[Oid, SnmpValue], ...]:
    """All bindings as objects: for walks and whatever is not the hot path."""
    found: list[tuple[Oid, SnmpValue]] = []
    while at < end:
        start, stop = span_of(data, at, end, SEQUENCE)
        name_start, name_stop = span_of(data, start, stop, OBJECT_IDENTIFIER)
        value_start, value_stop = span(data, name_stop, stop)
        if value_stop != stop:
            raise BerError("a binding that its value does not fill")
        tag, raw = _value(data, data[name_stop], value_start, value_stop)
        found.append((_name(data[name_start:name_stop]), SnmpValue(TYPE_BY_TAG[tag], raw)))
        at = stop
    return tuple(found)


@lru_cache(maxsize=8192)
def _name(content: bytes) -> Oid:
    """Devices of a family answer under the same names: a walk of the next one finds them here."""
    return oid_arcs(content)


def _value(data: bytes, tag: int, start: int, stop: int) -> tuple[int, Raw]:
    """A value of any type. One that its type cannot hold is no value: NULL."""
    size = stop - start
    if tag == INTEGER or tag in _WHOLE:
        # Padding is tolerated as net-snmp does: some agents send four octets with the highest bit set for a Gauge32.
        number = int.from_bytes(data[start:stop], "big", signed=tag == INTEGER) if 0 < size <= _LONGEST_NUMBER else None
        fits = number is not None and -0x80000000 <= number <= _LARGEST.get(tag, _LARGEST_32)
        return (tag, number) if fits else (NULL, None)
    if tag == OBJECT_IDENTIFIER:
        return tag, oid_arcs(data[start:stop])
    if tag in (OCTETS, OPAQUE) or (tag == IP_ADDRESS and size == _IP_ADDRESS_OCTETS):
        return tag, data[start:stop]
    return (tag if tag in _EMPTY else NULL), None
