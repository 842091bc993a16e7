"""PDUs with pysnmp's codec. A request is encoded once; each time only its request-id is patched in."""

from functools import lru_cache

from pyasn1.codec.ber import decoder, encoder
from pyasn1.error import PyAsn1Error
from pysnmp.error import PySnmpError
from pysnmp.proto import api

from collectors.snmp.ber import SEQUENCE, BerError, Reader
from collectors.snmp.client import NUMBER_TAGS, Oid
from collectors.snmp.engines.exchange import Request, RequestKind, Response
from collectors.snmp.engines.values import oid_of, plain

_V2C = api.PROTOCOL_MODULES[api.SNMP_VERSION_2C]
_PDU = _V2C.apiPDU
_BULK = _V2C.apiBulkPDU
_KINDS = {RequestKind.GET: _V2C.GetRequestPDU, RequestKind.GET_NEXT: _V2C.GetNextRequestPDU}

_CONSTRUCTED = 0x20

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


def _check(pdu: bytes) -> None:
    """Raise BerError for what pyasn1 is too kind to.

    It reads an INTEGER of no octets as 0, one of thousands as a number, and puts together texts that are made of parts.
    """
    outer = Reader(pdu)
    inside = outer.inside(outer.tag)
    for _ in range(3):
        inside.integer()
    bindings = inside.inside(SEQUENCE)
    while bindings.at < bindings.end:
        binding = bindings.inside(SEQUENCE)
        binding.inside(binding.tag)
        tag = binding.tag
        value = binding.inside(tag)
        if tag & _CONSTRUCTED or (tag in NUMBER_TAGS and value.at == value.end):
            raise BerError("has a value that SNMP does not know")


class PysnmpCodec:
    """pysnmp's codec behind the seam."""

    undecodable: tuple[type[Exception], ...] = UNDECODABLE

    def encode(self, request: Request, request_id: int) -> bytes:
        if request.kind is not RequestKind.GET:
            # Where walks go an agent decides, who shall not fill our memory.
            return _encoded(request, request_id)
        template, position = _template(request)
        return template[:position] + request_id.to_bytes(4, "big") + template[position + 4 :]

    def decode(self, pdu: bytes) -> Response:
        _check(pdu)
        decoded, _ = decoder.decode(pdu, asn1Spec=_V2C.ResponsePDU())
        varbinds = tuple((oid_of(name), plain(value)) for name, value in _PDU.get_varbinds(decoded))
        return Response(int(_PDU.get_error_status(decoded)), int(decoded[2]), varbinds)

    def reported(self, pdu: bytes) -> Oid:
        decoded, _ = decoder.decode(pdu, asn1Spec=_V2C.ReportPDU())
        return oid_of(_PDU.get_varbinds(decoded)[0][0])
