"""A device made from a profile, over UDP: v1, v2c and v3 read the same figures."""

import pytest

from collectors.collector import Patience, SnmpCollector
from collectors.profiles.loader import packaged_profiles
from collectors.simulator.families.figures import Figures
from collectors.simulator.families.maker import Device, make_device
from collectors.simulator.families.server import DeviceServer, Doors
from collectors.simulator.families.shape import Shape, Wires
from collectors.simulator.usm import UsmUser
from collectors.snmp.client import AuthProtocol, Credential, PrivProtocol, SnmpVersion
from powertui.bootstrap.engines import snmp_client
from powertui.domain.reading import PollFailure, Quantity, SubjectKind
from powertui.errors import SimulatorError
from powertui.services.ports import PollTarget
from tests.clocks import StillClock

USER, AUTH_KEY, PRIV_KEY = "reader", "an auth key", "a priv key"
CREDENTIALS = {
    "v1": Credential(SnmpVersion.V1, community="lab"),
    "v2c": Credential(SnmpVersion.V2C, community="lab"),
    "wrong": Credential(SnmpVersion.V2C, community="else"),
    "v3": Credential(
        SnmpVersion.V3,
        user=USER,
        auth=AuthProtocol.SHA1,
        auth_key=AUTH_KEY,
        priv=PrivProtocol.AES128,
        priv_key=PRIV_KEY,
    ),
}
PROFILES = {profile.family: profile for profile in packaged_profiles()}


def device_of(family: str) -> Device:
    return make_device(PROFILES[family], Shape(outlets=16, wires=Wires.WYE, branches=3, units=1), 4000, seed=3)


@pytest.mark.parametrize(
    ("family", "credential"),
    [
        ("apc-rpdu2", "v1"),
        ("raritan-pdu2", "v2c"),
        ("sentry4", "v3"),
        ("rittal-cmciii-pdu", "v2c"),
        ("cpi-unity", "v3"),
        ("digipower", "v2c"),
    ],
)
async def test_a_family_is_read_over_the_network(family: str, credential: str) -> None:
    device, clock = device_of(family), StillClock()
    doors = Doors("lab", UsmUser(USER, AUTH_KEY, PRIV_KEY))
    server = DeviceServer(device, doors, clock)
    patience = Patience(timeout_s=2.0, retries=1)
    collector = SnmpCollector(snmp_client(), packaged_profiles(), CREDENTIALS, clock, patience)
    try:
        port = await server.start("127.0.0.1", 0)
        target = PollTarget(1, "pdu", "127.0.0.1", port, credential)
        description = await collector.discover(target)
        assert not isinstance(description, PollFailure), description.detail
        assert description.family == family
        batch = await collector.poll(target)
        assert not isinstance(batch, PollFailure), batch.detail
        read = batch.readings(description)
        outlets = device.of_kind(SubjectKind.OUTLET)
        assert len(outlets) == 16 == sum(part.kind is SubjectKind.OUTLET for part in description.subjects)
        figures = Figures(device.supply, 0.0)
        for made in outlets:
            for reading in read.get((SubjectKind.OUTLET, made.key), ()):
                if reading.quantity in made.steps and reading.quantity is Quantity.CURRENT:
                    step = made.steps[reading.quantity]
                    assert reading.value == pytest.approx(figures.of(made.part, Quantity.CURRENT), abs=step / 2 + 0.001)
    finally:
        await collector.close()
        await server.close()


async def test_a_wrong_community_meets_silence_and_v3_without_a_user_too() -> None:
    clock = StillClock()
    server = DeviceServer(device_of("apc-rpdu"), Doors("lab"), clock)
    collector = SnmpCollector(
        snmp_client(), packaged_profiles(), CREDENTIALS, clock, Patience(timeout_s=0.1, retries=0)
    )
    try:
        port = await server.start("127.0.0.1", 0)
        for credential in ("wrong", "v3"):
            assert isinstance(
                await collector.discover(PollTarget(1, "pdu", "127.0.0.1", port, credential)), PollFailure
            )
    finally:
        await collector.close()
        await server.close()


async def test_a_port_that_is_taken_and_an_address_of_another_machine_each_have_a_sentence() -> None:
    clock = StillClock()
    one, other = (DeviceServer(device_of("fs-net-pdu"), Doors("lab"), clock) for _ in range(2))
    try:
        port = await one.start("127.0.0.1", 0)
        with pytest.raises(SimulatorError, match=f"127.0.0.1 port {port}: something else uses that port"):
            await other.start("127.0.0.1", port)
        with pytest.raises(SimulatorError, match="choose an address of this machine"):
            await other.start("192.0.2.1", 0)
    finally:
        await one.close()
        await other.close()
