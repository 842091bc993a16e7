"""`powertui snmp read`: usage, and devices that are not there."""

import socket
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from collectors.snmp.client import AuthProtocol, PrivProtocol
from powertui.cli.snmp import AUTH_PROTOCOLS, PRIV_PROTOCOLS, snmp, split_address


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
        (["-u", "me", "--auth-protocol", "ROT13", "--auth-key", "longenough"], "ROT13"),
    ],
)
def test_options_that_do_not_fit_together_are_wrong_usage(options: list[str], sentence: str) -> None:
    result = CliRunner(env={"POWERTUI_SNMP_COMMUNITY": None}).invoke(snmp, ["read", "pdu", *options])
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_the_options_offer_what_the_engine_speaks() -> None:
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
