"""`powertui simulate`: what is ordered, what is refused, and the line that says how to read it."""

import json
from collections.abc import Callable

import pytest

from collectors.simulator.families.maker import Device
from powertui.bootstrap.simulate import Listener, Served
from tests.cli.conftest import CommandLine


@pytest.fixture
def serving(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Device, Listener]]:
    """What would have been served: no port is opened."""
    served: list[tuple[Device, Listener]] = []

    def serve(device: Device, listener: Listener, report: Callable[[Served], None]) -> None:
        served.append((device, listener))
        report(Served(device.profile.family, 4711, (("unit", 1), ("branch", 2), ("outlet", 8))))

    for variable in ("POWERTUI_SNMP_AUTH_KEY", "POWERTUI_SNMP_PRIV_KEY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("powertui.bootstrap.simulate.serve", serve)
    return served


def test_a_device_is_served_and_its_line_tells_how_to_read_it(
    powertui: CommandLine, serving: list[tuple[Device, Listener]]
) -> None:
    outcome = powertui("simulate", "--family", "apc-rpdu2", "--outlets", "8", "--branches", "2", "--units", "2")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == (
        "apc-rpdu2: 1 unit, 2 branches, 8 outlets; read it with: powertui snmp read 127.0.0.1:4711 --community public\n"
    )
    ((device, listener),) = serving
    assert (device.supply.shape.outlets, device.supply.shape.branches, device.supply.shape.units) == (8, 2, 2)
    assert (listener.host, listener.port) == ("127.0.0.1", 1161)


def test_secrets_of_ones_own_are_not_printed(powertui: CommandLine, serving: list[tuple[Device, Listener]]) -> None:
    keys = ("--v3-user", "me", "--v3-auth-key", "auth secret", "--v3-priv-key", "priv secret")
    outcome = powertui("simulate", "--family", "sentry4", "--community", "hush-hush", *keys)
    assert outcome.code == 0
    assert "--user me --auth-protocol SHA --priv-protocol AES" in outcome.out
    assert not any(secret in outcome.out for secret in ("hush-hush", "auth secret", "priv secret"))
    assert len(serving) == 1


def test_all_families_are_listed(powertui: CommandLine) -> None:
    listed = json.loads(powertui("simulate", "--list", "--json").out)
    assert {"family": "aphel-genesis2", "vendor": "Aphel", "parts": ["outlet"]} in [
        {**one, "vendor": "Aphel"} for one in listed
    ]
    assert len(powertui("simulate", "--list").lines) == len(listed) > 50


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--family", "apc-rpdu3"), "there is no family 'apc-rpdu3'; did you mean apc-rpdu"),
        (("--family", "zzz"), "powertui simulate --list names them all"),
        (("--family", "aten-pe", "--outlets", "60"), "--outlets 60: the index of aten-pe has room for at most 42"),
        (("--family", "apc-masterswitch", "--branches", "2"), "the index of apc-masterswitch has room for none"),
        (("--family", "apc-masterswitch", "--units", "2"), "apc-masterswitch shows 1 unit through one agent"),
        (("--family", "sentry4", "--phases", "1", "--wiring", "delta"), "--wiring delta needs three phases"),
        (("--family", "sentry4", "--v3-user", "me", "--v3-auth-key", "short"), "needs --v3-auth-key, of 8 characters"),
        ((), "give --family, or --list to see them"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    powertui: CommandLine, serving: list[tuple[Device, Listener]], arguments: tuple[str, ...], sentence: str
) -> None:
    outcome = powertui("simulate", *arguments)
    assert outcome.code == 2
    assert sentence in outcome.err
    assert outcome.err.count("\n") == 1
    assert serving == []


@pytest.mark.parametrize(
    ("address", "sentence"),
    [("0.0.0.0", "say --beyond-loopback if that is meant"), ("nowhere", "'nowhere' is no address")],  # noqa: S104
)
def test_only_loopback_unless_it_is_said(powertui: CommandLine, address: str, sentence: str) -> None:
    outcome = powertui("simulate", "--family", "sentry4", "--bind", address, "--port", "0")
    assert outcome.code == 2
    assert sentence in outcome.err
