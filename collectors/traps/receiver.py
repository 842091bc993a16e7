"""The receiver of traps and informs: who may speak, what is believed, what is acknowledged.

A datagram passes three gates before anything is made of it: its source is an address of a known device, there is room
in the inbox, and it carries the community or the signature of a credential. Nothing here stores or polls.
"""

import asyncio
import ipaddress
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm

from collectors.snmp.ber import OCTETS, SEQUENCE, BerError, Reader
from collectors.snmp.engines.names import LookUp, Names, SocketAddress, look_up
from collectors.traps.complaints import Complaints
from collectors.traps.inbox import Datagram, Inbox
from collectors.traps.notification import UNDECODABLE, agent_address
from collectors.traps.opening import V1, NotBelieved, Opener, Told, Trust
from collectors.traps.socket import MOST_OCTETS, ListenAddress, TrapSocket, canonical
from collectors.traps.usm import UsmReceiver
from collectors.traps.words import TrapNames, detail, dotted
from powertui.domain.poll_target import PollTarget
from powertui.services.ports import Clock, Heard, Notice

logger = logging.getLogger(__name__)

_READ_IN_ONE_GO = 16
"""Datagrams, before whatever else waits gets its turn on the event loop."""

MOST_NOTICES = 1000
"""That nobody has taken yet."""


