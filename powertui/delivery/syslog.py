"""Syslog, RFC 5424, over UDP (RFC 5426) or TCP with octet counting (RFC 6587, 3.4.1): a message for each notice."""

import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum

from powertui.delivery.payload import labels_of, rfc3339
from powertui.domain.alerts import Severity
from powertui.domain.notify.notice import Notice, subject
from powertui.domain.notify.sending import Message
from powertui.services.ports import Clock
from powertui.services.receipts import Receipt, Verdict, printable

_BOM = "\ufeff"
"""RFC 5424, 6.4: what says that a message is UTF-8."""

_MOST_DATAGRAM = 2048
"""What receivers of datagrams should be able to take (RFC 5426, 3.2)."""

_MOST_VALUE = 200
"""Characters of a parameter's value: there are some ten of them, and the message needs room too."""

_SD_ID = "powertui@32473"
"""32473 is the enterprise number for examples (RFC 5612): nobody else's, and we have none of our own."""

_REFUSAL_WAIT_S = 0.1
"""So long an ICMP answer to a datagram, or a reset, is waited for."""


class Transport(Enum):
    UDP = "udp"
    TCP = "tcp"


class Facility(Enum):
    """Value: name, as in syslog's configuration."""

    USER = "user"
    DAEMON = "daemon"
    LOCAL0 = "local0"
    LOCAL1 = "local1"
    LOCAL2 = "local2"
    LOCAL3 = "local3"
    LOCAL4 = "local4"
    LOCAL5 = "local5"
    LOCAL6 = "local6"
    LOCAL7 = "local7"

    @property
    def code(self) -> int:
        """RFC 5424, table 1."""
        if self is Facility.USER:
            return 1
        return 3 if self is Facility.DAEMON else 16 + int(self.value[-1])


_CRITICAL, _WARNING, _NOTICE, _INFO = 2, 4, 5, 6
"""RFC 5424, table 2."""

_SEVERITY = {Severity.CRITICAL: _CRITICAL, Severity.WARNING: _WARNING, Severity.INFO: _INFO}


@dataclass(frozen=True, slots=True)
class SyslogPlace:
    """Where to send to."""

    host: str
    port: int = 514
    transport: Transport = Transport.UDP
    facility: Facility = Facility.LOCAL0
    timeout_s: float = 10.0


class Syslog:
    """Sends messages to a syslog server. Over UDP nobody says whether they came."""

    def __init__(self, place: SyslogPlace, clock: Clock) -> None:
        self._place = place
        self._clock = clock

    def send(self, message: Message) -> Receipt:
        """Send it once."""
        place = self._place
        host = socket.gethostname()
        lines = [syslog_line(notice, message, place.facility, host, self._clock.now_s()) for notice in message.notices]
        try:
            if place.transport is Transport.UDP:
                self._send_datagrams([bounded(line) for line in lines])
            else:
                self._send_stream([line.encode("utf-8", "replace") for line in lines])
        except TimeoutError:
            return Receipt(Verdict.AGAIN, f"the syslog server does not answer within {place.timeout_s:g} s")
        except OSError as error:
            reason = error.strerror or type(error).__name__
            return Receipt(Verdict.AGAIN, f"the syslog server cannot be reached: {printable(reason)}")
        return Receipt(Verdict.ACCEPTED)

    def _send_datagrams(self, datagrams: list[bytes]) -> None:
        place = self._place
        family, kind, protocol, _, address = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, kind, protocol) as sender:
            sender.settimeout(_REFUSAL_WAIT_S)
            # Connected, so that the system tells us where it hears that nobody listens there.
            sender.connect(address)
            for datagram in datagrams:
                sender.send(datagram)
            with suppress(TimeoutError):
                sender.recv(1)

    def _send_stream(self, messages: list[bytes]) -> None:
        place = self._place
        with socket.create_connection((place.host, place.port), timeout=place.timeout_s) as sender:
            for octets in messages:
                sender.sendall(str(len(octets)).encode() + b" " + octets)
            sender.shutdown(socket.SHUT_WR)
            sender.settimeout(_REFUSAL_WAIT_S)
            # Nothing is answered; but a server that has gone away resets the connection.
            with suppress(TimeoutError):
                sender.recv(1)


def syslog_line(notice: Notice, message: Message, facility: Facility, host: str, now_s: float) -> str:
    """A notice as RFC 5424 has it."""
    severity = _NOTICE if notice.is_over else _SEVERITY[notice.severity]
    msg_id = "TEST" if message.is_test else notice.transition.value.upper()
    header = f"<{facility.code * 8 + severity}>1 {rfc3339(now_s)} {_name(host)} powertui {os.getpid()} {msg_id}"
    values = {
        "key": message.key,
        "alert": str(notice.alert_id),
        "transition": notice.transition.value,
        **labels_of(notice),
        "fingerprint": notice.fingerprint,
        "began": rfc3339(notice.began_at_s),
        "value": "" if notice.measured_value is None else f"{notice.measured_value:g}",
        "limit": "" if notice.limit_value is None else f"{notice.limit_value:g}",
        "unit": notice.unit,
    }
    parameters = " ".join(f'{name}="{_value(text)}"' for name, text in values.items() if text)
    words = printable(f"{subject(notice)}. {notice.message}")
    return f"{header} [{_SD_ID} {parameters}] {_BOM}{words}"


def bounded(line: str) -> bytes:
    """A line that fits into a datagram; what is cut off is the message's end, between two letters."""
    return line.encode("utf-8", "replace")[:_MOST_DATAGRAM].decode("utf-8", "ignore").encode()


def _value(text: str) -> str:
    """RFC 5424, 6.3.3: quotation mark, backslash and closing bracket are escaped; nothing else is."""
    cut = printable(text[:_MOST_VALUE])
    return cut.replace("\\", "\\\\").replace('"', '\\"').replace("]", "\\]")


def _name(host: str) -> str:
    """Printable ASCII without spaces; a dash where there is none."""
    return "".join(letter for letter in host if "!" <= letter <= "~")[:255] or "-"
