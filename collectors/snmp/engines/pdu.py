"""PDUs with pysnmp's codec: what is inside a message, whatever the version of the message around it.

A request is encoded once; each time only its request-id is patched in. What answers another request, or is none, is
sorted out by its first octets: decoding costs, and a hostile agent can send much.
"""

from dataclasses import dataclass
from functools import lru_cache

from pyasn1.codec.ber import decoder, encoder
from pyasn1.error import PyAsn1Error
from pysnmp.error import PySnmpError
from pysnmp.proto import api

from collectors.snmp.ber import Reader
from collectors.snmp.client import Oid
from collectors.snmp.engines.exchange import Request, RequestKind, Response
from collectors.snmp.engines.values import oid_of, plain

_V2C = api.PROTOCOL_MODULES[api.SNMP_VERSION_2C]
_PDU = _V2C.apiPDU
_BULK = _V2C.apiBulkPDU
_KINDS = {RequestKind.GET: _V2C.GetRequestPDU, RequestKind.GET_NEXT: _V2C.GetNextRequestPDU}

RESPONSE_TAG = 0xA2
REPORT_TAG = 0xA8

UNDECODABLE = (
    PyAsn1Error,
    PySnmpError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    AssertionError,
    RecursionError,
)
"""All that the decoder has been seen to raise on hostile bytes."""

FIRST_ID = 0x10000000
LAST_ID = 0x7FFFFFFF
"""Within these a request-id always takes four bytes, so that it can be patched."""


@lru_cache(maxsize=4096)
def _template(request: Request) -> tuple[bytes, int]:
    """The encoded request, and where in it the request-id stands."""
    one, other = (_encoded(request, request_id) for request_id in (0x11111111, 0x22222222))
    position = next(index for index, (left, right) in enumerate(zip(one, other, strict=True)) if left != right)
    return one, position


def _encoded(request: Request, request_id: int) -> bytes:
    varbinds = [(oid, _V2C.null) for oid in request.oids]
    if request.kind is RequestKind.GET_BULK:
        pdu = _V2C.GetBulkRequestPDU()
        _BULK.set_defaults(pdu)
        _BULK.set_non_repeaters(pdu, 0)
        _BULK.set_max_repetitions(pdu, request.max_repetitions)
        _BULK.set_varbinds(pdu, varbinds)
    else:
        pdu = _KINDS[request.kind]()
        _PDU.set_defaults(pdu)
        _PDU.set_varbinds(pdu, varbinds)
    _PDU.set_request_id(pdu, request_id)
    return bytes(encoder.encode(pdu))


def encode_pdu(request: Request, request_id: int) -> bytes:
    """A request's PDU; `request_id` from FIRST_ID to LAST_ID."""
    template, position = _template(request)
    return template[:position] + request_id.to_bytes(4, "big") + template[position + 4 :]


@dataclass(frozen=True, slots=True)
class PduHead:
    """What a PDU's first octets say."""

    tag: int
    request_id: int


def head_of(pdu: bytes) -> PduHead:
    """The head of a PDU; raises BerError where there is none."""
    outer = Reader(pdu)
    tag = outer.tag
    return PduHead(tag, outer.inside(tag).integer())


def decode_response(pdu: bytes) -> Response:
    """A response; raises one of UNDECODABLE where it is none."""
    decoded, _ = decoder.decode(pdu, asn1Spec=_V2C.ResponsePDU())
    varbinds = tuple((oid_of(name), plain(value)) for name, value in _PDU.get_varbinds(decoded))
    return Response(int(_PDU.get_error_status(decoded)), int(decoded[2]), varbinds)


def reported(pdu: bytes) -> Oid:
    """The counter that a report is about; raises one of UNDECODABLE where it is none."""
    decoded, _ = decoder.decode(pdu, asn1Spec=_V2C.ReportPDU())
    return oid_of(_PDU.get_varbinds(decoded)[0][0])
