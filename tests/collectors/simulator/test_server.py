"""The agents over UDP, asked with pysnmp's codec."""

import random
import socket

import pytest
from pyasn1.type.univ import OctetString

from collectors.simulator.plant import build_demo_plant
from collectors.simulator.server import Simulator
from powertui.errors import SimulatorError
from tests.clocks import StillClock
from tests.collectors.simulator.conftest import CREDENTIALS, RunningPlant
from tests.collectors.simulator.manager import Oid, bulk_request, request

SYSTEM = (1, 3, 6, 1, 2, 1, 1)
NAME, UPTIME, NO_INSTANCE = (*SYSTEM, 5, 0), (*SYSTEM, 3, 0), (*SYSTEM, 5, 1)
NO_OBJECT = (1, 3, 6, 1, 2, 1, 99, 1, 0)
VENDORS = (1, 3, 6, 1, 4, 1)
BEYOND = (2, 0)

TOO_BIG, NO_SUCH_NAME, NOT_WRITABLE = 1, 2, 17


async def test_get_answers_in_the_order_of_the_request(running: RunningPlant) -> None:
    manager = await running.manager("pdu-r01-a")
    answer = await manager.ask(request("Get", UPTIME, NAME, request_id=123456))
    assert answer.request_id == 123456
    assert answer.error_status == 0
    assert answer.oids == [UPTIME, NAME]
    assert answer.types == ["TimeTicks", "OctetString"]
    assert answer.values[1] == "pdu-r01-a"


async def test_each_pdu_answers_on_its_own_port(running: RunningPlant) -> None:
    spoken_to = [agent for agent in running.agents.values() if agent.credential == "demo"]
    assert len({agent.port for agent in running.agents.values()}) == len(running.agents) == 28
    for agent in spoken_to:
        answer = await (await running.manager(agent.name)).ask(request("Get", NAME))
        assert answer.values == [agent.name]


async def test_what_is_not_there_is_named_as_such(running: RunningPlant) -> None:
    manager = await running.manager("pdu-r01-a")
    answer = await manager.ask(request("Get", NO_OBJECT, NO_INSTANCE, NAME))
    assert answer.types == ["NoSuchObject", "NoSuchInstance", "OctetString"]


async def test_version_1_answers_the_error_of_its_time(running: RunningPlant) -> None:
    manager = await running.manager("pdu-r01-a")
    assert (await manager.ask(request("Get", NAME, version=0))).values == ["pdu-r01-a"]
    answer = await manager.ask(request("Get", NAME, NO_OBJECT, version=0))
    assert (answer.error_status, answer.error_index, answer.oids) == (NO_SUCH_NAME, 2, [NAME, NO_OBJECT])


async def test_getnext_walks_through_everything_once(running: RunningPlant) -> None:
    manager = await running.manager("pdu-r07-a")
    oid: Oid = (1, 3)
    walked: list[Oid] = []
    while True:
        answer = await manager.ask(request("GetNext", oid))
        if answer.types == ["EndOfMibView"]:
            break
        oid = answer.oids[0]
        walked.append(oid)
    assert walked == sorted(set(walked))
    assert len(walked) > 70
    assert answer.oids == [walked[-1]]


@pytest.mark.parametrize("name", ["pdu-r01-a", "pdu-r02-a", "pdu-r03-a", "pdu-r05-a", "pdu-r06-a"])
async def test_getbulk_walks_every_family(running: RunningPlant, name: str) -> None:
    manager = await running.manager(name)
    oid: Oid | None = VENDORS
    walked: list[Oid] = []
    while oid is not None:
        answer = await manager.ask(bulk_request(oid, max_repetitions=50))
        assert answer.size <= 1400
        found = [each for each, value in answer.bindings if type(value).__name__ != "EndOfMibView"]
        walked += found
        oid = None if len(found) < len(answer.bindings) else found[-1]
    assert walked == sorted(set(walked))
    assert len(walked) > 300


async def test_getbulk_answers_row_by_row(running: RunningPlant) -> None:
    manager = await running.manager("pdu-r01-a")
    current, voltage = ((*VENDORS, 318, 1, 1, 26, 6, 3, 1, column) for column in (5, 6))
    answer = await manager.ask(bulk_request(SYSTEM, current, voltage, non_repeaters=1, max_repetitions=3))
    assert answer.oids == [
        (*SYSTEM, 1, 0),
        *((*column, row) for row in (1, 2, 3) for column in (current, voltage)),
    ]


async def test_getbulk_beyond_the_end_says_so_once(running: RunningPlant) -> None:
    manager = await running.manager("pdu-r01-a")
    answer = await manager.ask(bulk_request(BEYOND, max_repetitions=20))
    assert answer.types == ["EndOfMibView"]


