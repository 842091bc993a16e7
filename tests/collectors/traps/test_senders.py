"""Traps and informs as pysnmp and net-snmp send them: three programs that must understand one another."""

import asyncio
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from collectors.snmp.client import AuthProtocol, Credential, PrivProtocol, SnmpVersion
from collectors.snmp.engines.names import SocketAddress
from collectors.traps.opening import Trust
from collectors.traps.socket import TrapSocket
from collectors.traps.usm import Opened, Refusal, Refused, UsmReceiver
from powertui.domain.poll_target import PollTarget
from tests.collectors.traps.conftest import COMMUNITY, CREDENTIALS, ENGINE_ID, PDU, SIGNER, USER, Ear, Listen

AUTH_FAILURE = "1.3.6.1.6.3.1.1.5.5"
DESCR = "1.3.6.1.2.1.1.1.0"
TEXT = "from a program"

# pysnmp's high-level interface uses names of pysmi's that are deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:.*is deprecated. Please use:DeprecationWarning")

needs_snmptrap = pytest.mark.skipif(not shutil.which("snmptrap"), reason="needs net-snmp: apt-get install snmp")


def pysnmp() -> Any:
    """Its high-level interface."""
    from pysnmp.hlapi.v3arch import asyncio as hlapi

    return hlapi


async def send_with_pysnmp(port: int, credential: Credential, kind: str) -> str:
    """Send one; returns what went wrong with it, empty: nothing."""
    hlapi = pysnmp()
    if credential.version is SnmpVersion.V3:
        auth = hlapi.UsmUserData(
            credential.user,
            credential.auth_key or None,
            credential.priv_key or None,
            authProtocol=hlapi.usmHMAC192SHA256AuthProtocol if credential.auth else hlapi.usmNoAuthProtocol,
            privProtocol=hlapi.usmAesCfb128Protocol if credential.priv else hlapi.usmNoPrivProtocol,
        )
    else:
        auth = hlapi.CommunityData(credential.community, mpModel=0 if credential.version is SnmpVersion.V1 else 1)
    engine = hlapi.SnmpEngine()
    target = await hlapi.UdpTransportTarget.create(("127.0.0.1", port), timeout=20, retries=0)
    # Numbers only: for a name that it does not know it would look for a MIB on the Internet.
    varbinds = (
        ("1.3.6.1.2.1.1.3.0", hlapi.TimeTicks(4711)),
        ("1.3.6.1.6.3.1.1.4.1.0", hlapi.ObjectIdentifier(AUTH_FAILURE)),
        (DESCR, hlapi.OctetString(TEXT)),
    )
    context = hlapi.ContextData()
    try:
        failed, *_ = await hlapi.send_notification(engine, auth, target, context, kind, *varbinds)
    finally:
        engine.close_dispatcher()
    return str(failed or "")


V1 = Credential(SnmpVersion.V1, community=COMMUNITY.community)


@pytest.mark.parametrize("credential", [V1, COMMUNITY, USER], ids=["v1", "v2c", "v3"])
async def test_a_trap_of_pysnmp_is_read(ear: Ear, credential: Credential) -> None:
    assert await send_with_pysnmp(ear.port, credential, "trap") == ""
    notice = await ear.notice()
    assert (notice.targets, notice.name) == ((PDU,), "authenticationFailure")
    assert f'{DESCR}="{TEXT}"' in notice.detail


@pytest.mark.parametrize("credential", [COMMUNITY, USER], ids=["v2c", "v3"])
async def test_an_inform_of_pysnmp_is_acknowledged(ear: Ear, credential: Credential) -> None:
    assert await send_with_pysnmp(ear.port, credential, "inform") == ""
    assert (await ear.notice()).name == "authenticationFailure"


UNENCRYPTED = replace(USER, priv=None, priv_key="")
UNSIGNED = Credential(SnmpVersion.V3, user=USER.user)
IMPOSTORS = {
    "another auth key": (replace(USER, auth_key="another-password"), "trap"),
    "another auth key, inform": (replace(USER, auth_key="another-password"), "inform"),
    "another priv key": (replace(USER, priv_key="another-password"), "trap"),
    "another user": (replace(USER, user="somebody"), "trap"),
    "not encrypted": (UNENCRYPTED, "trap"),
    "not signed": (UNSIGNED, "trap"),
    "a user without keys": (Credential(SnmpVersion.V3, user="nobody"), "trap"),
    "another community": (replace(COMMUNITY, community="guessed"), "inform"),
}


@pytest.mark.parametrize("impostor", IMPOSTORS)
async def test_what_is_not_signed_as_configured_is_refused(listen: Listen, impostor: str) -> None:
    ear = listen(names=("plain", "secure", "open"))
    await ear.receiver.watch([PDU])
    credential, kind = IMPOSTORS[impostor]
    failed = await send_with_pysnmp(ear.port, credential, kind)
    assert bool(failed) is (kind == "inform")
    await ear.until(lambda: ear.receiver.counters.refused == 1)
    assert (ear.heard, ear.receiver.counters.acknowledged) == ([], 0)


