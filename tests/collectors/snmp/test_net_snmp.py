"""Our engine and our simulator against Debian's net-snmp: three programs that must read the same bytes alike."""

import asyncio
import itertools
import re
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from collectors.simulator.plant import build_demo_plant
from collectors.simulator.server import BoundAgent, Simulator
from collectors.snmp.client import (
    Agent,
    AuthProtocol,
    Credential,
    Oid,
    PollPlan,
    PrivProtocol,
    SnmpError,
    SnmpType,
    SnmpValue,
    SnmpVersion,
    WalkAnswer,
)
from collectors.snmp.engines.pysnmp_engine import PysnmpClient
from tests.clocks import StillClock
from tests.collectors.devices import oid
from tests.collectors.simulator.conftest import CREDENTIALS
from tests.collectors.snmp.snmpd import SNMPD, environment, free_port, snmpd

pytestmark = pytest.mark.skipif(
    not (SNMPD and shutil.which("snmpget") and shutil.which("snmpbulkwalk")),
    reason="needs net-snmp: apt-get install snmp snmpd",
)

COMMUNITY = Credential(SnmpVersion.V2C, community=CREDENTIALS.community)
USER = Credential(
    SnmpVersion.V3,
    user=CREDENTIALS.user,
    auth=AuthProtocol.SHA1,
    auth_key=CREDENTIALS.auth_key,
    priv=PrivProtocol.AES128,
    priv_key=CREDENTIALS.priv_key,
)
MODERN_USER = Credential(
    SnmpVersion.V3,
    user="modern",
    auth=AuthProtocol.SHA256,
    auth_key=CREDENTIALS.auth_key,
    priv=PrivProtocol.AES128,
    priv_key=CREDENTIALS.priv_key,
)
CREDENTIALS_BY_NAME = {"v2c": COMMUNITY, "v3": USER, "v3-sha256": MODERN_USER}

CONFIGURATION = f"""
rocommunity {CREDENTIALS.community} 127.0.0.1
createUser {CREDENTIALS.user} SHA "{CREDENTIALS.auth_key}" AES "{CREDENTIALS.priv_key}"
createUser modern SHA-256 "{CREDENTIALS.auth_key}" AES "{CREDENTIALS.priv_key}"
rouser {CREDENTIALS.user} priv
rouser modern priv
exactEngineID 0x80001f880431
sysName under-test
sysContact "täglich, \\"quoted\\""
"""

SYSTEM, OR_TABLE, INTERFACES = oid("1.3.6.1.2.1.1"), oid("1.3.6.1.2.1.1.9.1"), oid("1.3.6.1.2.1.2.2.1")
STEADY = (*((*OR_TABLE, column) for column in (2, 3, 4)), *((*INTERFACES, column) for column in range(1, 9)))
"""Columns that do not change between two walks; texts, OIDs, addresses, numbers, empty strings among them."""
ENTERPRISES = oid("1.3.6.1.4.1")
NAME, NO_INSTANCE, NO_OBJECT = (*SYSTEM, 5, 0), (*SYSTEM, 5, 1), oid("1.3.6.1.2.1.99.1.0")

EXCEPTIONS = {
    "No Such Instance": SnmpType.NO_SUCH_INSTANCE,
    "No Such Object": SnmpType.NO_SUCH_OBJECT,
}
TYPES: dict[str, tuple[SnmpType, Callable[[str], int | bytes | Oid]]] = {
    "Hex-STRING": (SnmpType.OCTETS, bytes.fromhex),
    "OID": (SnmpType.OID, lambda text: oid(text.lstrip("."))),
    "IpAddress": (SnmpType.IP_ADDRESS, socket.inet_aton),
    "Timeticks": (SnmpType.TIME_TICKS, lambda text: int(text[1 : text.index(")")])),
}
"""Words of net-snmp; its other types have the names that ours have, and are numbers."""

