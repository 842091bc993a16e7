"""The seam between what asks agents and what encodes PDUs: pysnmp's codec, or our own."""

from dataclasses import dataclass
from typing import Protocol

from collectors.snmp.ber import Reader
from collectors.snmp.client import Oid
from collectors.snmp.engines.exchange import Request, Response

RESPONSE_TAG = 0xA2
REPORT_TAG = 0xA8

FIRST_ID = 0x10000000
LAST_ID = 0x7FFFFFFF
"""Within these a request-id always takes four bytes, so that it can be patched."""


class PduCodec(Protocol):
    """What is inside a message, whatever the version of the message around it."""

    @property
    def undecodable(self) -> tuple[type[Exception], ...]:
        """All that `decode` and `reported` raise on hostile bytes."""

    def encode(self, request: Request, request_id: int) -> bytes:
        """A request's PDU; `request_id` from FIRST_ID to LAST_ID."""

    def decode(self, pdu: bytes) -> Response:
        """A response; raises one of `undecodable` where it is none."""

    def reported(self, pdu: bytes) -> Oid:
        """The counter that a report is about; raises one of `undecodable` where it is none."""


@dataclass(frozen=True, slots=True)
class PduHead:
    """What a PDU's first octets say."""

    tag: int
    request_id: int


def head_of(pdu: bytes) -> PduHead:
    """The head of a PDU; raises BerError where there is none.

    What answers another request, or is none, is sorted out by it: decoding costs, and a hostile agent can send much.
    """
    outer = Reader(pdu)
    tag = outer.tag
    return PduHead(tag, outer.inside(tag).integer())
