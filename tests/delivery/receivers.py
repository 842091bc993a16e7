"""Receivers of notifications on loopback: an HTTP endpoint, a mail server, syslog over UDP and TCP."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message as Mail
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MailHandler


@dataclass
class Endpoint:
    """What an HTTP endpoint got, and how it is to answer."""

    url: str
    statuses: list[int] = field(default_factory=list)
    """Of the next answers; then 200."""
    headers: dict[str, str] = field(default_factory=dict)
    answer: bytes = b"thanks"
    got: list[tuple[dict[str, str], dict[str, Any]]] = field(default_factory=list)
    """Headers and body of each request, accepted or not."""
    accepted: list[str] = field(default_factory=list)
    """Idempotency keys of what was answered with 200, in order."""

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [body for _, body in self.got]


@contextmanager
def http_endpoint(*statuses: int) -> Iterator[Endpoint]:
    """An endpoint that answers with these, then with 200."""
    endpoint = Endpoint("", list(statuses))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            endpoint.got.append(({name.lower(): text for name, text in self.headers.items()}, body))
            status = endpoint.statuses.pop(0) if endpoint.statuses else 200
            if status == 200:
                endpoint.accepted.append(self.headers["Idempotency-Key"])
            self.send_response(status)
            for name, text in endpoint.headers.items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(endpoint.answer)

        def log_message(self, *_: object) -> None:
            """Not on the tests' screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    endpoint.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Mails(MailHandler):
    def __init__(self) -> None:
        super().__init__()
        self.got: list[Mail] = []

    def handle_message(self, message: Mail) -> None:
        self.got.append(message)


@dataclass(frozen=True)
class MailServer:
    port: int
    got: list[Mail]

    @property
    def url(self) -> str:
        """As Apprise has it."""
        return f"mailto://127.0.0.1:{self.port}?from=powertui@example.net&to=ops@example.net&mode=insecure"


def text_of(mail: Mail, kind: str = "text/plain") -> str:
    """The parts of a mail that are of a kind."""
    found = [part.get_payload(decode=True) for part in mail.walk() if part.get_content_type() == kind]
    return "".join(part.decode() for part in found if isinstance(part, bytes))


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A server that takes any mail."""
    handler = _Mails()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield MailServer(port, handler.got)
    finally:
        controller.stop()


@contextmanager
def udp_syslog() -> Iterator[socket.socket]:
    """A socket that datagrams come to."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(60)
        yield receiver


@dataclass
class TcpSyslog:
    port: int
    streams: list[bytes] = field(default_factory=list)
    """What came over each connection."""

    def messages(self) -> list[str]:
        """By their counted octets."""
        found: list[str] = []
        for stream in self.streams:
            rest = stream
            while rest:
                length, _, rest = rest.partition(b" ")
                found.append(rest[: int(length)].decode())
                rest = rest[int(length) :]
        return found


@contextmanager
def tcp_syslog() -> Iterator[TcpSyslog]:
    """A server that reads each connection to its end."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = TcpSyslog(listener.getsockname()[1])

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    server.streams.append(_all_of(connection))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(60)


def _all_of(connection: socket.socket) -> bytes:
    connection.settimeout(60)
    return b"".join(iter(lambda: connection.recv(4096), b""))


def closed_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
