"""Messages of SNMP v1 and v2c: a version, a community, a PDU."""

from functools import lru_cache

from collectors.snmp.ber import OCTETS, SEQUENCE, BerError, integer, length, span_of, tlv
from collectors.snmp.engines.fast.pdu import OpenPdu, PreparedPdu, open_pdu


class CommunityEnvelope:
    """Wraps requests for one community, opens answers of the same."""

    def __init__(self, version: int, community: bytes) -> None:
        self._head = integer(version) + tlv(OCTETS, community)

    def prepare(self, pdus: tuple[PreparedPdu, ...]) -> tuple[PreparedPdu, ...]:
        """The whole messages of requests, still without their request ids."""
        return _messages(self._head, pdus)

    def wrap(self, pdu: PreparedPdu, request_id: bytes) -> bytes:
        """The message of a request that `prepare` has wrapped already."""
        return pdu.octets(request_id)

    def open(self, data: bytes) -> OpenPdu:
        """An answer; another version or community is none of ours."""
        start, stop = span_of(data, 0, len(data), SEQUENCE)
        head_stop = start + len(self._head)
        if stop != len(data):
            raise BerError("something stands behind the message, or it was cut off")
        if data[start:head_stop] != self._head:
            raise BerError("another version or community than was asked with")
        return open_pdu(data, head_stop, stop)


@lru_cache(maxsize=256)
def _messages(head: bytes, pdus: tuple[PreparedPdu, ...]) -> tuple[PreparedPdu, ...]:
    """Devices of one model have them in common, as they have their PDUs."""
    return tuple(
        PreparedPdu(bytes((SEQUENCE,)) + length(len(head) + pdu.size) + head + pdu.before, pdu.after, pdu.names)
        for pdu in pdus
    )
