"""The endpoint over HTTP, on loopback."""

import gzip
import http.client
import socket
from collections.abc import Iterator
from contextlib import closing
from threading import Thread

import pytest

from powertui.errors import PowertuiError
from powertui.metrics import server as server_module
from powertui.metrics.exposition import TextFormat
from powertui.metrics.plant import MetricsView, PlantMetrics
from powertui.metrics.server import MOST_CONNECTIONS, MetricsServer
from powertui.metrics.source import MetricsSource
from tests.cli.conftest import FixedPlant
from tests.cli.plant import small_view
from tests.clocks import StillClock
from tests.metrics.reading import InColumns, metrics_of, openmetrics, parsed

PATIENCE_S = 60


class Endpoint:
    """A running server over a plant that can be taken away."""

    def __init__(self) -> None:
        self.metrics: MetricsView | None = metrics_of(small_view())
        self.server = MetricsServer(("127.0.0.1", 0), lambda: self.metrics.blocks() if self.metrics else None)
        self.port = self.server.server_port

    def ask(self, method: str, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)) as connection:
            connection.request(method, path, headers={name.replace("_", "-"): text for name, text in headers.items()})
            response = connection.getresponse()
            return response, response.read()

    def tell(self, octets: bytes) -> bytes:
        """Send octets, and everything that comes back until the server hangs up."""
        with closing(socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S)) as peer:
            peer.sendall(octets)
            found = b""
            while piece := peer.recv(65536):
                found += piece
            return found


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    found = Endpoint()
    thread = Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield found
    found.server.shutdown()
    thread.join()
    found.server.server_close()


def test_a_scrape_is_what_its_reader_asked_for(endpoint: Endpoint) -> None:
    response, body = endpoint.ask("GET", "/metrics", Accept="application/openmetrics-text;version=1.0.0")
    assert (response.status, response.headers["Content-Type"]) == (200, TextFormat.OPENMETRICS.value)
    assert body.decode() == openmetrics(small_view())
    response, body = endpoint.ask("GET", "/metrics?anything=1")
    assert response.headers["Content-Type"] == TextFormat.PROMETHEUS.value
    assert b"# EOF" not in body


def test_a_reader_may_name_the_metrics_that_it_wants(endpoint: Endpoint) -> None:
    wanted = {"powertui_feed_active_power_watts", "powertui_poller_cycles_total"}
    query = "&".join(f"name[]={name}" for name in (*wanted, "powertui_nothing"))
    body = endpoint.ask("GET", f"/metrics?{query}", Accept="application/openmetrics-text")[1].decode()
    assert parsed(body) == {one: value for one, value in parsed(openmetrics(small_view())).items() if one[0] in wanted}
    many = "&".join(["name[]=x"] * 2000)
    assert len(endpoint.ask("GET", f"/metrics?{many}")[1]) > 1000


def test_it_is_compressed_where_that_is_understood(endpoint: Endpoint) -> None:
    plain = endpoint.ask("GET", "/metrics")[1]
    response, body = endpoint.ask("GET", "/metrics", Accept_Encoding="gzip")
    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == plain
    assert len(body) < len(plain) / 5


def test_head_has_the_headers_of_get_and_no_body(endpoint: Endpoint) -> None:
    got, _ = endpoint.ask("GET", "/metrics")
    response, body = endpoint.ask("HEAD", "/metrics")
    assert (response.status, body) == (200, b"")
    assert {name for name in response.headers if name != "Date"} == {name for name in got.headers if name != "Date"}


@pytest.mark.parametrize("path", ["/metric", "/metrics/", "/../etc/passwd", "/%0d%0aX:y"])
def test_there_is_nothing_else(endpoint: Endpoint, path: str) -> None:
    response, body = endpoint.ask("GET", path)
    assert response.status == 404
    assert b"passwd" not in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_nothing_can_be_done_but_read(endpoint: Endpoint, method: str) -> None:
    response, _ = endpoint.ask(method, "/metrics")
    assert (response.status, response.headers["Allow"]) == (405, "GET, HEAD")


def test_without_a_plant_the_scrape_fails(endpoint: Endpoint) -> None:
    endpoint.metrics = None
    assert endpoint.ask("GET", "/metrics")[0].status == 503


def test_a_database_that_cannot_be_used_is_a_status_and_a_sentence(endpoint: Endpoint) -> None:
    def gather() -> None:
        raise PowertuiError("the database is of \x1b[31manother version")

    endpoint.server.gather = gather
    response, body = endpoint.ask("GET", "/metrics")
    assert response.status == 503
    assert body.decode() == "the database is of \ufffd[31manother version\n"


def test_what_nobody_expected_is_said_and_the_next_reader_served(
    endpoint: Endpoint, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise KeyError("nobody expected")

    gather, endpoint.server.gather = endpoint.server.gather, broken
    assert endpoint.tell(b"GET /metrics HTTP/1.1\r\n\r\n") == b""
    endpoint.server.gather = gather
    assert endpoint.ask("GET", "/metrics")[0].status == 200
    assert capsys.readouterr().err == "powertui: a scrape failed: KeyError: 'nobody expected'\n"


def test_http_1_0_gets_no_chunks(endpoint: Endpoint) -> None:
    head, _, body = endpoint.tell(b"GET /metrics HTTP/1.0\r\nAccept: application/openmetrics-text\r\n\r\n").partition(
        b"\r\n\r\n"
    )
    assert b"chunked" not in head
    assert parsed(body.decode()) == parsed(openmetrics(small_view()))


@pytest.mark.parametrize(
    "octets",
    [
        b"\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /metrics HTTP/9.9\r\n\r\n",
        b"GET " + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 200 + b"\r\n",
    ],
)
def test_garbage_is_refused_and_the_next_reader_served(endpoint: Endpoint, octets: bytes) -> None:
    assert b"Traceback" not in endpoint.tell(octets)
    assert endpoint.ask("GET", "/metrics")[0].status == 200


def test_who_says_nothing_is_hung_up_on(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module._Handler, "timeout", 0.05)
    assert endpoint.tell(b"GET /met") == b""


def test_who_holds_all_connections_keeps_nobody_out_for_ever(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module._Handler, "timeout", 0.3)
    held = [socket.create_connection(("127.0.0.1", endpoint.port), timeout=PATIENCE_S) for _ in range(MOST_CONNECTIONS)]
    for peer in held:
        # They are hung up on, each after its time.
        assert peer.recv(1) == b""
        peer.close()
    assert endpoint.ask("GET", "/metrics")[0].status == 200


def test_an_address_that_is_taken_is_one_sentence(endpoint: Endpoint) -> None:
    with pytest.raises(PowertuiError, match=rf"cannot listen on 127\.0\.0\.1 port {endpoint.port}: ") as caught:
        MetricsServer(("127.0.0.1", endpoint.port), lambda: None)
    assert "\n" not in str(caught.value)


def test_the_address_is_shown_as_a_browser_takes_it() -> None:
    with MetricsServer(("::1", 0), lambda: None) as server:
        assert server.url == f"http://[::1]:{server.server_port}/metrics"


def test_readers_of_one_moment_share_a_look_at_the_database() -> None:
    plant, clock = FixedPlant(small_view()), StillClock()
    source = MetricsSource(InColumns(plant), PlantMetrics(), clock)
    first = source.now()
    assert source.now() is first
    clock.advance(2)
    assert source.now() is not first
    plant.view = None
    assert source.now() is not None
    clock.advance(2)
    assert source.now() is None
