"""Ranges of addresses as people write them."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.address_ranges import AddressRange, BadRange, merged, places, range_of


def hosts(*texts: str) -> list[tuple[str, int]]:
    ranges = [range_of(text) for text in texts]
    good = [one for one in ranges if isinstance(one, AddressRange)]
    assert len(good) == len(ranges), ranges
    return [(place.host, place.port) for place in places(merged(good))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("127.0.0.8/30", ["127.0.0.9", "127.0.0.10"]),
        ("127.0.0.9/30", ["127.0.0.9", "127.0.0.10"]),
        ("127.0.0.8/31", ["127.0.0.8", "127.0.0.9"]),
        ("127.0.0.8/32", ["127.0.0.8"]),
        ("127.0.0.254-127.0.1.1", ["127.0.0.254", "127.0.0.255", "127.0.1.0", "127.0.1.1"]),
        ("127.0.0.5-7", ["127.0.0.5", "127.0.0.6", "127.0.0.7"]),
        ("::1", ["::1"]),
        ("fe80::1-fe80::2", ["fe80::1", "fe80::2"]),
        ("fe80::/127", ["fe80::", "fe80::1"]),
        ("pdu-r01.example", ["pdu-r01.example"]),
        ("a-b", ["a-b"]),
    ],
)
def test_a_range_is_its_addresses(text: str, expected: list[str]) -> None:
    assert hosts(text) == [(host, 161) for host in expected]


def test_a_port_may_stand_behind_any_of_them() -> None:
    assert hosts("127.0.0.1:1161") == [("127.0.0.1", 1161)]
    assert hosts("127.0.0.1-2:1161") == [("127.0.0.1", 1161), ("127.0.0.2", 1161)]
    assert hosts("[::1]:1161") == [("::1", 1161)]
    assert hosts("pdu:1161") == [("pdu", 1161)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "10.0.0.300",
        "10.0.0",
        "10.0.0.9-5",
        "10.0.0.5-300",
        "10.0.0.0/33",
        "10.0.0.1-::1",
        "10.0.0.1-",
        "-",
        "pdu r01",
        "pdu:0",
        "pdu:99999",
        "[::1]:x",
        "10.0.0.0/24/24",
        "\x1b[31m",
    ],
)
def test_what_is_no_range_is_told_in_a_sentence(text: str) -> None:
    found = range_of(text)
    assert isinstance(found, BadRange)
    assert found.sentence.isprintable()


def test_addresses_that_were_named_twice_are_looked_at_once() -> None:
    assert hosts("127.0.0.2-4", "127.0.0.3-6", "x", "127.0.0.1", "x") == [
        ("x", 161),
        *((f"127.0.0.{number}", 161) for number in range(1, 7)),
    ]


@given(st.integers(0, 2**32 - 1), st.integers(16, 32))
def test_a_network_has_as_many_addresses_as_it_has_hosts(number: int, prefix: int) -> None:
    network = ip_network((number, prefix), strict=False)
    found = range_of(str(network))
    assert isinstance(found, AddressRange)
    assert found.count == len(list(network.hosts()))


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 40), st.sampled_from([161, 162])), max_size=6))
def test_merging_loses_and_doubles_nothing(spans: list[tuple[int, int, int]]) -> None:
    ranges = [AddressRange(first, first + more, is_v6=False, port=port) for first, more, port in spans]
    found = list(places(merged(ranges)))
    assert len(found) == len(set(found))
    assert set(found) == {place for one in ranges for place in places([one])}


@given(st.text(max_size=30))
def test_any_text_is_a_range_or_a_sentence(text: str) -> None:
    assert isinstance(range_of(text), AddressRange | BadRange)
