"""SNMP v2c over a connected UDP socket of our own, with pysnmp's codec.

A connected socket drops datagrams from elsewhere and learns of a closed port (ICMP), which the library's shared socket
does not. A request is encoded once; each time only its request-id is patched in.
"""

import asyncio
import secrets
import socket
from collections.abc import Sequence
from functools import lru_cache

from pyasn1.codec.ber import decoder, encoder
from pyasn1.error import PyAsn1Error
from pysnmp.error import PySnmpError
from pysnmp.proto import api

from collectors.snmp.client import Agent, SnmpError, SnmpFailure
from collectors.snmp.engines.exchange import Request, RequestKind, Response
from collectors.snmp.engines.values import oid_of, plain

_V2C = api.PROTOCOL_MODULES[api.SNMP_VERSION_2C]
_PDU = _V2C.apiPDU
_BULK = _V2C.apiBulkPDU
_MESSAGE = _V2C.apiMessage

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

LOOK_UP_AFTER = 10
"""Unanswered requests in a row after which a host name is resolved anew."""

_FIRST_ID = 0x10000000
_LAST_ID = 0x7FFFFFFF
"""Within these a request-id always takes four bytes, so that it can be patched."""


@lru_cache(maxsize=4096)
def _template(community: str, request: Request) -> tuple[bytes, int]:
    """The encoded request, and where in it the request-id stands."""
    one, other = (_encoded(community, request, request_id) for request_id in (0x11111111, 0x22222222))
    position = next(index for index, (left, right) in enumerate(zip(one, other, strict=True)) if left != right)
    return one, position


def _encoded(community: str, request: Request, request_id: int) -> bytes:
    varbinds = [(oid, _V2C.null) for oid in request.oids]
    if request.kind is RequestKind.GET_BULK:
        pdu = _V2C.GetBulkRequestPDU()
        _BULK.set_defaults(pdu)
        _BULK.set_non_repeaters(pdu, 0)
        _BULK.set_max_repetitions(pdu, request.max_repetitions)
        _BULK.set_varbinds(pdu, varbinds)
    else:
        pdu = _V2C.GetRequestPDU()
        _PDU.set_defaults(pdu)
        _PDU.set_varbinds(pdu, varbinds)
    _PDU.set_request_id(pdu, request_id)
    message = _V2C.Message()
    _MESSAGE.set_defaults(message)
    _MESSAGE.set_community(message, community.encode())
    _MESSAGE.set_pdu(message, pdu)
    return bytes(encoder.encode(message))


def encode(community: str, request: Request, request_id: int) -> bytes:
    """A request as it goes onto the wire."""
    template, position = _template(community, request)
    return template[:position] + request_id.to_bytes(4, "big") + template[position + 4 :]


def decode(datagram: bytes) -> tuple[int, Response] | None:
    """An answer and its request-id; None for whatever is not an answer of this version."""
    try:
        message, _ = decoder.decode(datagram, asn1Spec=_V2C.Message())
        pdu = _MESSAGE.get_pdu(message)
        if int(message[0]) != 1 or not pdu.isSameTypeWith(_V2C.ResponsePDU()):
            return None
        varbinds = tuple((oid_of(name), plain(value)) for name, value in _PDU.get_varbinds(pdu))
        response = Response(int(_PDU.get_error_status(pdu)), int(pdu[2]), varbinds)
        return int(_PDU.get_request_id(pdu)), response
    except UNDECODABLE:
        return None


