"""One simulated device on the network: a UDP port that answers SNMP v1 and v2c, and v3 where it has a user."""

import asyncio
import errno
import logging
from dataclasses import dataclass, field
from typing import cast

from pysnmp.proto import api

from collectors.simulator import community, usm
from collectors.simulator.families.agent import DeviceAgent
from collectors.simulator.families.maker import Device
from collectors.simulator.protocol import Request
from powertui.errors import SimulatorError
from powertui.services.ports import Clock

_LOG = logging.getLogger(__name__)
_ENGINE_ID = bytes.fromhex("80001f8804")
"""An enterprise's number with the format bit, and 4: the rest is text."""
_BOOTS = 1
_V3 = 3


@dataclass(frozen=True, slots=True)
class Doors:
    """What the device lets in."""

    community: str = field(repr=False)
    user: usm.UsmUser | None = None
    """For v3: SHA-1 and AES-128."""


class DeviceServer:
    """Serves a device. Port 0 takes any free one."""

    def __init__(self, device: Device, doors: Doors, clock: Clock) -> None:
        self._endpoint = _Endpoint(device, doors, clock)
        self._transport: asyncio.DatagramTransport | None = None

    async def start(self, host: str, port: int) -> int:
        """Bind; returns the port. Raises SimulatorError where that cannot be."""
        loop = asyncio.get_running_loop()
        try:
            self._transport, _ = await loop.create_datagram_endpoint(lambda: self._endpoint, local_addr=(host, port))
        except OSError as error:
            where = f"{host} port {port}"
            if error.errno == errno.EADDRINUSE:
                problem = "something else uses that port; stop it, or choose another --port"
            elif error.errno == errno.EACCES:
                problem = "only root may use ports below 1024; choose another --port"
            else:
                problem = f"{error.strerror or error}; choose an address of this machine"
            raise SimulatorError(f"the simulated device cannot listen on {where}: {problem}") from error
        return int(self._transport.get_extra_info("sockname")[1])

    async def close(self) -> None:
        """Give the port back."""
        if self._transport is not None:
            self._transport.close()
            # A transport closes its socket in the loop's next round.
            await asyncio.sleep(0)


class _Endpoint(asyncio.DatagramProtocol):
    def __init__(self, device: Device, doors: Doors, clock: Clock) -> None:
        self._agent = DeviceAgent(device)
        self._clock = clock
        self._started_s = clock.now_s()
        self._community = doors.community.encode()
        self._transport: asyncio.DatagramTransport | None = None
        engine_id = _ENGINE_ID + device.profile.family.encode()[:27]
        self._engine = usm.UsmEngine(engine_id, doors.user) if doors.user is not None else None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str | int, ...]) -> None:
        at_s = max(0.0, self._clock.now_s() - self._started_s)
        try:
            answer = self._answer(data, at_s)
        except Exception as error:  # noqa: BLE001 - whatever arrives from the network, the device must go on
            _LOG.debug("packet dropped error=%s", type(error).__name__)
            return
        if answer is not None and self._transport is not None:
            self._transport.sendto(answer, addr)

    def _answer(self, packet: bytes, at_s: float) -> bytes | None:
        def respond(request: Request, room: int) -> bytes:
            return self._agent.respond(request, at_s, room)

        if int(api.decodeMessageVersion(packet)) != _V3:
            return community.answer(packet, self._community, respond)
        if self._engine is None:
            return None
        return self._engine.answer(packet, usm.EngineTime(_BOOTS, int(at_s)), respond)
