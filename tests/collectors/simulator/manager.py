"""A plain manager for tests: pysnmp's codec over one UDP socket."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from pyasn1.codec.ber import decoder, encoder
from pysnmp.proto import api

Oid = tuple[int, ...]

_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Answer:
    request_id: int
    error_status: int
    error_index: int
    bindings: list[tuple[Oid, Any]]
    size: int

    @property
    def oids(self) -> list[Oid]:
        return [oid for oid, _ in self.bindings]

    @property
    def values(self) -> list[str]:
        return [value.prettyPrint() for _, value in self.bindings]

    @property
    def types(self) -> list[str]:
        return [type(value).__name__ for _, value in self.bindings]


@dataclass(slots=True)
class Manager(asyncio.DatagramProtocol):
    """Sends packets and hands back what arrives, in order."""

    arrived: asyncio.Queue[bytes] = field(default_factory=asyncio.Queue)
    transport: Any = None

    @classmethod
    async def to(cls, port: int) -> "Manager":
        _, manager = await asyncio.get_running_loop().create_datagram_endpoint(cls, remote_addr=("127.0.0.1", port))
        return manager

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.arrived.put_nowait(data)

    async def raw(self, packet: bytes) -> bytes:
        self.transport.sendto(packet)
        return await asyncio.wait_for(self.arrived.get(), _PATIENCE_S)

    async def ask(self, packet: bytes) -> Answer:
        return read(await self.raw(packet))

    def close(self) -> None:
        self.transport.close()


def request(
    kind: str, *oids: Oid, community: str = "public", version: int = 1, request_id: int = 77, value: Any = None
) -> bytes:
    """A GET, GETNEXT or SET message; `version` as on the wire, 0 or 1."""
    protocol = api.PROTOCOL_MODULES[version]
    pdu = getattr(protocol, f"{kind}RequestPDU")()
    protocol.apiPDU.set_defaults(pdu)
    protocol.apiPDU.set_request_id(pdu, request_id)
    protocol.apiPDU.set_varbinds(pdu, [(oid, protocol.Null("") if value is None else value) for oid in oids])
    return _message(protocol, community, pdu)


def bulk_request(*oids: Oid, non_repeaters: int = 0, max_repetitions: int = 10, community: str = "public") -> bytes:
    protocol = api.PROTOCOL_MODULES[1]
    pdu = protocol.GetBulkRequestPDU()
    protocol.apiBulkPDU.set_defaults(pdu)
    protocol.apiBulkPDU.set_non_repeaters(pdu, non_repeaters)
    protocol.apiBulkPDU.set_max_repetitions(pdu, max_repetitions)
    protocol.apiBulkPDU.set_varbinds(pdu, [(oid, protocol.Null("")) for oid in oids])
    return _message(protocol, community, pdu)


def read(packet: bytes) -> Answer:
    """A response to a community message."""
    protocol = api.PROTOCOL_MODULES[api.decodeMessageVersion(packet)]
    message, rest = decoder.decode(packet, asn1Spec=protocol.Message())
    assert not rest
    pdu = protocol.apiMessage.get_pdu(message)
    return Answer(
        request_id=int(protocol.apiPDU.get_request_id(pdu)),
        error_status=int(protocol.apiPDU.get_error_status(pdu)),
        error_index=int(pdu[2]),
        bindings=[(tuple(oid), value) for oid, value in protocol.apiPDU.get_varbinds(pdu)],
        size=len(packet),
    )


def _message(protocol: Any, community: str, pdu: Any) -> bytes:
    message = protocol.Message()
    protocol.apiMessage.set_defaults(message)
    protocol.apiMessage.set_community(message, community)
    protocol.apiMessage.set_pdu(message, pdu)
    return bytes(encoder.encode(message))
