"""The receiver against datagrams: who is believed, what is made of it, what a flood or garbage does to it."""

import asyncio
import logging
import socket
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.snmp.ber import OCTETS, SEQUENCE, BerError, Reader, integer, tlv
from collectors.snmp.client import SnmpType, SnmpValue
from collectors.traps.complaints import MOST_COMPLAINTS, Complaints
from collectors.traps.inbox import MOST_WAITING_OF_SOURCE
from collectors.traps.notification import UNDECODABLE, decode_v1, decode_v2
from collectors.traps.socket import MOST_OCTETS, ListenAddress, canonical
from collectors.traps.words import MOST_DETAIL_CHARACTERS, detail
from powertui.domain.poll_target import PollTarget
from tests.collectors.traps.conftest import PDU, RELAYED, Ear, Listen, send
from tests.collectors.traps.messages import v1_trap, v2c_trap


async def test_a_v1_trap_of_an_enterprise_is_named_by_the_profiles_mib(ear: Ear) -> None:
    send(ear.port, v1_trap())
    notice = await ear.notice()
    assert (notice.targets, notice.source) == ((PDU,), "127.0.0.1")
    assert (notice.oid, notice.name) == ("1.3.6.1.4.1.318.0.268", "PowerNet-MIB 318.0.268")
    assert notice.detail == '1.3.6.1.4.1.318.2.3.3.0="outlet group overload"'


@pytest.mark.parametrize(
    ("generic", "name"),
    [(0, "coldStart"), (1, "warmStart"), (2, "linkDown"), (3, "linkUp"), (4, "authenticationFailure")],
)
async def test_generic_traps_of_v1_have_the_names_that_v2_gives_them(ear: Ear, generic: int, name: str) -> None:
    send(ear.port, v1_trap(generic=generic, specific=0))
    assert (await ear.notice()).name == name


async def test_an_inform_is_acknowledged_with_its_own_request_id_and_varbinds(ear: Ear) -> None:
    inform = v2c_trap(text=b"hello", is_inform=True)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind(("127.0.0.1", 0))
        sender.setblocking(False)
        sender.sendto(inform, ("127.0.0.1", ear.port))
        answer = await asyncio.wait_for(asyncio.get_running_loop().sock_recv(sender, 65535), 10)
    # The same message, but for the PDU's tag.
    assert answer == inform.replace(b"\xa6", b"\xa2", 1)
    assert (await ear.notice()).name == "coldStart"
    assert ear.receiver.counters.acknowledged == 1


async def test_a_trap_that_was_relayed_is_that_of_the_agent_it_names(listen: Listen) -> None:
    ear = listen()
    await ear.receiver.watch([RELAYED])
    send(ear.port, v1_trap(agent=RELAYED.host))
    notice = await ear.notice()
    assert (notice.targets, notice.source) == ((RELAYED,), "127.0.0.1")


async def test_the_agent_field_counts_for_nothing_where_the_source_is_known(ear: Ear) -> None:
    send(ear.port, v1_trap(agent=RELAYED.host))
    assert (await ear.notice()).targets == (PDU,)


