"""The endpoint: GET and HEAD of /metrics, bounded in connections and in time."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET, AF_INET6
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import parse_qs

from powertui.errors import PowertuiError
from powertui.metrics.compression import compressed
from powertui.metrics.exposition import accepted_format, accepts_gzip, exposition
from powertui.metrics.labels import clean
from powertui.metrics.samples import Block

MOST_CONNECTIONS = 16
"""At the same time; more are closed at once."""

TIMEOUT_S = 15.0
"""How long a reader may leave us waiting: for its request, and for taking each piece of the answer."""

MOST_NAMES = 1000
"""Of metrics in a request."""

PATH = "/metrics"

_WELCOME = "powertui: the metrics are at /metrics\n"

Gather = Callable[[], Iterable[Block] | None]
"""All metrics as of now; None where there are none to tell. Blocks; called in several threads."""


class MetricsServer(ThreadingHTTPServer):
    """Listens as soon as it is made; raises PowertuiError where it cannot."""

    daemon_threads = True
    request_queue_size = MOST_CONNECTIONS

    def __init__(self, address: tuple[str, int], gather: Gather) -> None:
        self.gather = gather
        self.address_family = AF_INET6 if ":" in address[0] else AF_INET
        self._room = BoundedSemaphore(MOST_CONNECTIONS)
        try:
            super().__init__(address, _Handler)
        except OSError as error:
            host, port = address
            raise PowertuiError(f"cannot listen on {host} port {port}: {error.strerror or error}") from error

    @property
    def url(self) -> str:
        """Where a browser on this machine finds it."""
        host, port = self.server_address[:2]
        shown = f"[{host!s}]" if self.address_family == AF_INET6 else str(host)
        return f"http://{shown}:{port}{PATH}"

    def server_bind(self) -> None:
        """Without looking up a name for the address, which may take seconds."""
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        """A thread for it, while there is room."""
        if not self._room.acquire(blocking=False):
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except RuntimeError:
            # No thread is to be had: this one is turned away, the next may find one.
            self._room.release()
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """As the parent does it; then there is room again."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def handle_error(self, *_: Any) -> None:
        """A reader that goes away is nobody's error; any other is said, and the reader's answer is cut off."""
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            sys.stderr.write(f"powertui: a scrape failed: {type(error).__name__}: {clean(str(error))}\n")


@dataclass(frozen=True, slots=True)
class _Answer:
    status: HTTPStatus
    content_type: str
    pieces: Iterable[bytes]
    encoding: str = ""


class _Handler(BaseHTTPRequestHandler):
    server: MetricsServer
    protocol_version = "HTTP/1.1"
    server_version = "powertui"
    sys_version = ""
    timeout = TIMEOUT_S
    error_content_type = "text/plain; charset=utf-8"
    error_message_format = "%(code)d\n"

    def do_GET(self) -> None:
        """The metrics."""
        self._send(self._answer(), with_body=True)

    def do_HEAD(self) -> None:
        """What GET would say of them."""
        self._send(self._answer(), with_body=False)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._refuse
        raise AttributeError(name)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's signature
        """Nothing: a line for each scrape tells nobody anything."""

    def _refuse(self) -> None:
        # A body that was sent along is not read: it would be taken for the next request.
        self._send(_said(HTTPStatus.METHOD_NOT_ALLOWED, "only GET and HEAD\n"), with_body=True)

    def _answer(self) -> _Answer:
        path, _, query = self.path.partition("?")
        if path == "/":
            return _said(HTTPStatus.OK, _WELCOME)
        if path != PATH:
            return _said(HTTPStatus.NOT_FOUND, "not here: /metrics is\n")
        try:
            blocks = self.server.gather()
        except PowertuiError as error:
            return _said(HTTPStatus.SERVICE_UNAVAILABLE, f"{clean(str(error))}\n")
        if blocks is None:
            return _said(HTTPStatus.SERVICE_UNAVAILABLE, "the database does not answer, or holds no plant yet\n")
        text_format = accepted_format(self.headers.get("Accept", ""))
        text = exposition(_chosen(blocks, query), text_format)
        if accepts_gzip(self.headers.get("Accept-Encoding", "")):
            return _Answer(HTTPStatus.OK, text_format.value, compressed(text), "gzip")
        return _Answer(HTTPStatus.OK, text_format.value, text)

    def _send(self, answer: _Answer, *, with_body: bool) -> None:
        self.close_connection = True
        is_chunked = self.request_version == "HTTP/1.1"
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Vary", "Accept, Accept-Encoding")
        if answer.encoding:
            self.send_header("Content-Encoding", answer.encoding)
        if answer.status is HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET, HEAD")
        if is_chunked:
            self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Connection", "close")
        self.end_headers()
        if with_body:
            # A reader that leaves, or dawdles, loses its answer and nothing else.
            with suppress(OSError):
                for octets in _chunked(answer.pieces) if is_chunked else answer.pieces:
                    self.wfile.write(octets)


def _chosen(blocks: Iterable[Block], query: str) -> Iterable[Block]:
    """The families that `name[]` names, as with Prometheus' own clients; all without it. Others are not computed."""
    try:
        names = frozenset(parse_qs(query, max_num_fields=MOST_NAMES).get("name[]", ()))
    except ValueError:
        # More than anybody means: as if nothing had been said.
        names = frozenset()
    if not names:
        return blocks
    return (block for block in blocks if block.family.name in names or block.family.sample_name in names)


def _said(status: HTTPStatus, text: str) -> _Answer:
    return _Answer(status, "text/plain; charset=utf-8", (text.encode(),))


def _chunked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """HTTP/1.1's chunks (RFC 9112, 7.1); without the last one an answer is known to be cut off."""
    for piece in pieces:
        if piece:
            yield b"%x\r\n%b\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"
