"""A UDP socket that is drained in small portions, so that no flood keeps the event loop from anything else."""

import asyncio
import ipaddress
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from collectors.snmp.engines.names import SocketAddress

MOST_OCTETS = 8192
"""Of a datagram: a trap that is larger says nothing that anybody would read."""

_MOST_IN_ONE_GO = 64
_WANTED_BUFFER_OCTETS = 1 << 20

# linux/sock_diag.h and asm-generic/socket.h: the socket module has no names for them.
_SO_MEMINFO = 55
_MEMINFO = struct.Struct("9I")
_DROPS = 8


@dataclass(frozen=True, slots=True)
class ListenAddress:
    """Where to listen: an address of this machine, or that of all of them, and a port."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


Arrived = Callable[[bytes, SocketAddress, "TrapSocket"], None]


class TrapSocket:
    """One socket; calls back with each datagram, at most MOST_OCTETS + 1 octets of it."""

    def __init__(self, address: ListenAddress, arrived: Arrived, loop: asyncio.AbstractEventLoop) -> None:
        """Raises OSError where nothing can listen."""
        self._arrived = arrived
        self._loop = loop
        family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        try:
            self._socket.setblocking(False)  # noqa: FBT003 - the socket module's signature
            with suppress(OSError):
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _WANTED_BUFFER_OCTETS)
            if family == socket.AF_INET6:
                # IPv4 is listened to where it is configured: "[::]" beside "0.0.0.0" must not take its port.
                self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            self._socket.bind((address.host, address.port))
        except OSError:
            self._socket.close()
            raise
        loop.add_reader(self._socket.fileno(), self._drain)

    @property
    def port(self) -> int:
        """Its port, which the system has chosen where 0 was asked for."""
        return int(self._socket.getsockname()[1])

    @property
    def dropped(self) -> int:
        """How many datagrams the system has dropped, because they came faster than they were taken; 0 if unknown."""
        with suppress(OSError, struct.error):
            info = self._socket.getsockopt(socket.SOL_SOCKET, _SO_MEMINFO, _MEMINFO.size)
            return int(_MEMINFO.unpack(info)[_DROPS])
        return 0

    def send(self, datagram: bytes, address: SocketAddress) -> None:
        """Send it, or lose it."""
        with suppress(OSError):
            self._socket.sendto(datagram, address)

    def close(self) -> None:
        if self._socket.fileno() >= 0:
            self._loop.remove_reader(self._socket.fileno())
            self._socket.close()

    def _drain(self) -> None:
        for _ in range(_MOST_IN_ONE_GO):
            try:
                datagram, address = self._socket.recvfrom(MOST_OCTETS + 1)
            except (BlockingIOError, InterruptedError):
                return
            except OSError:
                # An earlier answer's error, told at the next chance.
                continue
            self._arrived(datagram, address, self)


def canonical(host: str) -> str:
    """An address in its one spelling, without a scope; empty for what is none."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)