class _Protocol(asyncio.DatagramProtocol):
    """Hands each datagram to the request that waits for it."""

    def __init__(self) -> None:
        self._awaited_id = 0
        self._answer: asyncio.Future[Response | OSError] | None = None
        self.garbage_seen = False

    def expect(self, request_id: int) -> "asyncio.Future[Response | OSError]":
        self._awaited_id = request_id
        self._answer = asyncio.get_running_loop().create_future()
        self.garbage_seen = False
        return self._answer

    def datagram_received(self, data: bytes, addr: object) -> None:  # noqa: ARG002 -- a connected socket has one peer
        decoded = decode(data)
        if decoded is None:
            self.garbage_seen = True
        elif decoded[0] == self._awaited_id:
            self._settle(decoded[1])

    def error_received(self, exc: Exception) -> None:
        if isinstance(exc, OSError):
            self._settle(exc)

    def _settle(self, outcome: Response | OSError) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(outcome)


class V2cExchange:
    """The way to one agent that speaks v2c."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent
        self._where = f"{agent.host} port {agent.port}"
        self._transport: asyncio.DatagramTransport | None = None
        self._protocol = _Protocol()
        self._addresses: list[tuple[str, int]] = []
        self._silences = 0
        self._next_id = _FIRST_ID + secrets.randbelow(_LAST_ID - _FIRST_ID)

    async def ask(self, request: Request, timeout_s: float) -> Response | SnmpFailure:
        try:
            async with asyncio.timeout(timeout_s):
                return await self._ask(request)
        except TimeoutError:
            self._note_silence()
            if self._protocol.garbage_seen:
                return SnmpFailure(SnmpError.BAD_ANSWER, f"{self._where} answers what is not SNMP v2c")
            return SnmpFailure(
                SnmpError.TIMEOUT,
                f"no answer from {self._where} within {timeout_s:.1f} s",
            )

    async def _ask(self, request: Request) -> Response | SnmpFailure:
        """Send to each of the host's addresses in turn until one does not refuse."""
        while True:
            opened = await self._open()
            if isinstance(opened, SnmpFailure):
                return opened
            outcome = await self._send(opened, request)
            if isinstance(outcome, Response):
                self._silences = 0
                return outcome
            self.close()
            self._addresses = self._addresses[1:]
            if not self._addresses:
                return self._refusal(outcome)

    async def _send(self, transport: asyncio.DatagramTransport, request: Request) -> Response | OSError:
        self._next_id = self._next_id + 1 if self._next_id < _LAST_ID else _FIRST_ID
        answer = self._protocol.expect(self._next_id)
        transport.sendto(encode(self._agent.credential.community, request, self._next_id))
        return await answer

    async def _open(self) -> asyncio.DatagramTransport | SnmpFailure:
        if self._transport is not None and not self._transport.is_closing():
            return self._transport
        loop = asyncio.get_running_loop()
        try:
            if not self._addresses:
                found = await loop.getaddrinfo(self._agent.host, self._agent.port, type=socket.SOCK_DGRAM)
                self._addresses = _distinct([(str(sockaddr[0]), int(sockaddr[1])) for *_, sockaddr in found])
            self._protocol = _Protocol()
            self._transport, _ = await loop.create_datagram_endpoint(
                lambda: self._protocol, remote_addr=self._addresses[0]
            )
        except socket.gaierror:
            return SnmpFailure(SnmpError.UNREACHABLE, f"the host name {self._agent.host!r} has no address")
        except (OSError, UnicodeError) as error:
            self._addresses = []
            return self._refusal(error)
        return self._transport

    def _note_silence(self) -> None:
        """A device that stays silent may have moved: look its name up again."""
        self._silences += 1
        if self._silences % LOOK_UP_AFTER == 0:
            self.close()
            self._addresses = []

    def _refusal(self, error: OSError | UnicodeError) -> SnmpFailure:
        if isinstance(error, ConnectionRefusedError):
            return SnmpFailure(SnmpError.UNREACHABLE, f"nothing listens on UDP {self._where}")
        reason = getattr(error, "strerror", None) or str(error)
        return SnmpFailure(SnmpError.UNREACHABLE, f"the network cannot reach {self._where}: {reason}")

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
            self._transport = None


def _distinct(addresses: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    return list(dict.fromkeys(addresses))
