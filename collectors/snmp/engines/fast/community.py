"""Messages of SNMP v1 and v2c: a version, a community, a PDU."""

from collectors.snmp.engines.fast.ber import OCTETS, SEQUENCE, Malformed, integer, length, span_of, tlv
from collectors.snmp.engines.fast.pdu import OpenPdu, PreparedPdu, open_pdu


class CommunityEnvelope:
    """Wraps requests for one community, opens answers of the same."""

    def __init__(self, version: int, community: bytes) -> None:
        self._head = integer(version) + tlv(OCTETS, community)

    def prepare(self, pdu: PreparedPdu) -> PreparedPdu:
        """The whole message of a request, still without its request id."""
        size = len(self._head) + pdu.size
        return PreparedPdu(bytes((SEQUENCE,)) + length(size) + self._head + pdu.before, pdu.after, pdu.names)

    def wrap(self, pdu: PreparedPdu, request_id: bytes) -> bytes:
        """The message of a request that `prepare` has wrapped already."""
        return pdu.octets(request_id)

    def open(self, data: bytes) -> OpenPdu:
        """An answer; another version or community is none of ours."""
        start, stop = span_of(data, 0, len(data), SEQUENCE)
        head_stop = start + len(self._head)
        if stop != len(data):
            raise Malformed("something stands behind the message, or it was cut off")
        if data[start:head_stop] != self._head:
            raise Malformed("another version or community than was asked with")
        return open_pdu(data, head_stop, stop)
