"""Syslog by the letter of RFC 5424: read back by a reader of its own, over real sockets."""

import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powertui.delivery.syslog import Facility, Syslog, SyslogPlace, Transport, bounded, syslog_line
from powertui.domain.alerts import Transition
from powertui.services.receipts import Verdict
from tests.clocks import StillClock
from tests.delivery.messages import HOSTILE, KEY, message
from tests.delivery.receivers import closed_port, tcp_syslog, udp_syslog
from tests.plants import NOW_S

_LINE = re.compile(
    r"<(?P<pri>\d{1,3})>1 (?P<time>\S+) (?P<host>\S{1,255}) (?P<app>\S{1,48}) (?P<proc>\S{1,128}) (?P<id>\S{1,32}) "
    r"(?P<data>\[(?:[^\]\\]|\\.)*\]) \ufeff(?P<words>.*)",
    re.DOTALL,
)
_PARAMETER = re.compile(r' ([!-~]+?)="((?:[^"\\\]]|\\["\\\]])*)"')


@dataclass(frozen=True)
class Read:
    facility: int
    severity: int
    msg_id: str
    values: dict[str, str]
    words: str


def read(line: str) -> Read:
    """A line as a strict receiver reads it."""
    found = _LINE.fullmatch(line)
    assert found is not None, line
    data = found["data"][1:-1]
    name, space, rest = data.partition(" ")
    assert name == "powertui@32473"
    assert _PARAMETER.sub("", space + rest) == "", "nothing is between the parameters"
    values = {key: re.sub(r"\\(.)", r"\1", text) for key, text in _PARAMETER.findall(space + rest)}
    return Read(int(found["pri"]) // 8, int(found["pri"]) % 8, found["id"], values, found["words"])


def syslog(port: int, transport: Transport) -> Syslog:
    return Syslog(SyslogPlace("127.0.0.1", port, transport), StillClock())


def test_a_datagram_says_what_fired() -> None:
    with udp_syslog() as receiver:
        receipt = syslog(receiver.getsockname()[1], Transport.UDP).send(message())
        got = read(receiver.recv(65_536).decode())
    assert receipt.verdict is Verdict.ACCEPTED
    assert (got.facility, got.severity, got.msg_id) == (16, 2, "FIRED")
    assert (got.values["key"], got.values["object"], got.values["rack"]) == (KEY, "A1-R01", "R01")
    assert got.words.endswith("L1 carries 17.2 A of 16 A")


def test_over_tcp_each_message_is_counted() -> None:
    with tcp_syslog() as server:
        sender = syslog(server.port, Transport.TCP)
        assert sender.send(message(Transition.FIRED, Transition.CLEARED)).verdict is Verdict.ACCEPTED
        assert sender.send(message(name=HOSTILE, text="ü" * 3000)).verdict is Verdict.ACCEPTED
    fired, cleared, long = (read(each) for each in server.messages())
    assert [(each.severity, each.msg_id) for each in (fired, cleared)] == [(2, "FIRED"), (5, "CLEARED")]
    assert "ü" * 200 in long.words


def test_nobody_there_is_said_over_tcp_and_on_this_machine_over_udp_too() -> None:
    for transport in Transport:
        receipt = syslog(closed_port(), transport).send(message())
        assert receipt.verdict is Verdict.AGAIN
        assert receipt.reason == "the syslog server cannot be reached: Connection refused"


def test_a_host_that_there_is_not_is_a_sentence() -> None:
    receipt = Syslog(SyslogPlace("no.such.host.invalid"), StillClock()).send(message())
    assert receipt.verdict is Verdict.AGAIN
    assert "\n" not in receipt.reason


@given(st.text(max_size=400), st.text(max_size=3000))
def test_whatever_names_and_messages_hold_a_strict_receiver_can_read_it(name: str, text: str) -> None:
    made = message(name=name, text=text)
    line = syslog_line(made.notices[0], made, Facility.DAEMON, "hö st", NOW_S)
    got = read(line)
    assert got.facility == 3
    assert got.values["key"] == KEY
    assert not any(ord(letter) < 32 or ord(letter) == 127 for letter in line)
    datagram = bounded(line)
    assert len(datagram) <= 2048
    assert read(datagram.decode()).values == got.values, "what is cut off is the message's end"


def test_hostile_text_is_escaped_and_comes_back() -> None:
    made = message(name=HOSTILE)
    line = syslog_line(made.notices[0], made, Facility.LOCAL0, "h", NOW_S)
    assert 'object="x\\"\\]\\\\ ' in line
    assert read(line).values["object"].startswith('x"]\\ ·[31mred·[0m·')


@pytest.mark.parametrize(("facility", "code"), [(Facility.USER, 1), (Facility.DAEMON, 3), (Facility.LOCAL7, 23)])
def test_facilities_have_the_codes_of_the_standard(facility: Facility, code: int) -> None:
    assert facility.code == code
