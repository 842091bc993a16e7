"""What an agent answers to a request, whatever message it came in (RFC 3416 and, for version 1, RFC 1157)."""

from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Any

from pyasn1.codec.ber import encoder
from pysnmp.proto import rfc1157, rfc1905

from collectors.simulator.mib import Mib, Oid, StateT
from collectors.snmp import ber

RESPONSE = 0xA2
REPORT = 0xA8
_PDU_OVERHEAD = 32
"""Tags, lengths, request id, error status and index, with room to spare."""
_MOST_REPETITIONS = 255
"""The room in a packet ends a GETBULK long before; this ends one that asks for a million."""


class RequestKind(Enum):
    GET = "get"
    GET_NEXT = "get-next"
    GET_BULK = "get-bulk"
    SET = "set"


class _ErrorStatus(IntEnum):
    NO_ERROR = 0
    TOO_BIG = 1
    NO_SUCH_NAME = 2
    NOT_WRITABLE = 17


_KINDS = {
    rfc1157.GetRequestPDU.tagSet: RequestKind.GET,
    rfc1157.GetNextRequestPDU.tagSet: RequestKind.GET_NEXT,
    rfc1157.SetRequestPDU.tagSet: RequestKind.SET,
    rfc1905.GetBulkRequestPDU.tagSet: RequestKind.GET_BULK,
}


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `first` and `second` are non-repeaters and max-repetitions of a GETBULK, else unused."""

    kind: RequestKind
    request_id: int
    first: int
    second: int
    oids: tuple[Oid, ...]
    echo: bytes
    """The request's own bindings, which some errors hand back."""
    is_v1: bool = False


def parse(pdu: Any, *, is_v1: bool = False) -> Request | None:
    """The request in a decoded PDU; None if an agent does not answer such a PDU."""
    kind = _KINDS.get(pdu.tagSet)
    if kind is None or (is_v1 and kind is RequestKind.GET_BULK):
        return None
    oids = tuple(binding[0].asTuple() for binding in pdu[3])
    if kind is RequestKind.SET:
        echo = b"".join(encoder.encode(binding) for binding in pdu[3])
    else:
        echo = b"".join(_binding(oid, ber.NULL_VALUE) for oid in oids)
    return Request(kind, int(pdu[0]), int(pdu[1]), int(pdu[2]), oids, echo, is_v1)


def respond(request: Request, mib: Mib[StateT], state: StateT, room: int) -> bytes:
    """The encoded response PDU, of at most `room` bytes if the request's own bindings fit in it."""
    room -= _PDU_OVERHEAD
    match request.kind:
        case RequestKind.SET:
            status = _ErrorStatus.NO_SUCH_NAME if request.is_v1 else _ErrorStatus.NOT_WRITABLE
            return _response(request, status, 1, request.echo)
        case RequestKind.GET_BULK:
            return _response(request, _ErrorStatus.NO_ERROR, 0, _bulk(request, mib, state, room))
        case RequestKind.GET:
            bindings = [_get(mib, oid, state) for oid in request.oids]
        case RequestKind.GET_NEXT:
            bindings = [_next(mib, oid, state)[1] for oid in request.oids]
    if request.is_v1:
        missing = next((number for number, found in enumerate(bindings, start=1) if _is_exception(found)), 0)
        if missing:
            return _response(request, _ErrorStatus.NO_SUCH_NAME, missing, request.echo)
    content = b"".join(bindings)
    if len(content) > room:
        return _response(request, _ErrorStatus.TOO_BIG, 0, request.echo if request.is_v1 else b"")
    return _response(request, _ErrorStatus.NO_ERROR, 0, content)


def encoded_pdu(tag: int, request_id: int, status: int, index: int, bindings: bytes) -> bytes:
    """A response or report PDU."""
    return ber.tlv(
        tag, ber.integer(request_id) + ber.integer(status) + ber.integer(index) + ber.tlv(ber.SEQUENCE, bindings)
    )


def _response(request: Request, status: _ErrorStatus, index: int, bindings: bytes) -> bytes:
    return encoded_pdu(RESPONSE, request.request_id, status, index, bindings)


def _get(mib: Mib[StateT], oid: Oid, state: StateT) -> bytes:
    found = mib.varbind(oid, state)
    if found is not None:
        return found
    return _binding(oid, ber.NO_SUCH_INSTANCE if mib.has_object(oid) else ber.NO_SUCH_OBJECT)


def _next(mib: Mib[StateT], oid: Oid, state: StateT) -> tuple[Oid | None, bytes]:
    following = mib.after(oid)
    found = None if following is None else mib.varbind(following, state)
    return following, _binding(oid, ber.END_OF_MIB_VIEW) if found is None else found


def _bulk(request: Request, mib: Mib[StateT], state: StateT, room: int) -> bytes:
    """As much as fits; ends early when every column has come to the end."""
    non_repeaters = max(0, request.first)
    bindings = bytearray()
    for oid in request.oids[:non_repeaters]:
        binding = _next(mib, oid, state)[1]
        if len(bindings) + len(binding) > room:
            return bytes(bindings)
        bindings += binding
    columns: list[Oid] = list(request.oids[non_repeaters:])
    for _ in range(min(max(0, request.second), _MOST_REPETITIONS)):
        ended = True
        for position, oid in enumerate(columns):
            following, binding = _next(mib, oid, state)
            if len(bindings) + len(binding) > room:
                return bytes(bindings)
            bindings += binding
            if following is not None:
                columns[position] = following
                ended = False
        if ended:
            break
    return bytes(bindings)


def _binding(oid: Oid, value: bytes) -> bytes:
    return ber.tlv(ber.SEQUENCE, ber.oid(oid) + value)


def _is_exception(binding: bytes) -> bool:
    return binding.endswith((ber.NO_SUCH_OBJECT, ber.NO_SUCH_INSTANCE, ber.END_OF_MIB_VIEW))
