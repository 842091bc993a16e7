"""Random SNMP messages, encoded by pysnmp: what the fast engine's codec is compared with."""

import random
from dataclasses import dataclass
from typing import Any

from pyasn1.codec.ber import decoder, encoder
from pysnmp.proto import api, rfc1902, rfc1905

from collectors.snmp.client import Oid, SnmpType, SnmpValue
from collectors.snmp.engines.values import oid_of, plain

Binding = tuple[Oid, SnmpValue]

_MODULES = {0: api.PROTOCOL_MODULES[api.SNMP_VERSION_1], 1: api.PROTOCOL_MODULES[api.SNMP_VERSION_2C]}
_V2C = _MODULES[1]
_NO_VALUE = {
    SnmpType.NO_SUCH_OBJECT: rfc1905.noSuchObject,
    SnmpType.NO_SUCH_INSTANCE: rfc1905.noSuchInstance,
    SnmpType.END_OF_MIB_VIEW: rfc1905.endOfMibView,
    SnmpType.NULL: _V2C.Null(""),
}
_WITH_VALUE: dict[SnmpType, Any] = {
    SnmpType.INTEGER: rfc1902.Integer32,
    SnmpType.OCTETS: rfc1902.OctetString,
    SnmpType.OID: rfc1902.ObjectName,
    SnmpType.IP_ADDRESS: rfc1902.IpAddress,
    SnmpType.COUNTER32: rfc1902.Counter32,
    SnmpType.GAUGE32: rfc1902.Gauge32,
    SnmpType.TIME_TICKS: rfc1902.TimeTicks,
    SnmpType.OPAQUE: rfc1902.Opaque,
    SnmpType.COUNTER64: rfc1902.Counter64,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A response as an agent might send it."""

    request_id: int
    error_status: int
    error_index: int
    bindings: tuple[Binding, ...]


def random_oid(rng: random.Random) -> Oid:
    """Any object identifier that SNMP may carry."""
    first = rng.randrange(3)
    second = rng.randrange(40) if first < 2 else rng.choice((0, 5, 47, 48, 999))
    return (first, second, *(rng.getrandbits(rng.choice((1, 7, 8, 14, 31, 32))) for _ in range(rng.randrange(0, 20))))


def random_value(rng: random.Random) -> SnmpValue:
    """Any value, its edges more often than chance would have them."""
    kind = rng.choice(list(SnmpType))
    if kind in _NO_VALUE:
        return SnmpValue(kind, None)
    if kind is SnmpType.INTEGER:
        return SnmpValue(
            kind, rng.choice((0, -1, 127, 128, -128, -129, 2**31 - 1, -(2**31), rng.randrange(-9999, 9999)))
        )
    if kind in (SnmpType.COUNTER32, SnmpType.GAUGE32, SnmpType.TIME_TICKS):
        return SnmpValue(kind, rng.choice((0, 127, 128, 2**31, 2**32 - 1, rng.getrandbits(rng.randrange(1, 33)))))
    if kind is SnmpType.COUNTER64:
        return SnmpValue(kind, rng.choice((0, 2**63, 2**64 - 1, rng.getrandbits(rng.randrange(1, 65)))))
    if kind is SnmpType.OID:
        return SnmpValue(kind, random_oid(rng))
    size = 4 if kind is SnmpType.IP_ADDRESS else rng.choice((0, 1, 12, 127, 128, 255, 256))
    return SnmpValue(kind, rng.randbytes(size))


def random_answer(rng: random.Random, most_bindings: int = 8) -> Answer:
    """A response to any request."""
    bindings = tuple((random_oid(rng), random_value(rng)) for _ in range(rng.randrange(most_bindings)))
    return Answer(rng.randrange(0x01000000, 0x7FFFFFFF), rng.choice((0, 0, 0, 1, 2, 5, 18)), rng.randrange(9), bindings)


def encode_answer(answer: Answer, community: bytes, version: int = 1) -> bytes:
    """The whole message, by pysnmp."""
    module = _MODULES[version]
    pdu = module.GetResponsePDU()
    module.apiPDU.set_defaults(pdu)
    module.apiPDU.set_request_id(pdu, answer.request_id)
    module.apiPDU.set_error_status(pdu, answer.error_status)
    module.apiPDU.set_error_index(pdu, answer.error_index)
    module.apiPDU.set_varbinds(pdu, [(oid, _theirs(value)) for oid, value in answer.bindings])
    return _message(module, community, pdu)


def decode_answer(data: bytes) -> Answer:
    """The whole message, by pysnmp. Raises whatever pysnmp raises."""
    message, rest = decoder.decode(data, asn1Spec=_V2C.Message())
    assert not rest
    pdu = _V2C.apiMessage.get_pdu(message)
    return Answer(
        int(_V2C.apiPDU.get_request_id(pdu)),
        int(_V2C.apiPDU.get_error_status(pdu)),
        int(_V2C.apiPDU.get_error_index(pdu)),
        tuple((oid_of(name), plain(value)) for name, value in _V2C.apiPDU.get_varbinds(pdu)),
    )


def encode_get(
    oids: tuple[Oid, ...], request_id: int, community: bytes, version: int = 1, *, following: bool = False
) -> bytes:
    """A GET or a GETNEXT, by pysnmp."""
    module = _MODULES[version]
    pdu = module.GetNextRequestPDU() if following else module.GetRequestPDU()
    module.apiPDU.set_defaults(pdu)
    module.apiPDU.set_request_id(pdu, request_id)
    module.apiPDU.set_varbinds(pdu, [(oid, module.Null("")) for oid in oids])
    return _message(module, community, pdu)


def encode_bulk(oids: tuple[Oid, ...], max_repetitions: int, request_id: int, community: bytes) -> bytes:
    """A GETBULK, by pysnmp."""
    pdu = _V2C.GetBulkRequestPDU()
    _V2C.apiBulkPDU.set_defaults(pdu)
    _V2C.apiBulkPDU.set_request_id(pdu, request_id)
    _V2C.apiBulkPDU.set_non_repeaters(pdu, 0)
    _V2C.apiBulkPDU.set_max_repetitions(pdu, max_repetitions)
    _V2C.apiBulkPDU.set_varbinds(pdu, [(oid, _V2C.Null("")) for oid in oids])
    return _message(_V2C, community, pdu)


def _message(module: Any, community: bytes, pdu: Any) -> bytes:
    message = module.Message()
    module.apiMessage.set_defaults(message)
    module.apiMessage.set_community(message, community)
    module.apiMessage.set_pdu(message, pdu)
    encoded: bytes = encoder.encode(message)
    return encoded


def _theirs(value: SnmpValue) -> Any:
    if value.type in _NO_VALUE:
        return _NO_VALUE[value.type]
    return _WITH_VALUE[value.type](value.value)