Rows = tuple[tuple[Oid, SnmpValue], ...]
StartSnmpd = Callable[[], None]


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture(name="environment")
def _environment(tmp_path: Path) -> Mapping[str, str]:
    return environment(tmp_path)


@pytest.fixture
def start_snmpd(port: int, tmp_path: Path) -> Iterator[StartSnmpd]:
    """Starts the agent; once more, and it has restarted at the same address."""
    boots = itertools.count(1)
    with ExitStack() as running:

        def start() -> None:
            running.close()
            configuration = f"{CONFIGURATION}\nengineBoots {next(boots)}\n"
            running.enter_context(snmpd(tmp_path, configuration, f"udp:127.0.0.1:{port}"))

        yield start


@pytest.fixture
async def client() -> AsyncIterator[PysnmpClient]:
    client = PysnmpClient(PollPlan((), timeout_s=5.0))
    yield client
    await client.close()


@pytest.fixture
async def pdus() -> AsyncIterator[dict[str, BoundAgent]]:
    """Two simulated PDUs whose values stand still, by their SNMP version."""
    simulator = Simulator(build_demo_plant(), clock=StillClock(), credentials=CREDENTIALS)
    agents = await simulator.start()
    v3 = next(agent for agent in agents if agent.credential == "demo-v3")
    yield {"v2c": agents[0], "v3": v3}
    await simulator.close()


