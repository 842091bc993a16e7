"""A UDP agent in the test's own event loop, which says whatever a test has it say."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import cast

from pyasn1.codec.ber import decoder, encoder
from pysnmp.proto import api

Reply = Callable[[bytes], Sequence[bytes]]
_V2C = api.PROTOCOL_MODULES[api.SNMP_VERSION_2C]


class _Agent(asyncio.DatagramProtocol):
    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Up to Python 3.11 the transport of a datagram endpoint does not say that it is one.
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        assert self._transport is not None
        for datagram in self._reply(data):
            self._transport.sendto(datagram, addr)


@asynccontextmanager
async def agent(reply: Reply) -> AsyncIterator[int]:
    """The port on which it listens."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: _Agent(reply), local_addr=("127.0.0.1", 0))
    try:
        yield transport.get_extra_info("sockname")[1]
    finally:
        transport.close()


def answer_to(request: bytes, number: int, *, id_offset: int = 0, community: bytes | None = None) -> bytes:
    """A proper answer to a GET: each object has the same number."""
    message, _ = decoder.decode(request, asn1Spec=_V2C.Message())
    asked = _V2C.apiMessage.get_pdu(message)
    pdu = _V2C.ResponsePDU()
    _V2C.apiPDU.set_defaults(pdu)
    _V2C.apiPDU.set_request_id(pdu, int(_V2C.apiPDU.get_request_id(asked)) + id_offset)
    _V2C.apiPDU.set_varbinds(pdu, [(name, _V2C.Integer(number)) for name, _ in _V2C.apiPDU.get_varbinds(asked)])
    reply = _V2C.Message()
    _V2C.apiMessage.set_defaults(reply)
    _V2C.apiMessage.set_community(reply, community or bytes(_V2C.apiMessage.get_community(message)))
    _V2C.apiMessage.set_pdu(reply, pdu)
    return bytes(encoder.encode(reply))