@dataclass(slots=True)
class TrapCounters:
    """What became of what came."""

    received: int = 0
    believed: int = 0
    unknown_source: int = 0
    refused: int = 0
    """Another community, user, password, level or time."""
    garbage: int = 0
    too_large: int = 0
    shed: int = 0
    acknowledged: int = 0


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the receiver is to those who send it informs (RFC 3411 5, RFC 3414 2.2)."""

    engine_id: bytes
    boots: int
    """Greater at each start."""


class TrapReceiver:
    """Implements the NoticeReceiver port. Lives on one event loop."""

    def __init__(
        self,
        addresses: Sequence[ListenAddress],
        trust: Trust,
        names: TrapNames,
        identity: Identity,
        clock: Clock,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        how_to_look_up: LookUp = look_up,
    ) -> None:
        self._addresses = addresses
        self._trap_names = names
        self._clock = clock
        self._opener = Opener(trust, UsmReceiver(identity.engine_id, identity.boots, monotonic))
        self._hosts = Names(how_to_look_up)
        self._sockets: list[TrapSocket] = []
        self._reading: asyncio.Task[None] | None = None
        self._inbox = Inbox()
        self._has_mail = asyncio.Event()
        self._notices: deque[Notice] = deque()
        self._known: dict[str, tuple[PollTarget, ...]] = {}
        self._complaints = Complaints()
        self._dropped_told = 0
        self.counters = TrapCounters()

    @property
    def ports(self) -> tuple[int, ...]:
        """Where it listens, in the order of its addresses."""
        return tuple(each.port for each in self._sockets)

    @property
    def dropped(self) -> int:
        """How many datagrams the system has dropped before they could be counted as shed."""
        return sum(each.dropped for each in self._sockets)

    def open(self) -> str:
        loop = asyncio.get_running_loop()
        for address in self._addresses:
            try:
                self._sockets.append(TrapSocket(address, self._arrived, loop))
            except OSError as error:
                self._close_sockets()
                hint = "; ports below 1024 need a right of their own" if isinstance(error, PermissionError) else ""
                return f"cannot listen for traps on {address}: {error.strerror or error}{hint}"
        self._reading = loop.create_task(self._read())
        return ""

    async def watch(self, targets: Sequence[PollTarget]) -> None:
        found = await asyncio.gather(*(self._addresses_of(target) for target in targets))
        known: dict[str, tuple[PollTarget, ...]] = {}
        for target, addresses in zip(targets, found, strict=True):
            for address in addresses:
                known[address] = (*known.get(address, ()), target)
        self._known = known

    def take(self) -> Heard:
        notices = tuple(self._notices)
        self._notices.clear()
        shed = [(target, count) for source, count in self._inbox.take_shed().items() for target in self._one_of(source)]
        dropped = self.dropped
        news, self._dropped_told = dropped - self._dropped_told, dropped
        return Heard(notices, tuple(shed), news)

    def close(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
        self._close_sockets()
        self._hosts.close()

    def _close_sockets(self) -> None:
        for each in self._sockets:
            each.close()
        self._sockets.clear()

    def _one_of(self, source: str) -> tuple[PollTarget, ...]:
        return self._known.get(source, ())[:1]

    async def _addresses_of(self, target: PollTarget) -> set[str]:
        """All addresses of its host; none while its name leads nowhere."""
        literal = canonical(target.host)
        if literal:
            return {literal}
        with suppress(OSError, UnicodeError):
            return {canonical(str(found.sockaddr[0])) for found in await self._hosts.ask(target.host, target.port)}
        return set()

    def _arrived(self, octets: bytes, address: SocketAddress, came_by: TrapSocket) -> None:
        """The first two gates: cheap, for this is what a flood meets."""
        self.counters.received += 1
        source = canonical(address[0])
        speaker = self._speaker(source, octets)
        if not speaker:
            self.counters.unknown_source += 1
            self._complaints.tell(source, "was ignored: no PDU that is polled has this address")
        elif len(octets) > MOST_OCTETS:
            self.counters.too_large += 1
            self._complaints.tell(source, f"was ignored: it is longer than {MOST_OCTETS} octets")
        elif self._inbox.put(Datagram(octets, speaker, address, came_by)):
            self._has_mail.set()
        else:
            self.counters.shed += 1

    def _speaker(self, source: str, octets: bytes) -> str:
        """The known address that a datagram speaks for; empty if none.

        The source, and only where that is unknown what a version 1 trap says of itself: it may have been relayed.
        """
        if source in self._known:
            return source
        with suppress(BerError):
            message = Reader(octets).inside(SEQUENCE)
            if message.integer() == V1:
                message.inside(OCTETS)
                said = agent_address(message.whole())
                address = str(ipaddress.IPv4Address(said)) if said else ""
                return address if address in self._known else ""
        return ""

    async def _read(self) -> None:
        while True:
            await self._has_mail.wait()
            for _ in range(min(_READ_IN_ONE_GO, len(self._inbox))):
                self._read_one(self._inbox.get())
            if not self._inbox:
                self._has_mail.clear()
            await asyncio.sleep(0)

    def _read_one(self, datagram: Datagram) -> None:
        source = canonical(datagram.address[0])
        try:
            opened = self._opener.open(datagram.octets, self._known.get(datagram.speaker, ()))
        except UNDECODABLE:
            self.counters.garbage += 1
            self._complaints.tell(source, "was ignored: it is no trap or inform")
        except UnsupportedAlgorithm:
            self.counters.refused += 1
            self._complaints.tell(source, "was ignored: this system's cryptography does not do what it needs")
        except Exception as error:
            # Whatever one datagram brings to light, those behind it must be read.
            self.counters.garbage += 1
            self._complaints.tell(source, f"could not be read: {type(error).__name__} in powertui itself")
            logger.debug("reading a datagram failed", exc_info=error)
        else:
            self._take_in(opened, datagram, source)

    def _take_in(self, opened: Told | NotBelieved, datagram: Datagram, source: str) -> None:
        answer = opened.report if isinstance(opened, NotBelieved) else opened.answer
        if answer is not None:
            datagram.came_by.send(answer, datagram.address)
        if isinstance(opened, NotBelieved):
            if opened.why:
                self.counters.refused += 1
                self._complaints.tell(source, f"was ignored: {opened.why}")
            return
        self.counters.believed += 1
        self.counters.acknowledged += answer is not None
        if len(self._notices) >= MOST_NOTICES:
            self.counters.shed += 1
            return
        notification = opened.notification
        self._notices.append(
            Notice(
                at_s=self._clock.now_s(),
                source=source,
                targets=opened.targets,
                oid=dotted(notification.oid),
                name=self._trap_names.name(notification.oid),
                detail=detail(notification.varbinds),
            )
        )
