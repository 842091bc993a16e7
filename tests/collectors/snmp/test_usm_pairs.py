"""Every pair of authentication and privacy, read from two agents that others wrote; and what is wrong, in sentences."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from collectors.snmp.client import (
    Agent,
    AuthProtocol,
    Credential,
    Oid,
    PollAnswer,
    PollPlan,
    PrivProtocol,
    SnmpClient,
    SnmpError,
    SnmpFailure,
    SnmpType,
    SnmpValue,
    SnmpVersion,
)
from collectors.snmp.engines.pysnmp_engine import PysnmpClient
from tests.collectors.snmp.snmpd import free_port, needs_snmpd, snmpd

AUTH_KEY, PRIV_KEY = "authkey123", "privkey123"
NAME = (1, 3, 6, 1, 2, 1, 1, 5, 0)
UNDER_TEST = SnmpValue(SnmpType.OCTETS, b"under-test")


def user(auth: AuthProtocol | None, priv: PrivProtocol | None) -> Credential:
    """A user whose name says what the agents know it to be."""
    name = f"{auth.name if auth else 'nobody'}-{priv.name if priv else 'clear'}"
    credential = Credential(SnmpVersion.V3, user=name, auth=auth, priv=priv)
    return replace(credential, auth_key=AUTH_KEY if auth else "", priv_key=PRIV_KEY if priv else "")


USERS = [user(None, None), *(user(auth, priv) for auth in AuthProtocol for priv in (None, *PrivProtocol))]
FULL = user(AuthProtocol.SHA256, PrivProtocol.AES128)
SIGNED = user(AuthProtocol.SHA256, None)


@pytest.fixture
def client(any_client: SnmpClient) -> SnmpClient:
    return any_client


async def ask(
    client: SnmpClient, port: int, credential: Credential, host: str = "127.0.0.1", timeout_s: float = 5.0
) -> PollAnswer:
    agent = Agent(host, port, credential)
    return await client.poll(client.prepare(agent, PollPlan((NAME,), timeout_s=timeout_s, retries=0)), 30)


async def failure(client: SnmpClient, port: int, credential: Credential, timeout_s: float = 5.0) -> SnmpFailure:
    answer = await ask(client, port, credential, timeout_s=timeout_s)
    assert answer.failure is not None
    assert answer.values == (None,)
    for secret in (credential.auth_key, credential.priv_key):
        assert not secret or secret not in answer.failure.detail
    return answer.failure


def snmpd_user(credential: Credential) -> str:
    """What makes an agent of net-snmp know a user, who may read at its own level and above."""
    parts = ["createUser", credential.user]
    level = "noauth"
    if credential.auth is not None:
        parts += [credential.auth.value, f'"{credential.auth_key}"']
        level = "auth"
    if credential.priv is not None:
        parts += [credential.priv.value, f'"{credential.priv_key}"']
        level = "priv"
    return f"{' '.join(parts)}\nrouser {credential.user} {level}\n"


@dataclass(frozen=True, slots=True)
class Served:
    """An agent, and the configuration lines that its build does not understand."""

    port: int
    refused: tuple[str, ...] = ()


@pytest.fixture(scope="module")
def net_snmp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    port = free_port()
    users = "".join(map(snmpd_user, USERS))
    configuration = f"rocommunity public 127.0.0.1\nrocommunity6 public ::1\nsysName under-test\n{users}"
    lines = configuration.splitlines()
    with snmpd(tmp_path_factory.mktemp("snmpd"), configuration, f"udp:127.0.0.1:{port}", f"udp6:[::1]:{port}") as said:
        numbers = [int(number) for number in re.findall(r"line (\d+): Error", said)]
        yield Served(port, tuple(lines[number - 1] for number in numbers))


SNMPSIM_PRIV = {
    PrivProtocol.DES: "DES",
    PrivProtocol.TRIPLE_DES: "3DES",
    PrivProtocol.AES128: "AES",
    PrivProtocol.AES192: "AES192BLMT",
    PrivProtocol.AES256: "AES256BLMT",
    PrivProtocol.AES192_CISCO: "AES192",
    PrivProtocol.AES256_CISCO: "AES256",
}
OBJECTS = "1.3.6.1.2.1.1.3.0|67|100\n1.3.6.1.2.1.1.5.0|4|under-test\n"


def snmpsim_user(credential: Credential) -> list[str]:
    options = [f"--v3-user={credential.user}"]
    if credential.auth is not None:
        options += [f"--v3-auth-key={AUTH_KEY}", f"--v3-auth-proto={credential.auth.value.replace('-', '')}"]
    if credential.priv is not None:
        options += [f"--v3-priv-key={PRIV_KEY}", f"--v3-priv-proto={SNMPSIM_PRIV[credential.priv]}"]
    return options


@pytest.fixture(scope="module")
def snmpsim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    work = tmp_path_factory.mktemp("snmpsim")
    (work / "objects").mkdir()
    for context in ("public", "other"):
        (work / "objects" / f"{context}.snmprec").write_text(OBJECTS.replace("under-test", f"under-test-{context}"))
    slow = OBJECTS.replace("5.0|4|under-test", "5.0|4:delay|value=slow,wait=1500")
    (work / "objects" / "slow.snmprec").write_text(slow)
    port = free_port()
    command = [
        str(Path(sys.executable).with_name("snmpsim-command-responder")),
        *(["--process-user=root", "--process-group=root"] if os.geteuid() == 0 else []),
        f"--cache-dir={work / 'cache'}",
        f"--data-dir={work / 'objects'}",
        f"--agent-udpv4-endpoint=127.0.0.1:{port}",
        "--log-level=error",
        *(option for credential in USERS for option in snmpsim_user(credential)),
    ]
    with (work / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            asyncio.run(_ready(port))
            yield Served(port)
        finally:
            process.terminate()


async def _ready(port: int) -> None:
    """Until it answers; the wait for an answer is the pause between two tries."""
    agent = Agent("127.0.0.1", port, Credential(SnmpVersion.V2C, community="public"))
    client = PysnmpClient()
    try:
        for _ in range(300):
            answer = await client.poll(client.prepare(agent, PollPlan((NAME,), timeout_s=0.1, retries=0)), 5)
            if answer.failure is None:
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(0.1):
                    await asyncio.Event().wait()
    finally:
        await client.close()
    raise AssertionError("snmpsim does not answer")


@needs_snmpd
@pytest.mark.parametrize("credential", USERS, ids=lambda credential: credential.user)
async def test_net_snmp_is_read_with_every_pair(net_snmp: Served, client: SnmpClient, credential: Credential) -> None:
    if snmpd_user(credential).splitlines()[0] in net_snmp.refused:
        pytest.skip(f"this build of snmpd does not know {credential.user}")
    for _ in range(2):
        answer = await ask(client, net_snmp.port, credential)
        assert (answer.values, answer.failure) == ((UNDER_TEST,), None)


@pytest.mark.parametrize("credential", USERS, ids=lambda credential: credential.user)
async def test_snmpsim_is_read_with_every_pair(snmpsim: Served, client: SnmpClient, credential: Credential) -> None:
    for _ in range(2):
        answer = await ask(client, snmpsim.port, replace(credential, context="public"))
        assert (answer.values, answer.failure) == ((SnmpValue(SnmpType.OCTETS, b"under-test-public"),), None)


@needs_snmpd
def test_this_snmpd_knows_more_than_the_oldest_pairs(net_snmp: Served) -> None:
    """Else the skips above would hide that hardly anything was tried."""
    assert not any("createUser SHA1-AES128" in line for line in net_snmp.refused)
    assert len(net_snmp.refused) <= len(AuthProtocol) * 5


WRONG = [
    (replace(FULL, user="nobody-there"), "does not know the user 'nobody-there'"),
    (replace(FULL, auth_key="wrong-password"), "refuses the authentication password of the user"),
    (replace(FULL, auth=AuthProtocol.SHA512), "or the protocol is not SHA-512"),
    (replace(FULL, priv_key="wrong-password"), "the privacy password is wrong, the protocol is not AES,"),
    (replace(FULL, priv=PrivProtocol.AES256), "the privacy password is wrong, the protocol is not AES-256,"),
    (replace(FULL, user=SIGNED.user), f"does not take the user '{SIGNED.user}' at the level authPriv"),
    (replace(SIGNED, user=FULL.user), "at the level authNoPriv; it may demand a higher one"),
    (replace(user(None, None), user=FULL.user), "at the level noAuthNoPriv; it may demand a higher one"),
    (replace(FULL, context="nowhere"), "has no context 'nowhere'"),
]


@needs_snmpd
@pytest.mark.parametrize(("credential", "sentence"), WRONG)
async def test_net_snmps_refusals_are_sentences(
    net_snmp: Served, client: SnmpClient, credential: Credential, sentence: str
) -> None:
    refused = await failure(client, net_snmp.port, credential, timeout_s=0.5)
    assert refused.error is SnmpError.AUTHORIZATION
    assert sentence in refused.detail
    assert f"127.0.0.1 port {net_snmp.port} " in refused.detail


@pytest.mark.parametrize(
    ("credential", "sentence"),
    [
        (replace(FULL, user="nobody-there"), "does not know the user 'nobody-there'"),
        (replace(FULL, auth_key="wrong-password"), "refuses the authentication password of the user"),
        (replace(FULL, priv_key="wrong-password"), "cannot decrypt: the privacy password of the user"),
        (replace(FULL, user=SIGNED.user), "or the user has none there"),
        (replace(FULL, context="nowhere"), "or there is no context 'nowhere'"),
    ],
)
async def test_snmpsims_refusals_are_sentences(
    snmpsim: Served, client: SnmpClient, credential: Credential, sentence: str
) -> None:
    context = credential.context or "public"
    refused = await failure(client, snmpsim.port, replace(credential, context=context), timeout_s=0.5)
    assert (refused.error, sentence in refused.detail) == (SnmpError.AUTHORIZATION, True), refused


async def test_contexts_of_one_address_are_told_apart(snmpsim: Served, client: SnmpClient) -> None:
    contexts = ("public", "other")
    answers = await asyncio.gather(*(ask(client, snmpsim.port, replace(FULL, context=each)) for each in contexts))
    assert [answer.values[0] for answer in answers] == [
        SnmpValue(SnmpType.OCTETS, f"under-test-{context}".encode()) for context in contexts
    ]


async def test_an_agent_slower_than_the_timeout_is_read_by_its_late_answer(snmpsim: Served, client: SnmpClient) -> None:
    agent = Agent("127.0.0.1", snmpsim.port, Credential(SnmpVersion.V2C, community="slow"))
    plan = PollPlan((NAME,), timeout_s=0.6, retries=2)
    first = await client.poll(client.prepare(agent, plan), 30)
    assert first.values == (SnmpValue(SnmpType.OCTETS, b"slow"),), first.failure
    second = await client.poll(client.prepare(agent, plan), 30)
    assert second.requests <= first.requests


@needs_snmpd
@pytest.mark.parametrize("version", [SnmpVersion.V1, SnmpVersion.V2C])
async def test_communities_are_read(net_snmp: Served, client: SnmpClient, version: SnmpVersion) -> None:
    answer = await ask(client, net_snmp.port, Credential(version, community="public"))
    assert answer.values == (UNDER_TEST,)


@needs_snmpd
async def test_what_v1_does_not_have_is_left_out_and_the_rest_is_read(net_snmp: Served, client: SnmpClient) -> None:
    agent = Agent("127.0.0.1", net_snmp.port, Credential(SnmpVersion.V1, community="public"))
    absent = [(*NAME[:-2], 99, row) for row in range(3)]
    oids = (absent[0], NAME, absent[1], (1, 3, 6, 1, 2, 1, 1, 3, 0), absent[2])
    prepared = client.prepare(agent, PollPlan(oids))
    # The fast engine tries its prepared request once more before it leaves the agent to the session.
    for most_requests in (4, 2):
        answer = await client.poll(prepared, 30)
        assert answer.failure is None
        assert [value is not None and value.exists for value in answer.values] == [False, True, False, True, False]
        assert answer.requests <= most_requests


@needs_snmpd
async def test_a_v1_walk_is_the_v2c_walk(net_snmp: Served, client: SnmpClient) -> None:
    columns: list[Oid] = [(1, 3, 6, 1, 2, 1, 2, 2, 1, column) for column in range(1, 9)]
    columns += [(1, 3, 6, 1, 2, 1, 1, 9, 1, 2), (1, 3, 6, 1, 6, 3, 99)]
    walked = [
        await client.walk(Agent("127.0.0.1", net_snmp.port, Credential(version, community="public")), columns, 30)
        for version in (SnmpVersion.V1, SnmpVersion.V2C)
    ]
    assert walked[0] == walked[1]
    assert sum(len(column.rows) for column in walked[0]) > len(columns)


@needs_snmpd
@pytest.mark.parametrize("credential", [FULL, Credential(SnmpVersion.V2C, community="public")])
async def test_ipv6_is_spoken(net_snmp: Served, client: SnmpClient, credential: Credential) -> None:
    if not has_ipv6():
        pytest.skip("this machine has no ::1")
    answer = await ask(client, net_snmp.port, credential, host="::1")
    assert answer.values == (UNDER_TEST,), answer.failure


def has_ipv6() -> bool:
    try:
        free_port("::1")
    except OSError:
        return False
    return True


@pytest.mark.parametrize("credential", [FULL, Credential(SnmpVersion.V1), Credential(SnmpVersion.V2C)])
@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
async def test_a_closed_port_is_unreachable_at_once(client: SnmpClient, credential: Credential, host: str) -> None:
    if ":" in host and not has_ipv6():
        pytest.skip("this machine has no ::1")
    answer = await ask(client, free_port(host), credential, host=host, timeout_s=20)
    assert answer.failure is not None
    assert answer.failure.error is SnmpError.UNREACHABLE
    assert "nothing listens" in answer.failure.detail
    assert answer.latency_s < 5