async def net_snmp(program: str, credential: Credential, port: int, *oids: Oid, environment: Mapping[str, str]) -> Rows:
    """What one of net-snmp's commands reads."""
    if credential.version is SnmpVersion.V2C:
        who = ["-v2c", "-c", credential.community]
    else:
        assert credential.auth is not None
        assert credential.priv is not None
        keys = ["-a", credential.auth.value, "-A", credential.auth_key, "-x", credential.priv.value]
        who = ["-v3", "-l", "authPriv", "-u", credential.user, *keys, "-X", credential.priv_key]
    asked = [".".join(map(str, each)) for each in oids]
    process = await asyncio.create_subprocess_exec(
        *(program, *who, "-OnexU", "-t", "5", f"127.0.0.1:{port}", *asked),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    lines = re.split(r"\n(?=\.1)", out.decode().strip())
    return tuple(parsed(line) for line in lines if "No more variables left in this MIB View" not in line)


def parsed(line: str) -> tuple[Oid, SnmpValue]:
    """A line of net-snmp's output, without MIBs, as our engine gives it."""
    name, _, said = line.partition(" = ")
    return oid(name.lstrip(".")), value_of(said.strip())


def value_of(said: str) -> SnmpValue:
    if said == '""':
        return SnmpValue(SnmpType.OCTETS, b"")
    word, _, text = said.partition(": ")
    for beginning, exception in EXCEPTIONS.items():
        if word.startswith(beginning):
            return SnmpValue(exception, None)
    kind, read = TYPES.get(word) or (SnmpType(word), int)
    return SnmpValue(kind, read(text))


def rows_of(walked: tuple[WalkAnswer, ...]) -> Rows:
    assert [answer.failure for answer in walked] == [None] * len(walked)
    return tuple(row for answer in walked for row in answer.rows)


@pytest.mark.parametrize("version", CREDENTIALS_BY_NAME)
async def test_our_walk_of_snmpd_is_snmpbulkwalks(
    start_snmpd: StartSnmpd, client: PysnmpClient, port: int, environment: Mapping[str, str], version: str
) -> None:
    start_snmpd()
    credential = CREDENTIALS_BY_NAME[version]
    ours = rows_of(await client.walk(Agent("127.0.0.1", port, credential), STEADY, 20.0))
    theirs = [await net_snmp("snmpbulkwalk", credential, port, each, environment=environment) for each in STEADY]
    assert ours == tuple(row for rows in theirs for row in rows)
    assert len(ours) > len(STEADY)


@pytest.mark.parametrize("version", CREDENTIALS_BY_NAME)
async def test_our_poll_of_snmpd_is_snmpgets(
    start_snmpd: StartSnmpd, client: PysnmpClient, port: int, environment: Mapping[str, str], version: str
) -> None:
    start_snmpd()
    credential = CREDENTIALS_BY_NAME[version]
    asked = ((*SYSTEM, 1, 0), (*SYSTEM, 2, 0), (*SYSTEM, 4, 0), NAME, NO_INSTANCE, NO_OBJECT)
    answer = await client.poll(client.prepare(Agent("127.0.0.1", port, credential), PollPlan(asked)), 20.0)
    theirs = await net_snmp("snmpget", credential, port, *asked, environment=environment)
    assert answer.failure is None
    assert tuple(zip(asked, answer.values, strict=True)) == theirs


@pytest.mark.parametrize(
    ("credential", "error"),
    [
        (Credential(SnmpVersion.V2C, community="wrong"), SnmpError.TIMEOUT),
        (Credential(SnmpVersion.V3, user="nobody"), SnmpError.AUTHORIZATION),
        (
            Credential(SnmpVersion.V3, user="modern", auth=AuthProtocol.SHA256, auth_key="wrong-passphrase"),
            SnmpError.AUTHORIZATION,
        ),
    ],
    ids=["community", "user", "key"],
)
async def test_a_wrong_secret_is_told_as_far_as_snmpd_tells_it(
    start_snmpd: StartSnmpd, client: PysnmpClient, port: int, credential: Credential, error: SnmpError
) -> None:
    start_snmpd()
    plan = PollPlan((NAME,), timeout_s=0.5, retries=0)
    answer = await client.poll(client.prepare(Agent("127.0.0.1", port, credential), plan), 5.0)
    assert answer.failure is not None
    assert answer.failure.error is error


@pytest.mark.parametrize("version", CREDENTIALS_BY_NAME)
async def test_an_agent_that_restarted_is_understood_at_once(
    start_snmpd: StartSnmpd, client: PysnmpClient, port: int, version: str
) -> None:
    poll = client.prepare(Agent("127.0.0.1", port, CREDENTIALS_BY_NAME[version]), PollPlan((NAME,), retries=0))
    for _ in range(3):
        start_snmpd()
        answer = await client.poll(poll, 20.0)
        assert answer.values == (SnmpValue(SnmpType.OCTETS, b"under-test"),), answer.failure


@pytest.mark.parametrize("version", ["v2c", "v3"])
async def test_snmpbulkwalk_reads_a_simulated_pdu_as_our_walk_does(
    pdus: dict[str, BoundAgent], client: PysnmpClient, environment: Mapping[str, str], version: str
) -> None:
    port, credential = pdus[version].port, CREDENTIALS_BY_NAME[version]
    ours = rows_of(await client.walk(Agent("127.0.0.1", port, credential), [SYSTEM, ENTERPRISES], 30.0))
    theirs = [
        await net_snmp("snmpbulkwalk", credential, port, each, environment=environment)
        for each in (SYSTEM, ENTERPRISES)
    ]
    assert ours == tuple(row for rows in theirs for row in rows)
    assert len(ours) > 300


@pytest.mark.parametrize("version", ["v2c", "v3"])
async def test_snmpget_reads_a_simulated_pdu(
    pdus: dict[str, BoundAgent], environment: Mapping[str, str], version: str
) -> None:
    rows = await net_snmp(
        "snmpget",
        CREDENTIALS_BY_NAME[version],
        pdus[version].port,
        NAME,
        NO_INSTANCE,
        NO_OBJECT,
        environment=environment,
    )
    assert rows == (
        (NAME, SnmpValue(SnmpType.OCTETS, pdus[version].name.encode())),
        (NO_INSTANCE, SnmpValue(SnmpType.NO_SUCH_INSTANCE, None)),
        (NO_OBJECT, SnmpValue(SnmpType.NO_SUCH_OBJECT, None)),
    )