async def net_snmp(program: str, home: Path, *arguments: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        program,
        *arguments,
        env={"PATH": os.environ["PATH"], "HOME": str(home), "SNMP_PERSISTENT_DIR": str(home), "MIBS": ""},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode is not None
    return process.returncode, output.decode()


def net_snmp_auth(credential: Credential) -> list[str]:
    if credential.version is not SnmpVersion.V3:
        return [f"-v{credential.version.value}", "-c", credential.community]
    assert credential.auth is not None
    level = "authPriv" if credential.priv else "authNoPriv"
    arguments = ["-v3", "-l", level, "-u", credential.user, "-a", credential.auth.value, "-A", credential.auth_key]
    if credential.priv:
        arguments += ["-x", credential.priv.value, "-X", credential.priv_key]
    return arguments


V2_NOTIFICATION = ("", AUTH_FAILURE, DESCR, "s", TEXT)


@needs_snmptrap
@pytest.mark.parametrize("credential", [COMMUNITY, USER, SIGNER], ids=["v2c", "v3 authPriv", "v3 authNoPriv"])
@pytest.mark.parametrize("program", ["snmptrap", "snmpinform"])
async def test_notifications_of_net_snmp_are_read(
    ear: Ear, tmp_path: Path, credential: Credential, program: str
) -> None:
    where = f"127.0.0.1:{ear.port}"
    code, output = await net_snmp(program, tmp_path, *net_snmp_auth(credential), "-r0", "-t5", where, *V2_NOTIFICATION)
    assert code == 0, output
    notice = await ear.notice()
    assert (notice.name, notice.detail) == ("authenticationFailure", f'{DESCR}="{TEXT}"')
    assert ear.receiver.counters.acknowledged == (program == "snmpinform")


@needs_snmptrap
async def test_a_v1_trap_of_net_snmp_is_read(ear: Ear, tmp_path: Path) -> None:
    trap = ("1.3.6.1.4.1.13742.6", "192.0.2.99", "6", "3", "42", DESCR, "s", TEXT)
    code, output = await net_snmp("snmptrap", tmp_path, *net_snmp_auth(V1), f"127.0.0.1:{ear.port}", *trap)
    assert code == 0, output
    notice = await ear.notice()
    assert (notice.oid, notice.name) == ("1.3.6.1.4.1.13742.6.0.3", "PDU2-MIB 13742.6.0.3")


@needs_snmptrap
async def test_an_inform_with_a_wrong_password_is_not_acknowledged(ear: Ear, tmp_path: Path) -> None:
    guess = Credential(SnmpVersion.V3, user="signer", auth=AuthProtocol.SHA1, auth_key="guessed-password")
    arguments = (*net_snmp_auth(guess), "-r0", "-t1", f"127.0.0.1:{ear.port}", *V2_NOTIFICATION)
    code, output = await net_snmp("snmpinform", tmp_path, *arguments)
    assert code != 0
    assert "Authentication failure" in output
    assert ear.heard == []


@needs_snmptrap
@pytest.mark.parametrize("auth", [AuthProtocol.MD5, AuthProtocol.SHA512], ids=lambda item: item.value)
@pytest.mark.parametrize("priv", [PrivProtocol.DES, PrivProtocol.AES256], ids=lambda item: item.value)
async def test_other_algorithms_are_understood(
    listen: Listen, tmp_path: Path, auth: AuthProtocol, priv: PrivProtocol
) -> None:
    credential = Credential(
        SnmpVersion.V3, user="u", auth=auth, auth_key="password-1", priv=priv, priv_key="password-2"
    )
    ear = listen()
    ear.receiver._opener._trust = Trust({"it": credential})
    await ear.receiver.watch([PollTarget(1, "pdu-a", "127.0.0.1", 161, "it")])
    arguments = (*net_snmp_auth(credential), "-r0", "-t5", f"127.0.0.1:{ear.port}", *V2_NOTIFICATION)
    for program in ("snmptrap", "snmpinform"):
        code, output = await net_snmp(program, tmp_path, *arguments)
        if "Invalid privacy" in output or "not support" in output:
            pytest.skip(f"this net-snmp does no {priv.value}")
        assert code == 0, output
    await ear.until(lambda: len(ear.heard) == 2)


@needs_snmptrap
async def test_a_signed_trap_that_is_repeated_much_later_is_out_of_its_time(ear: Ear, tmp_path: Path) -> None:
    recorded: list[bytes] = []
    arrived = ear.receiver._sockets[0]._arrived

    def record(octets: bytes, address: SocketAddress, came_by: TrapSocket) -> None:
        recorded.append(octets)
        arrived(octets, address, came_by)

    ear.receiver._sockets[0]._arrived = record
    where = f"127.0.0.1:{ear.port}"
    await net_snmp("snmptrap", tmp_path, *net_snmp_auth(USER), where, *V2_NOTIFICATION)
    await ear.notice()
    now_s = 1000.0
    usm = UsmReceiver(ENGINE_ID, 1, lambda: now_s)
    credentials = {"secure": CREDENTIALS["secure"]}
    assert isinstance(usm.open(recorded[0], credentials), Opened)
    now_s += 149
    assert isinstance(usm.open(recorded[0], credentials), Opened)
    now_s += 3
    assert usm.open(recorded[0], credentials) == Refused(Refusal.OUT_OF_TIME)
    changed = recorded[0][:-1] + bytes([recorded[0][-1] ^ 1])
    assert usm.open(changed, credentials) == Refused(Refusal.WRONG_DIGEST)
    assert usm.senders == 1
