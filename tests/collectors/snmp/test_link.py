"""The way to a host: addresses that refuse or are silent, names that move, name servers that are away."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from collectors.snmp.client import SnmpError, SnmpFailure
from collectors.snmp.engines.link import LOOK_UP_EVERY_S, LOOK_UP_SILENT_EVERY_S, Link
from collectors.snmp.engines.names import Address, Names, look_up
from tests.collectors.snmp.responder import agent
from tests.collectors.snmp.snmpd import free_port


def at(port: int, host: str = "127.0.0.1") -> Address:
    return Address(socket.AF_INET, (host, port))


@dataclass
class Directory:
    """A name server: what it knows now, and how often it was asked."""

    addresses: tuple[Address, ...] = ()
    is_away: bool = False
    asked: int = 0
    now_s: float = 0.0
    may_answer: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.may_answer.set()

    def look_up(self, _host: str, _port: int) -> tuple[Address, ...]:
        self.asked += 1
        self.may_answer.wait(5)
        if self.is_away:
            raise socket.gaierror(socket.EAI_AGAIN, "away")
        return self.addresses


@pytest.fixture
async def directory() -> Directory:
    return Directory()


@pytest.fixture
async def link(directory: Directory) -> AsyncIterator[Link]:
    names = Names(directory.look_up)
    link = Link("pdu.example", 161, names, lambda: directory.now_s)
    yield link
    link.close()
    directory.may_answer.set()
    names.close()


async def ask(link: Link, timeout_s: float = 5.0) -> bytes | SnmpFailure:
    return await link.converse(b"hello", lambda datagram: datagram, timeout_s)


async def settled(link: Link) -> None:
    """Until the look-up in the background is over."""
    assert link._look_up is not None
    await asyncio.wait({link._look_up})


async def test_an_address_that_refuses_is_followed_by_the_next(link: Link, directory: Directory) -> None:
    async with agent(lambda _request: [b"here"]) as port:
        directory.addresses = (at(free_port()), at(port))
        assert await ask(link) == b"here"
        assert await ask(link) == b"here"


async def test_where_all_addresses_refuse_nothing_listens(link: Link, directory: Directory) -> None:
    directory.addresses = (at(free_port()), at(free_port()))
    failure = await ask(link)
    assert failure == SnmpFailure(SnmpError.UNREACHABLE, "nothing listens on UDP pdu.example port 161")


async def test_an_address_that_is_silent_is_followed_by_the_next_try_at_another(
    link: Link, directory: Directory
) -> None:
    async with agent(lambda _request: []) as silent, agent(lambda _request: [b"here"]) as port:
        directory.addresses = (at(silent), at(port))
        # So that it is the address that is waited for, and not the look-up.
        await link._locate()
        first = await ask(link, 0.05)
        assert isinstance(first, SnmpFailure)
        assert first.error is SnmpError.TIMEOUT
        assert await ask(link) == b"here"


async def test_a_name_that_moved_is_followed_while_the_old_address_still_answers(
    link: Link, directory: Directory
) -> None:
    async with agent(lambda _request: [b"old"]) as old, agent(lambda _request: [b"new"]) as new:
        directory.addresses = (at(old),)
        assert await ask(link) == b"old"
        directory.addresses = (at(new),)
        assert await ask(link) == b"old"
        directory.now_s += LOOK_UP_EVERY_S
        # The look-up runs in the background: nobody waits for a name server while there is an address.
        assert await ask(link) == b"old"
        await settled(link)
        assert await ask(link) == b"new"


async def test_a_name_is_looked_up_sooner_where_nothing_answers(link: Link, directory: Directory) -> None:
    async with agent(lambda _request: []) as silent, agent(lambda _request: [b"new"]) as new:
        directory.addresses = (at(silent),)
        await link._locate()
        await ask(link, 0.05)
        directory.addresses = (at(new),)
        directory.now_s += LOOK_UP_SILENT_EVERY_S
        await ask(link, 0.05)
        await settled(link)
        assert await ask(link) == b"new"


async def test_a_name_server_that_is_away_costs_no_device_that_is_known(link: Link, directory: Directory) -> None:
    async with agent(lambda _request: [b"here"]) as port:
        directory.addresses = (at(port),)
        assert await ask(link) == b"here"
        directory.is_away = True
        directory.now_s += LOOK_UP_EVERY_S
        assert await ask(link) == b"here"
        await settled(link)
        assert await ask(link) == b"here"


async def test_a_name_server_that_hangs_costs_no_device_that_is_known(link: Link, directory: Directory) -> None:
    async with agent(lambda _request: [b"here"]) as port:
        directory.addresses = (at(port),)
        assert await ask(link) == b"here"
        directory.may_answer.clear()
        directory.now_s += LOOK_UP_EVERY_S
        for _ in range(3):
            assert await ask(link, 1.0) == b"here"
        directory.may_answer.set()
        await settled(link)
        assert directory.asked == 2


async def test_a_first_look_up_that_takes_longer_than_a_try_is_there_for_the_next(
    link: Link, directory: Directory
) -> None:
    async with agent(lambda _request: [b"here"]) as port:
        directory.addresses = (at(port),)
        directory.may_answer.clear()
        assert isinstance(await ask(link, 0.05), SnmpFailure)
        directory.may_answer.set()
        assert await ask(link) == b"here"
        assert directory.asked == 1


async def test_an_address_is_never_looked_up_again() -> None:
    asked: list[str] = []

    def count(host: str, port: int) -> tuple[Address, ...]:
        asked.append(host)
        return look_up(host, port)

    now_s = [0.0]
    names = Names(count)
    async with agent(lambda _request: [b"here"]) as port:
        link = Link("127.0.0.1", port, names, lambda: now_s[0])
        for _ in range(3):
            assert await ask(link) == b"here"
            now_s[0] += LOOK_UP_EVERY_S
        link.close()
    names.close()
    assert asked == ["127.0.0.1"]


async def test_datagrams_from_elsewhere_are_not_heard(link: Link, directory: Directory) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.bind(("127.0.0.1", 0))

        class Agent(asyncio.DatagramProtocol):
            def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
                stranger.sendto(b"from elsewhere", addr)

        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Agent, local_addr=("127.0.0.1", 0))
        directory.addresses = (at(transport.get_extra_info("sockname")[1]),)
        answer = await ask(link, 0.2)
        transport.close()
    assert isinstance(answer, SnmpFailure)
    assert answer.error is SnmpError.TIMEOUT


async def test_a_socket_is_opened_again_after_it_was_given_back(link: Link, directory: Directory) -> None:
    async with agent(lambda _request: [b"here"]) as port:
        directory.addresses = (at(port),)
        for _ in range(3):
            assert await ask(link) == b"here"
            link.close()