async def test_a_source_that_is_not_polled_is_counted_and_logged_once(
    ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    send(ear.port, *[v2c_trap()] * 20, source="127.0.0.2")
    await ear.until(lambda: ear.receiver.counters.unknown_source == 20)
    assert ear.heard == []
    assert [record.getMessage() for record in caplog.records] == [
        "traps: a datagram from 127.0.0.2 was ignored: no PDU that is polled has this address"
    ]


async def test_a_wrong_community_is_counted_and_never_logged_itself(ear: Ear, caplog: pytest.LogCaptureFixture) -> None:
    send(ear.port, v2c_trap("s3cret-guess"), v1_trap("s3cret-guess"), v2c_trap("s3cret-guess", is_inform=True))
    await ear.until(lambda: ear.receiver.counters.refused == 3)
    assert (ear.heard, ear.receiver.counters.acknowledged) == ([], 0)
    assert "s3cret" not in caplog.text
    assert len(caplog.records) == 1


async def test_without_names_a_pdu_is_believed_by_its_own_credential_only(listen: Listen) -> None:
    ear = listen()
    await ear.receiver.watch([PollTarget(3, "pdu-c", "127.0.0.1", 161, "secure")])
    send(ear.port, v2c_trap())
    await ear.until(lambda: ear.receiver.counters.refused == 1)


async def test_pdus_that_share_an_address_are_all_named(listen: Listen) -> None:
    other = PollTarget(9, "pdu-z", "127.0.0.1", 1161, "plain")
    ear = listen()
    await ear.receiver.watch([PDU, other])
    send(ear.port, v2c_trap())
    assert (await ear.notice()).targets == (PDU, other)


async def test_a_pdu_that_is_known_by_name_is_found_by_its_addresses(listen: Listen) -> None:
    ear = listen()
    await ear.receiver.watch([PollTarget(1, "pdu-a", "localhost", 161, "plain")])
    send(ear.port, v2c_trap())
    assert (await ear.notice()).source == "127.0.0.1"


async def test_ipv6_is_listened_to(listen: Listen) -> None:
    try:
        ear = listen(host="::1")
    except AssertionError:
        pytest.skip("this system has no IPv6 loopback")
    await ear.receiver.watch([PollTarget(1, "pdu-a", "::1", 161, "plain")])
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as sender:
        sender.sendto(v2c_trap(), ("::1", ear.port))
    assert (await ear.notice()).source == "::1"


async def test_a_port_that_is_taken_is_one_sentence(listen: Listen) -> None:
    first, second = listen(), listen()
    receiver = second.receiver
    receiver._addresses = [ListenAddress("127.0.0.1", first.port)]
    assert receiver.open() == f"cannot listen for traps on 127.0.0.1:{first.port}: Address already in use"


async def test_a_flood_is_shed_and_keeps_nothing_else_waiting(ear: Ear) -> None:
    trap = v2c_trap(text=b"x" * 40)
    turns_s: list[float] = []

    async def tick() -> None:
        while True:
            began_s = time.perf_counter()
            await asyncio.sleep(0)
            turns_s.append(time.perf_counter() - began_s)
            await asyncio.sleep(0.001)

    ticking = asyncio.create_task(tick())
    await asyncio.to_thread(send, ear.port, *[trap] * 10_000)
    counters = ear.receiver.counters
    await ear.until(lambda: counters.received + ear.receiver.dropped >= 10_000)
    await ear.until(lambda: counters.believed + counters.shed >= counters.received)
    ticking.cancel()
    assert counters.received + ear.receiver.dropped == 10_000
    assert counters.shed + ear.receiver.dropped > 0
    assert counters.garbage == counters.refused == 0
    assert sorted(turns_s)[len(turns_s) * 95 // 100] < 0.1


async def test_more_than_fits_is_counted_for_its_pdu(ear: Ear) -> None:
    """Without a turn for the reader, nothing is taken out of the inbox."""
    for _ in range(MOST_WAITING_OF_SOURCE + 5):
        ear.receiver._arrived(v2c_trap(), ("127.0.0.1", 1), ear.receiver._sockets[0])
    assert ear.receiver.take().shed == ((PDU, 5),)
    assert ear.receiver.take().shed == ()
    await ear.until(lambda: ear.receiver.counters.believed == MOST_WAITING_OF_SOURCE)


async def test_a_giant_datagram_is_ignored(ear: Ear) -> None:
    send(ear.port, v2c_trap(text=b"x" * 60_000), v2c_trap(text=b"x" * MOST_OCTETS), v2c_trap())
    await ear.notice()
    assert ear.receiver.counters.too_large == 2


async def test_hostile_text_is_never_shown_raw_nor_long(ear: Ear) -> None:
    send(ear.port, v2c_trap(text=b"\x1b[31mred\x07", count=3), v2c_trap(text="[red]ä\u202e".encode() * 20, count=30))
    await ear.until(lambda: len(ear.heard) == 2)
    for notice in ear.heard:
        assert notice.detail.isprintable()
        assert len(notice.detail) <= MOST_DETAIL_CHARACTERS
    assert "1.3.6.1.2.1.1.5.0=0x1b5b33316d72656407" in ear.heard[0].detail


async def test_garbage_is_counted_and_the_next_trap_is_read(ear: Ear) -> None:
    trap = v2c_trap()
    cut = [trap[:size] for size in range(len(trap))]
    send(ear.port, *cut[:50])
    await ear.until(lambda: ear.receiver.counters.garbage + ear.receiver.counters.refused == 50)
    send(ear.port, trap)
    await ear.notice()


async def test_a_get_request_is_no_notification(ear: Ear) -> None:
    send(ear.port, v2c_trap().replace(b"\xa7", b"\xa0", 1))
    await ear.until(lambda: ear.receiver.counters.garbage == 1)


def message(version: int, pdu: bytes) -> bytes:
    return tlv(SEQUENCE, integer(version) + tlv(OCTETS, b"public-traps") + pdu)


@settings(deadline=None)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.tuples(st.integers(0, 3), st.sampled_from([0xA4, 0xA6, 0xA7, 0xA8]), st.binary(max_size=200)).map(
            lambda parts: message(parts[0], tlv(parts[1], parts[2]))
        ),
        # A real message with some octets changed.
        st.tuples(
            st.sampled_from([v1_trap(), v2c_trap(text=b"text"), v2c_trap(is_inform=True)]),
            st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), max_size=6),
        ).map(lambda parts: mutated(*parts)),
    )
)
def test_no_octets_whatever_make_more_than_an_expected_error(octets: bytes) -> None:
    for decode in (decode_v1, decode_v2):
        try:
            pdu = Reader(octets).inside(SEQUENCE)
            pdu.inside(2)
            pdu.inside(4)
            notification = decode(pdu.whole())
        except UNDECODABLE:
            continue
        shown = detail(notification.varbinds)
        assert shown.isprintable()
        assert len(shown) <= MOST_DETAIL_CHARACTERS


