"""`powertui snmp read`: usage, and devices that are not there."""

import socket
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from collectors.snmp.client import AuthProtocol, PrivProtocol, SnmpVersion
from powertui.bootstrap.device import DeviceObject
from powertui.cli.main import powertui
from powertui.cli.snmp import snmp
from powertui.cli.snmp_access import AUTH_PROTOCOLS, PRIV_PROTOCOLS, VERSIONS, split_address
from powertui.cli.snmp_objects import as_record, as_text
from powertui.errors import CredentialError


@pytest.mark.parametrize(
    ("address", "host_and_port"),
    [
        ("pdu", ("pdu", 161)),
        ("pdu.example:1161", ("pdu.example", 1161)),
        ("192.0.2.1:161", ("192.0.2.1", 161)),
        ("::1", ("::1", 161)),
        ("[::1]", ("::1", 161)),
        ("[fe80::1%eth0]:1161", ("fe80::1%eth0", 1161)),
    ],
)
def test_an_address_is_a_host_and_a_port(address: str, host_and_port: tuple[str, int]) -> None:
    assert split_address(address) == host_and_port


@pytest.mark.parametrize("address", ["", ":161", "pdu:", "pdu:0", "pdu:65536", "pdu:x", "[::1", "[::1]161", "[]:161"])
def test_what_is_no_address_is_wrong_usage(address: str) -> None:
    with pytest.raises(click.BadParameter):
        split_address(address)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], "give --community for SNMP v2c, or --user for v3"),
        (["-u", "me", "--auth-key", "longenough"], "--auth-protocol and --auth-key go together"),
        (["-u", "me", "--auth-protocol", "SHA", "--auth-key", "short"], "fewer than 8 characters"),
        (["-u", "me", "--priv-protocol", "AES", "--priv-key", "longenough"], "privacy needs authentication"),
        (["-v", "3"], "SNMP v3 needs --user"),
        (["-v", "1"], "give --community for SNMP v1"),
        (["-v", "1", "-c", "public", "-u", "me"], "--user belongs to SNMP v3, not to v1"),
        (["--credential", "lab", "-u", "me"], "--credential lab says all; --user has no place beside it"),
        (["-u", "me", "--auth-protocol", "ROT13", "--auth-key", "longenough"], "ROT13"),
    ],
)
def test_options_that_do_not_fit_together_are_wrong_usage(options: list[str], sentence: str) -> None:
    result = CliRunner(env={"POWERTUI_SNMP_COMMUNITY": None}).invoke(snmp, ["read", "pdu", *options])
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_the_options_offer_what_the_engine_speaks() -> None:
    assert set(VERSIONS) == {version.value for version in SnmpVersion}
    assert set(AUTH_PROTOCOLS) == {protocol.value for protocol in AuthProtocol}
    assert set(PRIV_PROTOCOLS) == {protocol.value for protocol in PrivProtocol}


def test_a_closed_port_ends_with_three_and_one_sentence() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    result = CliRunner(env={"POWERTUI_SNMP_COMMUNITY": "public"}).invoke(snmp, ["read", f"127.0.0.1:{port}"])
    assert result.exit_code == 3
    assert result.stderr == f"powertui: nothing listens on UDP 127.0.0.1 port {port}\n"
    assert result.stdout == ""


def test_an_unknown_host_ends_with_three_and_its_name() -> None:
    result = CliRunner().invoke(snmp, ["read", "no-such-host.invalid", "-c", "public"])
    assert result.exit_code == 3
    assert "no-such-host.invalid" in result.stderr


def test_the_command_loads_no_snmp_library_before_it_runs() -> None:
    program = (
        "import sys, powertui.cli.snmp; heavy = {'pysnmp', 'pyasn1', 'pydantic', 'sqlalchemy', 'textual'};"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr


CREDENTIALS = """
[snmp.credentials.lab]
version = "1"
community = "env:LAB_COMMUNITY"
"""


def unused_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_a_credential_of_the_configuration_is_used_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(CREDENTIALS)
    config = ["--config", str(tmp_path / "config.toml"), "snmp", "get", f"127.0.0.1:{unused_port()}"]
    command = [*config, "1.3.6.1.2.1.1.5.0", "--credential"]
    known = CliRunner(env={"LAB_COMMUNITY": "public"}).invoke(powertui, [*command, "lab"])
    assert (known.exit_code, "nothing listens" in known.stderr) == (3, True)
    for name, sentence in (("lap", "no credential is named 'lap'"), ("lab", "LAB_COMMUNITY is not set")):
        result = CliRunner(env={"LAB_COMMUNITY": None}).invoke(powertui, [*command, name])
        assert sentence in str(result.exception)


@pytest.mark.parametrize("option", ["--community", "--auth-key"])
def test_a_secret_may_be_a_reference(tmp_path: Path, option: str) -> None:
    user = ["-u", "me", "--auth-protocol", "SHA"] if option == "--auth-key" else []
    absent = f"file:{tmp_path / 'absent'}"
    result = CliRunner(env={"POWERTUI_SNMP_COMMUNITY": None}).invoke(
        snmp, ["get", "127.0.0.1:9", "1.3.6.1", option, absent, *user]
    )
    assert isinstance(result.exception, CredentialError)
    assert str(tmp_path / "absent") in str(result.exception)


@pytest.mark.parametrize("oid", ["sysName.0", "1", "1.3.x", "1..3", "3.1.2", "1.3.6.4294967296", "1." * 129 + "1"])
@pytest.mark.parametrize("command", ["get", "walk"])
def test_what_is_no_numeric_oid_is_wrong_usage(command: str, oid: str) -> None:
    result = CliRunner().invoke(snmp, [command, "127.0.0.1:9", oid, "-c", "public"])
    assert (result.exit_code, "is not a numeric OID" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("found", "text", "record"),
    [
        (DeviceObject("1.3.1", "INTEGER", -5), "1.3.1 = INTEGER: -5", {"value": -5}),
        (DeviceObject("1.3.1", "IpAddress", "192.0.2.1"), "1.3.1 = IpAddress: 192.0.2.1", {"value": "192.0.2.1"}),
        (DeviceObject("1.3.1", "noSuchObject", None), "1.3.1 = noSuchObject", {"value": None}),
        (
            DeviceObject("1.3.1", "OCTET STRING", b"PDU"),
            '1.3.1 = OCTET STRING: "PDU"',
            {"hex": "504455"},
        ),
        (DeviceObject("1.3.1", "OCTET STRING", b"\x1b[2J"), "1.3.1 = OCTET STRING: 1B 5B 32 4A", {"value": None}),
        (DeviceObject("1.3.1", "OCTET STRING", b"\xff"), "1.3.1 = OCTET STRING: FF", {"value": None, "hex": "ff"}),
    ],
)
def test_an_object_is_shown_by_its_type(found: DeviceObject, text: str, record: dict[str, object]) -> None:
    assert as_text(found) == text
    assert record.items() <= as_record(found).items()
