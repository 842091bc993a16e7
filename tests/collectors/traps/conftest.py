"""A receiver of traps on loopback, and those who send to it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

import pytest

from collectors.profiles.loader import packaged_profiles
from collectors.snmp.client import AuthProtocol, Credential, PrivProtocol, SnmpVersion
from collectors.traps.opening import Trust
from collectors.traps.receiver import Identity, TrapReceiver
from collectors.traps.socket import ListenAddress
from collectors.traps.words import TrapNames
from powertui.domain.poll_target import PollTarget
from powertui.services.ports import Heard, Notice
from tests.clocks import StillClock

COMMUNITY = Credential(SnmpVersion.V2C, community="public-traps")
USER = Credential(
    SnmpVersion.V3,
    user="trapper",
    auth=AuthProtocol.SHA256,
    auth_key="authentication-1",
    priv=PrivProtocol.AES128,
    priv_key="privacy-password-1",
)
SIGNER = Credential(SnmpVersion.V3, user="signer", auth=AuthProtocol.SHA1, auth_key="authentication-2")
NOBODY = Credential(SnmpVersion.V3, user="nobody")
CREDENTIALS = {"plain": COMMUNITY, "secure": USER, "signed": SIGNER, "open": NOBODY}

PDU = PollTarget(1, "pdu-a", "127.0.0.1", 161, "plain")
RELAYED = PollTarget(2, "pdu-b", "192.0.2.7", 161, "plain")

ENGINE_ID = bytes.fromhex("800000000572656365697665")
LONG_ENOUGH_S = 60.0


@dataclass
class Ear:
    """The receiver, and what it has heard."""

    receiver: TrapReceiver
    heard: list[Notice] = field(default_factory=list)

    @property
    def port(self) -> int:
        return self.receiver.ports[0]

    def look(self) -> Heard:
        heard = self.receiver.take()
        self.heard += heard.notices
        return heard

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(LONG_ENOUGH_S):
            while not condition():
                self.look()
                await asyncio.sleep(0.01)

    async def notice(self) -> Notice:
        """The one notice that comes."""
        await self.until(lambda: bool(self.heard))
        (notice,) = self.heard
        return notice


Listen = Callable[..., Ear]


@pytest.fixture
async def listen() -> AsyncIterator[Listen]:
    """Starts receivers; `names` are the credentials that may be used, `targets` who is known."""
    ears: list[Ear] = []

    def start(
        targets: Sequence[PollTarget] = (PDU, RELAYED), names: tuple[str, ...] = (), host: str = "127.0.0.1"
    ) -> Ear:
        receiver = TrapReceiver(
            [ListenAddress(host, 0)],
            Trust(CREDENTIALS, names),
            TrapNames(packaged_profiles()),
            Identity(ENGINE_ID, 7),
            StillClock(),
        )
        assert receiver.open() == ""
        ears.append(Ear(receiver))
        return ears[-1]

    yield start
    for ear in ears:
        ear.receiver.close()


@pytest.fixture
async def ear(listen: Listen) -> Ear:
    """One that believes every credential of the test's."""
    ear = listen(names=("plain", "secure", "signed"))
    await ear.receiver.watch([PDU, RELAYED])
    return ear


def send(port: int, *datagrams: bytes, source: str = "127.0.0.1") -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind((source, 0))
        for datagram in datagrams:
            sender.sendto(datagram, ("127.0.0.1", port))
