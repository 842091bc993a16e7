"""PDUs (RFC 3416): requests made once and patched, answers opened without copying."""

from dataclasses import dataclass
from typing import NamedTuple

from collectors.snmp.ber import SEQUENCE, BerError, integer, integer_at, length, span_of, tlv
from collectors.snmp.client import Oid
from collectors.snmp.engines.fast.varbinds import asked, name_tlv

GET, GET_NEXT, RESPONSE, GET_BULK, REPORT = 0xA0, 0xA1, 0xA2, 0xA5, 0xA8

REQUEST_ID_OCTETS = 4
LOWEST_REQUEST_ID = 0x01000000
HIGHEST_REQUEST_ID = 0x7FFFFFFF
"""Request ids are of four octets all, so that they can be patched into a request in place."""


@dataclass(frozen=True, slots=True)
class PreparedPdu:
    """A request but for its request id, which goes between the two parts."""

    before: bytes
    after: bytes
    names: tuple[bytes, ...]
    """The names it asks for, encoded."""

    def octets(self, request_id: bytes) -> bytes:
        return self.before + request_id + self.after

    @property
    def size(self) -> int:
        """How many octets it has."""
        return len(self.before) + REQUEST_ID_OCTETS + len(self.after)


def prepare_get(oids: tuple[Oid, ...], kind: int = GET) -> PreparedPdu:
    """A GET, or with GET_NEXT one for the objects behind these."""
    return _prepare(kind, oids, integer(0) + integer(0))


def prepare_bulk(oids: tuple[Oid, ...], max_repetitions: int) -> PreparedPdu:
    """A GETBULK without non-repeaters."""
    return _prepare(GET_BULK, oids, integer(0) + integer(max_repetitions))


def _prepare(kind: int, oids: tuple[Oid, ...], numbers: bytes) -> PreparedPdu:
    names = tuple(map(name_tlv, oids))
    after = numbers + tlv(SEQUENCE, b"".join(map(asked, names)))
    id_header = bytes((0x02, REQUEST_ID_OCTETS))
    size = len(id_header) + REQUEST_ID_OCTETS + len(after)
    return PreparedPdu(bytes((kind,)) + length(size) + id_header, after, names)


class OpenPdu(NamedTuple):
    """An answer's head, and where in its datagram the bindings stand. A tuple: there is one for each datagram."""

    kind: int
    request_id: int
    error_status: int
    error_index: int
    data: bytes
    start: int
    end: int

    @property
    def is_report(self) -> bool:
        """Whether it says what is wrong instead of answering."""
        return self.kind == REPORT


def open_pdu(data: bytes, at: int, end: int) -> OpenPdu:
    """The PDU that fills data[at:end]."""
    kind = data[at]
    if kind not in (RESPONSE, REPORT):
        raise BerError("neither an answer nor a report")
    at, stop = span_of(data, at, end, kind)
    if stop != end:
        raise BerError("something stands behind the PDU")
    request_id, at = integer_at(data, at, end)
    error_status, at = integer_at(data, at, end)
    error_index, at = integer_at(data, at, end)
    start, stop = span_of(data, at, end, SEQUENCE)
    if stop != end:
        raise BerError("something stands behind the bindings")
    return OpenPdu(kind, request_id, error_status, error_index, data, start, end)