async def test_a_get_that_does_not_fit_is_too_big(running: RunningPlant) -> None:
    manager = await running.manager("pdu-r01-a")
    answer = await manager.ask(request("Get", *[(*SYSTEM, 1, 0)] * 12))
    assert (answer.error_status, answer.bindings) == (TOO_BIG, [])


async def test_set_is_refused(running: RunningPlant) -> None:
    manager = await running.manager("pdu-r01-a")
    answer = await manager.ask(request("Set", NAME, value=OctetString("mine")))
    assert (answer.error_status, answer.error_index, answer.values) == (NOT_WRITABLE, 1, ["mine"])
    assert (await manager.ask(request("Get", NAME))).values == ["pdu-r01-a"]


async def test_a_wrong_community_meets_silence(running: RunningPlant) -> None:
    manager = await running.manager("pdu-r01-a")
    manager.transport.sendto(request("Get", NAME, community="private", request_id=1))
    assert (await manager.ask(request("Get", NAME, request_id=2))).request_id == 2
    assert manager.arrived.empty()


async def test_rubbish_is_dropped_and_the_agent_lives(running: RunningPlant) -> None:
    manager = await running.manager("pdu-r01-a")
    chance = random.Random(5)
    good = request("Get", NAME, request_id=1)
    rubbish = [b"", b"0", b"\x30\x80" * 600, b"\x30\x84\xff\xff\xff\xff", bytes(1200), good[:-1], b"\x30" * 1400]
    for _ in range(200):
        broken = bytearray(good)
        broken[chance.randrange(len(broken))] = chance.randrange(256)
        rubbish.append(bytes(broken))
    for packet in rubbish:
        manager.transport.sendto(packet)
    answer = await manager.ask(request("Get", NAME, request_id=999))
    while answer.request_id != 999:
        answer = await manager.ask(request("Get", NAME, request_id=999))
    assert answer.values == ["pdu-r01-a"]


async def test_values_follow_the_clock_and_stand_still_with_it(running: RunningPlant) -> None:
    manager = await running.manager("pdu-r04-a")
    current = (*VENDORS, 318, 1, 1, 26, 6, 3, 1, 5, 1)
    before = await manager.ask(request("Get", current, UPTIME))
    assert (await manager.ask(request("Get", current, UPTIME))).values == before.values
    running.clock.advance(60)
    after = await manager.ask(request("Get", current, UPTIME))
    assert int(after.values[0]) > int(before.values[0]) + 50
    assert int(after.values[1]) == int(before.values[1]) + 6000


async def test_a_rebooting_agent_is_silent_and_then_begins_anew(running: RunningPlant) -> None:
    manager = await running.manager("pdu-r09-b")
    assert int((await manager.ask(request("Get", UPTIME))).values[0]) > 8_640_000
    running.clock.advance(85)
    manager.transport.sendto(request("Get", UPTIME, request_id=1))
    # Another agent's answer shows that the loop has seen the packet before the clock moves on.
    await (await running.manager("pdu-r01-a")).ask(request("Get", UPTIME))
    running.clock.advance(10)
    answer = await manager.ask(request("Get", UPTIME, request_id=2))
    assert (answer.request_id, answer.values) == (2, ["300"])


async def test_pdus_with_a_user_ignore_communities(running: RunningPlant) -> None:
    assert running.agents["pdu-r02-b"].credential == "demo-v3"
    manager = await running.manager("pdu-r02-b")
    manager.transport.sendto(request("Get", NAME))
    await (await running.manager("pdu-r01-a")).ask(request("Get", NAME))
    assert manager.arrived.empty()


async def test_a_port_in_use_is_named() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as holder:
        holder.bind(("127.0.0.1", 0))
        port = holder.getsockname()[1]
        simulator = Simulator(build_demo_plant(), clock=StillClock(), credentials=CREDENTIALS, base_port=port)
        with pytest.raises(
            SimulatorError, match=rf"pdu-r01-a cannot listen on 127\.0\.0\.1:{port}: .*another base port"
        ):
            await simulator.start()


async def test_ports_beyond_the_last_are_refused_and_nothing_stays_open() -> None:
    base_port = 65535 - 3
    for _ in range(2):
        simulator = Simulator(build_demo_plant(), clock=StillClock(), credentials=CREDENTIALS, base_port=base_port)
        with pytest.raises(SimulatorError, match="choose a base port up to 65508"):
            await simulator.start()


async def test_a_host_that_is_not_ours_is_refused() -> None:
    simulator = Simulator(build_demo_plant(), clock=StillClock(), credentials=CREDENTIALS, host="192.0.2.1")
    with pytest.raises(SimulatorError, match=r"192\.0\.2\.1:0: .*of this machine"):
        await simulator.start()


def test_secrets_do_not_print() -> None:
    assert "passphrase" not in repr(CREDENTIALS)
    assert "public" not in repr(CREDENTIALS)