def mutated(octets: bytes, changes: list[tuple[int, int]]) -> bytes:
    changed = bytearray(octets)
    for at, octet in changes:
        changed[at % len(changed)] = octet
    return bytes(changed)


async def test_fuzz_of_whole_datagrams_never_ends_the_reader(ear: Ear) -> None:
    count = 0

    @settings(deadline=None, max_examples=300)
    @given(st.binary(max_size=200), st.lists(st.tuples(st.integers(0, 300), st.integers(0, 255)), max_size=8))
    def throw(noise: bytes, changes: list[tuple[int, int]]) -> None:
        nonlocal count
        for octets in (noise, *(mutated(each, changes) for each in (v1_trap(), v2c_trap(), v2c_trap(is_inform=True)))):
            ear.receiver._arrived(octets, ("127.0.0.1", 9), ear.receiver._sockets[0])
            count += 1
            while ear.receiver._inbox:
                ear.receiver._read_one(ear.receiver._inbox.get())
        ear.receiver.take()

    throw()
    counters = ear.receiver.counters
    assert count == counters.received == counters.believed + counters.garbage + counters.refused
    send(ear.port, v2c_trap())
    await ear.notice()


def test_a_community_in_a_varbind_is_not_shown() -> None:
    told = (((1, 3, 6, 1, 6, 3, 18, 1, 4, 0), SnmpValue(SnmpType.OCTETS, b"s3cret")),)
    assert detail(told) == ""


@given(st.lists(st.tuples(st.lists(st.integers(0, 2**32 - 1), min_size=2, max_size=30).map(tuple), st.binary())))
def test_a_detail_is_always_one_printable_line(varbinds: list[tuple[tuple[int, ...], bytes]]) -> None:
    shown = detail(tuple((name, SnmpValue(SnmpType.OCTETS, value)) for name, value in varbinds))
    assert shown.isprintable()
    assert len(shown) <= MOST_DETAIL_CHARACTERS


def test_a_text_that_is_cut_within_a_character_is_still_text() -> None:
    told = (((1, 3), SnmpValue(SnmpType.OCTETS, b"x" + "ü".encode() * 400)),)
    assert detail(told).startswith('1.3="xüüü')


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("pdu.example.net", ""),
    ],
)
def test_an_address_has_one_spelling(host: str, expected: str) -> None:
    assert canonical(host) == expected


def test_complaints_end_at_a_bound(caplog: pytest.LogCaptureFixture) -> None:
    complaints = Complaints()
    with caplog.at_level(logging.WARNING):
        for number in range(MOST_COMPLAINTS + 100):
            complaints.tell(f"192.0.2.{number}", "was ignored")
            complaints.tell(f"192.0.2.{number}", "was ignored")
    assert len(caplog.records) == MOST_COMPLAINTS + 1


@pytest.mark.parametrize("generic", [-1, 7, 2**31 - 1])
def test_a_generic_trap_that_does_not_exist_is_garbage(generic: int) -> None:
    with pytest.raises(BerError):
        decode_v1(
            tlv(
                0xA4,
                tlv(6, b"\x2b\x06")
                + tlv(0x40, bytes(4))
                + integer(generic)
                + integer(0)
                + tlv(0x43, b"\0")
                + tlv(SEQUENCE, b""),
            )
        )
