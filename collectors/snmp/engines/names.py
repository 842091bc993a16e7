"""From a host to its addresses, in threads of its own: a name server that is away must hold up nothing else."""

import asyncio
import ipaddress
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

LOOK_UPS_AT_ONCE = 8

SocketAddress = tuple[str, int] | tuple[str, int, int, int]
"""As the socket module has it; the longer form is IPv6's, with a scope."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to send."""

    family: socket.AddressFamily
    sockaddr: SocketAddress


LookUp = Callable[[str, int], tuple[Address, ...]]


def look_up(host: str, port: int) -> tuple[Address, ...]:
    """A host's addresses, in the system's order of preference; blocks. Raises OSError or UnicodeError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)
    return tuple(dict.fromkeys(Address(family, _sockaddr(address)) for family, *_, address in found))


def _sockaddr(address: tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]) -> SocketAddress:
    host, port, *rest = address
    if not isinstance(host, str) or not isinstance(port, int):
        raise OSError("the system has no IPv6")
    return (host, port, int(rest[0]), int(rest[1])) if len(rest) > 1 else (host, port)


def is_literal(host: str) -> bool:
    """Whether a host is an address already, which never moves."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class Names:
    """Looks hosts up, some at a time."""

    def __init__(self, how: LookUp = look_up) -> None:
        self._how = how
        self._threads: ThreadPoolExecutor | None = None

    def ask(self, host: str, port: int) -> "asyncio.Future[tuple[Address, ...]]":
        """The addresses, once they are known."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(LOOK_UPS_AT_ONCE, thread_name_prefix="names")
        return asyncio.get_running_loop().run_in_executor(self._threads, self._how, host, port)

    def close(self) -> None:
        """Wait for nothing."""
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)
            self._threads = None
