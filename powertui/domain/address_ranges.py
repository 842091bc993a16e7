"""Ranges of addresses as people write them: `10.0.0.0/24`, `10.0.0.5-10.0.0.20`, `10.0.0.5-20`, an address, a host."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

SNMP_PORT = 161
_PORT = re.compile(r"(?P<rest>.+):(?P<port>[0-9]{1,5})")
_HOST = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?")
_BOTH_ENDS_TAKEN = 2
"""Of an IPv4 network the first address is its name and the last its broadcast; smaller ones have neither."""


@dataclass(frozen=True, slots=True)
class AddressRange:
    """Addresses in a row, or one host by its name."""

    first: int
    last: int
    is_v6: bool
    port: int = SNMP_PORT
    host: str = ""
    """A name that is to be looked up; then `first` and `last` say nothing."""

    @property
    def count(self) -> int:
        return 1 if self.host else self.last - self.first + 1

    def hosts(self) -> Iterator[str]:
        """Each address as a text."""
        if self.host:
            yield self.host
            return
        for number in range(self.first, self.last + 1):
            yield str(IPv6Address(number) if self.is_v6 else IPv4Address(number))


@dataclass(frozen=True, slots=True)
class BadRange:
    """A text that is no range: one sentence."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where an agent may be."""

    host: str
    port: int


def range_of(text: str) -> AddressRange | BadRange:
    """What a person means by a range; `:PORT` may stand behind it (IPv6 in brackets then)."""
    rest, port = _without_port(text.strip())
    if not 0 < port < 65536:
        return BadRange(f"{text!r} has no port from 1 to 65535")
    try:
        found = _addresses(rest)
    except ValueError as error:
        return BadRange(f"{text!r} is no range: {error}")
    if found is not None:
        first, last = found
        if type(first) is not type(last) or int(first) > int(last):
            return BadRange(f"{text!r} runs backwards, or from one kind of address to the other")
        return AddressRange(int(first), int(last), isinstance(first, IPv6Address), port)
    if _HOST.fullmatch(rest) and not rest.replace(".", "").isdecimal():
        return AddressRange(0, 0, is_v6=False, port=port, host=rest)
    return BadRange(f"{text!r} is no address, range or host: 10.0.0.0/24, 10.0.0.5-20 and pdu-r01.example are")


def merged(ranges: Sequence[AddressRange]) -> tuple[AddressRange, ...]:
    """The same addresses, each once: hosts first as they came, then addresses in their order."""
    hosts = tuple(dict.fromkeys(one for one in ranges if one.host))
    found: list[AddressRange] = []
    for one in sorted((one for one in ranges if not one.host), key=lambda one: (one.is_v6, one.port, one.first)):
        before = found[-1] if found else None
        is_same_kind = before is not None and (before.is_v6, before.port) == (one.is_v6, one.port)
        if before is not None and is_same_kind and one.first <= before.last + 1:
            found[-1] = AddressRange(before.first, max(before.last, one.last), one.is_v6, one.port)
        else:
            found.append(one)
    return (*hosts, *found)


def places(ranges: Sequence[AddressRange]) -> Iterator[Place]:
    """All places of some ranges, one after the other: there may be very many."""
    for one in ranges:
        for host in one.hosts():
            yield Place(host, one.port)


_Address = IPv4Address | IPv6Address


def _addresses(text: str) -> tuple[_Address, _Address] | None:
    """The first and last address; None where the text is none. Raises ValueError with the reason."""
    if "/" in text:
        return _ends(ip_network(text, strict=False))
    first_text, dash, last_text = text.partition("-")
    try:
        first = ip_address(first_text.strip())
    except ValueError:
        return None
    if not dash:
        return first, first
    last_text = last_text.strip()
    if last_text.isdecimal() and isinstance(first, IPv4Address):
        last_text = f"{str(first).rpartition('.')[0]}.{last_text}"
    return first, ip_address(last_text)


def _ends(network: IPv4Network | IPv6Network) -> tuple[_Address, _Address]:
    first, last = network.network_address, network.broadcast_address
    if isinstance(network, IPv4Network) and network.num_addresses > _BOTH_ENDS_TAKEN:
        return first + 1, last - 1
    return first, last


def _without_port(text: str) -> tuple[str, int]:
    if text.startswith("["):
        inside, _, behind = text[1:].partition("]")
        return inside + behind.partition(":")[0], int(behind[1:]) if re.fullmatch(r":[0-9]{1,5}", behind) else (
            0 if ":" in behind else SNMP_PORT
        )
    found = _PORT.fullmatch(text)
    if found is None or ":" in found["rest"]:
        return text, SNMP_PORT
    return found["rest"], int(found["port"])
