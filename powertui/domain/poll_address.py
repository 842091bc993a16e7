"""Where a device is asked, as people write it: `10.0.0.7`, `10.0.0.7:1161`, `pdu-r01.example:161`, `[fe80::7]:161`."""

import re
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

_HOST = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?")
_INTERFACE = re.compile(r"[A-Za-z0-9_.:@-]{1,15}")
"""A name as long as Linux lets it be, or its number."""
_NUMBERS = re.compile(r"[0-9.]+")
_BRACKETED = re.compile(r"\[(?P<host>[^\[\]]*)\](?::(?P<port>.*))?")
_HIGHEST_PORT = 65535
_LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class PollAddress:
    """A host and, where it was said, a port."""

    host: str
    port: int | None = None


@dataclass(frozen=True, slots=True)
class NoAddress:
    """A text that is none: one sentence."""

    sentence: str


def poll_address(text: str) -> PollAddress | NoAddress:
    """What a text means by an address; IPv6 with a port stands in brackets."""
    said = text.strip()
    bracketed = _BRACKETED.fullmatch(said)
    if bracketed is not None:
        host, port = bracketed["host"], bracketed["port"]
        is_host = _is_v6(host)
    elif said.count(":") > 1:
        host, port = said, None
        is_host = _is_v6(host)
    else:
        host, colon, behind = said.partition(":")
        port = behind if colon else None
        is_host = _is_name_or_v4(host)
    if not is_host:
        return NoAddress(
            f"{_shown(text)} is no address: 10.0.0.7, 10.0.0.7:1161, pdu-r01.example and [2001:db8::7]:161 are"
        )
    if port is None:
        return PollAddress(host)
    if not (port.isascii() and port.isdecimal() and len(port) <= len(str(_HIGHEST_PORT))) or not (
        0 < int(port) <= _HIGHEST_PORT
    ):
        return NoAddress(f"{_shown(text)} has no port from 1 to {_HIGHEST_PORT} behind its colon")
    return PollAddress(host, int(port))


def _is_v6(text: str) -> bool:
    # Python takes anything for the name of an interface, terminal codes too.
    plain, percent, interface = text.partition("%")
    if percent and not _INTERFACE.fullmatch(interface):
        return False
    try:
        return isinstance(ip_address(plain), IPv6Address)
    except ValueError:
        return False


def _is_name_or_v4(text: str) -> bool:
    if not _NUMBERS.fullmatch(text):
        return _HOST.fullmatch(text) is not None
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _shown(text: str) -> str:
    printable = "".join(letter if letter.isprintable() else "·" for letter in text)
    return f'"{printable[:_LONGEST_SHOWN]}…"' if len(printable) > _LONGEST_SHOWN else f'"{printable}"'
