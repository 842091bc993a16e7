"""A NetBox for tests, on loopback: pages, sparse fields, filters, tokens as a real one has them, and its bad days."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

Rows = list[dict[str, Any]]
FIRST_TOKEN = "0123456789abcdef0123456789abcdef01234567"
SECOND_TOKEN = "nbt_AbCdEfGhIjKl.0123456789abcdefghijABCDEFGHIJ0123456789"
ACCEPTED = {f"Token {FIRST_TOKEN}", f"Bearer {SECOND_TOKEN}"}


class Mishap(Enum):
    """What may become of a request."""

    RATE_LIMIT = auto()
    """429, and Retry-After."""
    FAIL = auto()
    """500."""
    CUT = auto()
    """The connection closes in the middle of the body."""
    BROKEN_JSON = auto()
    LOGIN_PAGE = auto()
    FORBIDDEN = auto()
    """403, for want of a permission."""
    NOT_FOUND = auto()
    REDIRECT = auto()


@dataclass(frozen=True)
class Request:
    path: str
    query: Mapping[str, list[str]]

    def one(self, name: str) -> str | None:
        return self.query.get(name, [None])[0]


@dataclass
class FakeNetBox:
    """What it holds and what it does; tests change both."""

    lists: dict[str, Rows]
    version: str = "4.6.8"
    max_page_size: int = 1000
    retry_after: str = "7"
    mishaps: list[tuple[str, Mishap]] = field(default_factory=list)
    """Each for one request to a path that ends so, in turn."""
    always: dict[str, Mishap] = field(default_factory=dict)
    """For each request to a path."""
    before: Callable[[Request], None] = lambda _request: None
    ignored_filters: frozenset[str] = frozenset()
    requests: list[Request] = field(default_factory=list)
    url: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    def mishap(self, path: str) -> Mishap | None:
        with self._lock:
            for place, (end, mishap) in enumerate(self.mishaps):
                if path.endswith(end):
                    del self.mishaps[place]
                    return mishap
        return self.always.get(path)

    def answer(self, request: Request) -> dict[str, Any] | None:
        """The document at a path; None where there is none."""
        if request.path == "status":
            return {"netbox-version": self.version, "netbox-full-version": self.version}
        rows = self.lists.get(request.path)
        return None if rows is None else self._page(request, rows)

    def _page(self, request: Request, rows: Rows) -> dict[str, Any]:
        found = [row for row in rows if self._matches(row, request.query)]
        found.sort(key=lambda row: row["id"], reverse=request.one("ordering") == "-id")
        limit = min(int(request.one("limit") or 50), self.max_page_size)
        start = request.one("start") if self.version >= "4.6" else None
        offset = int(request.one("offset") or 0)
        if start is not None:
            found = [row for row in found if row["id"] >= int(start)]
        page = found[offset : offset + limit]
        has_next = len(found) > offset + limit
        place: dict[str, Any] = {"start": page[-1]["id"] + 1} if start and page else {"offset": offset + limit}
        rest = {name: value for name, value in request.query.items() if name not in {"limit", "offset", "start"}}
        query = urlencode({**rest, "limit": limit, **place}, doseq=True)
        return {
            "count": None if start is not None else len(found),
            "next": f"http://netbox.internal/api/{request.path}/?{query}" if has_next else None,
            "previous": None,
            "results": [_sparse(row, request.one("fields")) for row in page],
        }

    def _matches(self, row: dict[str, Any], query: Mapping[str, list[str]]) -> bool:
        for name, values in query.items():
            test = _FILTERS.get(name)
            if test is not None and name not in self.ignored_filters and not test(row, values):
                return False
        return True


def _sparse(row: dict[str, Any], fields: str | None) -> dict[str, Any]:
    return row if fields is None else {name: row[name] for name in fields.split(",") if name in row}


def _slug(row: dict[str, Any], name: str) -> str | None:
    value = row.get(name)
    return value["slug"] if value else None


def _site(row: dict[str, Any], values: Sequence[str]) -> bool:
    if "_site" in row:  # the hand-made and synthetic rows say it themselves, as NetBox's tables do
        return row["_site"] in values
    return _slug(row, "site") in values


def _terminations(row: dict[str, Any], values: Sequence[str]) -> bool:
    return any(end["object_type"] in values for end in (*row["a_terminations"], *row["b_terminations"]))


_FILTERS: dict[str, Callable[[dict[str, Any], Sequence[str]], bool]] = {
    "site": _site,
    "tenant": lambda row, values: _slug(row, "tenant") in values,
    "tag": lambda row, values: set(values) <= {tag["slug"] for tag in row.get("tags", ())},
    "device_id": lambda row, values: str(row["device"]["id"]) in values,
    "id__gt": lambda row, values: row["id"] > int(values[0]),
    "termination_a_type": _terminations,
    "termination_b_type": _terminations,
}


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        netbox = self.server.netbox
        parts = urlsplit(self.path)
        path = parts.path.removeprefix("/api/").strip("/")
        request = Request(path, parse_qs(parts.query))
        if not parts.path.startswith("/api/"):
            self._send(404, b"<html>not found</html>", "text/html")
            return
        if self.headers.get("Authorization") not in ACCEPTED:
            self._json(403, {"detail": "Invalid v1 token"})
            return
        netbox.requests.append(request)
        netbox.before(request)
        mishap = netbox.mishap(path)
        if mishap is not None and self._suffer(mishap):
            return
        document = netbox.answer(request)
        if document is None:
            self._json(404, {"detail": "Not found."})
            return
        self._json(200, document, cut=mishap is Mishap.CUT)

    def _suffer(self, mishap: Mishap) -> bool:
        match mishap:
            case Mishap.RATE_LIMIT:
                self._json(429, {"detail": "Request was throttled."}, {"Retry-After": self.server.netbox.retry_after})
            case Mishap.FAIL:
                self._json(500, {"error": "server closed the connection unexpectedly", "exception": "Oops"})
            case Mishap.BROKEN_JSON:
                self._send(200, b'{"count": 3, "results": [', "application/json")
            case Mishap.LOGIN_PAGE:
                self._send(200, b"<html>Please log in</html>", "text/html")
            case Mishap.FORBIDDEN:
                self._json(403, {"detail": "You do not have permission to perform this action."})
            case Mishap.NOT_FOUND:
                self._json(404, {"detail": "Not found."})
            case Mishap.REDIRECT:
                self._send(302, b"", "text/html", {"Location": "https://elsewhere.example.net/login/"})
            case Mishap.CUT:
                return False
        return True

    def _json(
        self, code: int, document: object, headers: Mapping[str, str] | None = None, *, cut: bool = False
    ) -> None:
        self._send(code, json.dumps(document).encode(), "application/json", headers, cut=cut)

    def _send(
        self, code: int, body: bytes, kind: str, headers: Mapping[str, str] | None = None, *, cut: bool = False
    ) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection = self.close_connection or cut

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Keep quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, netbox: FakeNetBox) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.netbox = netbox

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever asked went away: an import that fails ends its other questions."""


@contextmanager
def serving(netbox: FakeNetBox, tls: ssl.SSLContext | None = None) -> Iterator[FakeNetBox]:
    """The NetBox on a port of its own, for as long as it is needed."""
    server = _Server(netbox)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    netbox.url = f"{'http' if tls is None else 'https'}://127.0.0.1:{server.server_address[1]}"
    try:
        yield netbox
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=60)
