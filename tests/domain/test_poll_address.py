"""Addresses to poll as people write them: what has a port has it, what is none is one sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.poll_address import NoAddress, PollAddress, poll_address


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("10.0.0.7", "10.0.0.7", None),
        (" 127.0.0.1:21161 ", "127.0.0.1", 21161),
        ("pdu-r01.example", "pdu-r01.example", None),
        ("pdu_r01.example.:1161", "pdu_r01.example.", 1161),
        ("::1", "::1", None),
        ("[2001:db8::7]", "2001:db8::7", None),
        ("[fe80::7%eth0]:161", "fe80::7%eth0", 161),
    ],
)
def test_an_address_may_have_its_port_behind_it(text: str, host: str, port: int | None) -> None:
    assert poll_address(text) == PollAddress(host, port)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10.0.0",
        "10.0.0.300",
        "1:2:3",
        "[10.0.0.1]:161",
        "[::1",
        "a b",
        "pdu/1",
        "-",
        "\x1b[31m",
        "[]",
        "fe80::1%",
        "fe80::1%\x1b[31m",
        "[fe80::1%a b]:161",
    ],
)
def test_what_is_no_address_is_told_in_a_sentence(text: str) -> None:
    found = poll_address(text)
    assert isinstance(found, NoAddress)
    assert found.sentence.isprintable()
    assert "is no address" in found.sentence


@pytest.mark.parametrize("port", ["", "0", "65536", "x", "-1", "1 6", "99999999999999", "٣"])
def test_a_port_that_is_none_is_told(port: str) -> None:
    found = poll_address(f"pdu:{port}")
    assert isinstance(found, NoAddress)
    assert "has no port from 1 to 65535" in found.sentence


@given(st.text())
def test_any_text_is_an_address_or_a_sentence(text: str) -> None:
    found = poll_address(text)
    assert found.sentence.isprintable() if isinstance(found, NoAddress) else found.host.isprintable()


@given(st.text())
def test_no_interface_of_an_address_has_what_cannot_be_seen(text: str) -> None:
    found = poll_address(f"fe80::1%{text}")
    assert isinstance(found, NoAddress) or found.host.isprintable()
