"""The simulated plant on the network: one UDP port for each PDU, on loopback."""

import asyncio
import errno
import logging
from dataclasses import dataclass, field
from typing import cast

from collectors.simulator import community, usm
from collectors.simulator.agent import Agent
from collectors.simulator.electricity import Electricity
from collectors.simulator.plant import DemoPlant
from collectors.simulator.protocol import Request
from powertui.errors import SimulatorError
from powertui.services.ports import Clock

DEMO_CREDENTIAL = "demo"
DEMO_V3_CREDENTIAL = "demo-v3"

_LOG = logging.getLogger(__name__)
_HIGHEST_PORT = 65535
_ENGINE_ID = bytes.fromhex("80001f8804")
"""An enterprise's number with the format bit, and 4: the rest is text."""


@dataclass(frozen=True, slots=True)
class SimulatorCredentials:
    """What the simulated agents accept: a community for most, a user for those with the v3 credential."""

    community: str = field(repr=False)
    user: str
    auth_key: str = field(repr=False)
    priv_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BoundAgent:
    """Where a simulated PDU answers; what a poll target needs to know."""

    name: str
    device_id: int
    host: str
    port: int
    credential: str


class Simulator:
    """Serves a plant. `base_port` 0 takes any free ports, otherwise PDU number i answers at `base_port` + i."""

    def __init__(
        self,
        plant: DemoPlant,
        *,
        clock: Clock,
        credentials: SimulatorCredentials,
        host: str = "127.0.0.1",
        base_port: int = 0,
    ) -> None:
        self._plant = plant
        self._clock = clock
        self._credentials = credentials
        self._host = host
        self._base_port = base_port
        self._transports: list[asyncio.DatagramTransport] = []

    async def start(self) -> tuple[BoundAgent, ...]:
        """Bind all ports and begin the script; all or none."""
        electricity = Electricity(self._plant)
        started_s = self._clock.now_s()
        bound = []
        try:
            for position, pdu in enumerate(self._plant.pdus):
                agent = Agent(pdu, electricity, self._plant.script)
                endpoint = _Endpoint(agent, self._clock, started_s, self._credentials)
                port = await self._bind(endpoint, self._base_port + position if self._base_port else 0)
                bound.append(BoundAgent(pdu.name, pdu.device_id, self._host, port, pdu.credential))
        except SimulatorError:
            await self.close()
            raise
        return tuple(bound)

    async def close(self) -> None:
        """Give the ports back."""
        for transport in self._transports:
            transport.close()
        self._transports.clear()
        # A transport closes its socket in the loop's next round.
        await asyncio.sleep(0)

    async def _bind(self, endpoint: "_Endpoint", port: int) -> int:
        name, address = endpoint.agent.pdu.name, f"{self._host}:{port}"
        if port > _HIGHEST_PORT:
            raise SimulatorError(
                f"The simulated {name} would need port {port}, and ports end at {_HIGHEST_PORT}; "
                f"choose a base port up to {_HIGHEST_PORT - len(self._plant.pdus) + 1}."
            )
        loop = asyncio.get_running_loop()
        try:
            transport, _ = await loop.create_datagram_endpoint(lambda: endpoint, local_addr=(self._host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                problem = "something else uses that port; stop it, or choose another base port"
            else:
                problem = f"{error.strerror or error}; choose an address and ports of this machine"
            raise SimulatorError(f"The simulated {name} cannot listen on {address}: {problem}.") from error
        self._transports.append(transport)
        return int(transport.get_extra_info("sockname")[1])


class _Endpoint(asyncio.DatagramProtocol):
    """One agent's socket: hands packets to SNMP as the agent's credential wants it, and sends what comes back."""

    def __init__(self, agent: Agent, clock: Clock, started_s: float, credentials: SimulatorCredentials) -> None:
        self.agent = agent
        self._clock = clock
        self._started_s = started_s
        self._community = credentials.community.encode()
        self._transport: asyncio.DatagramTransport | None = None
        self._engine: usm.UsmEngine | None = None
        if agent.pdu.credential == DEMO_V3_CREDENTIAL:
            user = usm.UsmUser(credentials.user, credentials.auth_key, credentials.priv_key)
            self._engine = usm.UsmEngine(_ENGINE_ID + agent.pdu.name.encode(), user)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str | int, ...]) -> None:
        at_s = max(0.0, self._clock.now_s() - self._started_s)
        if self._transport is None or not self.agent.answers(at_s):
            return
        try:
            answer = self._answer(data, at_s)
        except Exception as error:  # noqa: BLE001 - whatever arrives from the network, the other PDUs must go on
            _LOG.debug("packet dropped pdu=%s error=%s", self.agent.pdu.name, type(error).__name__)
            return
        if answer is not None:
            self._transport.sendto(answer, addr)

    def _answer(self, packet: bytes, at_s: float) -> bytes | None:
        def respond(request: Request, room: int) -> bytes:
            return self.agent.respond(request, at_s, room)

        if self._engine is None:
            return community.answer(packet, self._community, respond)
        now = usm.EngineTime(self.agent.boots(at_s), int(self.agent.uptime_s(at_s)))
        return self._engine.answer(packet, now, respond)
