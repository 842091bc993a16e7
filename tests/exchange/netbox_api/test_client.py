"""What goes wrong between here and a NetBox: what passes is asked again, what stays is one sentence."""

import asyncio
import socket
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from powertui.exchange.netbox_api.access import Access
from powertui.exchange.netbox_api.client import ATTEMPTS, NetBoxClient
from powertui.exchange.netbox_api.connecting import connection_trouble
from powertui.exchange.netbox_api.failure import NetBoxError
from tests.exchange.netbox_api.conftest import Reader
from tests.exchange.netbox_api.server import FIRST_TOKEN, SECOND_TOKEN, FakeNetBox, Mishap


def problem(read: Reader) -> str:
    with pytest.raises(NetBoxError) as caught:
        read()
    message = str(caught.value)
    assert "\n" not in message
    assert read.token not in message
    return message


@pytest.mark.parametrize("token", [FIRST_TOKEN, SECOND_TOKEN, f"Token {FIRST_TOKEN}", f" {SECOND_TOKEN}\n"])
def test_both_kinds_of_token_open_the_door(netbox: FakeNetBox, token: str) -> None:
    assert Reader(netbox, token)().topology.sites


@pytest.mark.parametrize("mishap", [Mishap.RATE_LIMIT, Mishap.FAIL, Mishap.CUT, Mishap.BROKEN_JSON])
def test_what_passes_is_asked_again(read: Reader, mishap: Mishap) -> None:
    good = read().topology
    read.netbox.mishaps = [("dcim/power-ports", mishap)] * 2
    assert read().topology == good
    # The number of rows and the rows themselves are asked for apart, and either may have met both.
    assert sum(read.waits_s) in {14, 1.0, 1.5}


def test_a_rate_limit_is_waited_out_as_long_as_it_asks(read: Reader) -> None:
    read.netbox.retry_after = "42"
    read.netbox.mishaps = [("status", Mishap.RATE_LIMIT)]
    read()
    assert read.waits_s == [42]


def test_a_rate_limit_may_name_a_moment(netbox: FakeNetBox) -> None:
    netbox.retry_after = "Sun, 22 Nov 2026 12:00:30 GMT"
    netbox.mishaps = [("status", Mishap.RATE_LIMIT)]
    waits_s: list[float] = []

    async def sleep(seconds: float) -> None:
        waits_s.append(seconds)

    async def ask() -> None:
        noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
        async with NetBoxClient(Access(netbox.url, FIRST_TOKEN), sleep=sleep, now=lambda: noon) as client:
            await client.get("status")

    asyncio.run(ask())
    assert waits_s == [30]


def test_a_rate_limit_of_an_hour_is_told_and_not_waited_for(read: Reader) -> None:
    read.netbox.retry_after = "3600"
    read.netbox.mishaps = [("status", Mishap.RATE_LIMIT)]
    assert "asks to be left alone for 3600 s" in problem(read)
    assert read.waits_s == []


def test_patience_has_an_end(read: Reader) -> None:
    read.netbox.always["dcim/sites"] = Mishap.FAIL
    message = problem(read)
    assert "NetBox fails (500): server closed the connection unexpectedly" in message
    assert message.endswith(f"given up after {ATTEMPTS} attempts")
    assert read.waits_s == [0.5, 1, 2, 4, 8]


def test_a_wrong_token_is_told_with_what_netbox_says(netbox: FakeNetBox) -> None:
    message = problem(Reader(netbox, "f" * 40))
    assert "does not accept the token (403): Invalid v1 token" in message


def test_a_missing_right_is_named(read: Reader) -> None:
    read.netbox.always["dcim/power-feeds"] = Mishap.FORBIDDEN
    assert problem(read) == "the token may not read power feeds (403): its user needs dcim.view_powerfeed"


def test_tenants_need_no_right_of_their_own(read: Reader) -> None:
    read.netbox.always["tenancy/tenants"] = Mishap.FORBIDDEN
    assert [tenant.slug for tenant in read().topology.tenants] == ["acme"]


@pytest.mark.parametrize(
    ("mishap", "words"),
    [
        (Mishap.NOT_FOUND, "is not there (404): is that a NetBox?"),
        (Mishap.LOGIN_PAGE, "answers with something that is no JSON"),
        (Mishap.REDIRECT, "points to https://elsewhere.example.net/login/"),
    ],
)
def test_what_is_no_netbox_is_told_so(read: Reader, mishap: Mishap, words: str) -> None:
    read.netbox.always["status"] = mishap
    assert words in problem(read)
    assert read.waits_s == []


@pytest.mark.parametrize("tail", ["", "/", "/api", "/api/", "/api/dcim/"])
def test_the_address_may_end_as_it_was_copied(netbox: FakeNetBox, tail: str) -> None:
    netbox.url += tail
    assert Reader(netbox)().topology.sites


def test_a_netbox_before_4_is_refused(read: Reader) -> None:
    read.netbox.version = "3.7.8"
    assert problem(read) == "NetBox 3.7.8 is too old: 4.0.0 or later can be read"


@pytest.mark.parametrize(("version", "is_told"), [("4.5.8", True), ("4.5.9-Docker-3.4.1", False), ("4.6.0", False)])
def test_one_that_does_not_sum_chains_is_remarked_upon(read: Reader, version: str, is_told: bool) -> None:
    read.netbox.version = version
    assert ("counts a PDU behind a PDU as 0 W" in "".join(read().notes)) is is_told


@pytest.fixture
def closed_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        yield listener.getsockname()[1]


def test_a_refused_connection_is_told_at_once(netbox: FakeNetBox, closed_port: int) -> None:
    netbox.url = f"http://127.0.0.1:{closed_port}"
    reader = Reader(netbox)
    assert problem(reader) == f"127.0.0.1:{closed_port}: refuses the connection; does NetBox listen at that port?"
    assert reader.waits_s == []


def test_https_to_a_port_without_is_told(netbox: FakeNetBox) -> None:
    netbox.url = netbox.url.replace("http:", "https:")
    assert "TLS fails" in problem(Reader(netbox))


def test_a_name_that_leads_nowhere_is_told() -> None:
    error = httpx.ConnectError("[Errno -2] Name or service not known")
    error.__cause__ = socket.gaierror(-2, "Name or service not known")
    trouble = connection_trouble(error, "https://nosuch.example.net/api/status/", has_answered=False)
    assert trouble.sentence == "nosuch.example.net: no such host: its name cannot be resolved"
    assert not trouble.may_pass


def test_a_host_that_falls_silent_is_asked_again_once_it_has_answered() -> None:
    error = httpx.ConnectTimeout("")
    assert connection_trouble(error, "https://nb.example.net/", has_answered=True).may_pass
    assert not connection_trouble(error, "https://nb.example.net/", has_answered=False).may_pass
