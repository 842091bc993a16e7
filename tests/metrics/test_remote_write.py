"""What is pushed: each sample once, at its own time, whatever becomes of the receiver."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread

import pytest

from powertui.errors import ConfigError
from powertui.metrics.families import gauge
from powertui.metrics.labels import label_set, pairs_of
from powertui.metrics.novelty import Novelty
from powertui.metrics.outbox import Outbox
from powertui.metrics.plant import PlantMetrics
from powertui.metrics.pushing import Pushing
from powertui.metrics.remote_write import HttpPost, Receiver, push_blocks
from powertui.metrics.source import MetricsSource
from powertui.metrics.wire import SAMPLES_PER_REQUEST, STALE_OCTETS, Encoder, Request, WireSample
from powertui.services.receipts import HttpAnswer, Receipt, Verdict, http_receipt
from powertui.services.snapshots import SnapshotSource
from tests.clocks import StillClock
from tests.metrics.reading import Pushed, pushed
from tests.plants import NOW_S
from tests.services.conftest import INTERVAL_S, Station

WATTS = gauge("test_power", "watts", "For tests.")
MUCH = 10_000_000


@dataclass
class NoWait:
    """A Stop that notes how long it was asked to wait, and ends when told to."""

    ends_after: int | None = None
    waited_s: list[float] = field(default_factory=list)

    def wait(self, timeout: float | None = None) -> bool:
        self.waited_s.append(timeout or 0)
        return self.is_set()

    def is_set(self) -> bool:
        return self.ends_after is not None and len(self.waited_s) >= self.ends_after


@dataclass
class FickleReceiver:
    """Answers from a list, then accepts; keeps what it accepted."""

    verdicts: list[Receipt] = field(default_factory=list)
    accepted: list[bytes] = field(default_factory=list)

    def __call__(self, body: bytes) -> Receipt:
        receipt = self.verdicts.pop(0) if self.verdicts else Receipt(Verdict.ACCEPTED)
        if receipt.verdict is Verdict.ACCEPTED:
            self.accepted.append(body)
        return receipt

    @property
    def samples(self) -> list[Pushed]:
        return [sample for body in self.accepted for sample in pushed(body)]


AGAIN = Receipt(Verdict.AGAIN, "the receiver of metrics answers 503")
REFUSED = Receipt(Verdict.REFUSED, "the receiver of metrics answers 400: out of order")


def some(count: int, start: int = 0) -> list[WireSample]:
    return [WireSample(WATTS, label_set({"n": str(number)}), float(number), 1000) for number in range(start, count)]


def test_the_wire_holds_what_was_put_on_it() -> None:
    labels = label_set({"site": "ams1", "device": 'pdu "1"\n', "empty": ""})
    (request,) = Encoder().requests(
        [WireSample(WATTS, labels, 1.5, 1_790_000_000_123), WireSample(WATTS, labels, None, 2)]
    )
    value, end = pushed(request.body)
    assert value.labels == (("__name__", "powertui_test_power_watts"), ("device", 'pdu "1"\ufffd'), ("site", "ams1"))
    assert (value.value, value.at_ms) == (1.5, 1_790_000_000_123)
    assert (end.octets, end.at_ms) == (STALE_OCTETS, 2)


def test_many_samples_are_several_requests() -> None:
    requests = list(Encoder().requests(some(2 * SAMPLES_PER_REQUEST + 1)))
    assert [request.sample_count for request in requests] == [SAMPLES_PER_REQUEST, SAMPLES_PER_REQUEST, 1]


def test_a_receiver_that_fails_twice_gets_everything_once_and_in_order() -> None:
    receiver, stop = FickleReceiver([AGAIN, AGAIN]), NoWait()
    outbox = Outbox(receiver, StillClock(), MUCH)
    for request in Encoder().requests(some(3 * SAMPLES_PER_REQUEST)):
        outbox.put(request)
    while outbox.send_next(stop):
        pass
    assert [sample.value for sample in receiver.samples] == list(range(3 * SAMPLES_PER_REQUEST))
    assert stop.waited_s == [0.5, 1.0]
    counts = outbox.counts
    assert (counts.sent, counts.retries, counts.waiting, counts.waiting_octets) == (3 * SAMPLES_PER_REQUEST, 2, 0, 0)
    assert (counts.trouble, counts.last_accepted_at_s) == ("", NOW_S)


def test_waits_grow_to_a_bound_and_the_receiver_may_ask_for_more() -> None:
    asked = Receipt(Verdict.AGAIN, "busy", wait_s=100_000)
    receiver, stop = FickleReceiver([*[AGAIN] * 9, asked]), NoWait()
    outbox = Outbox(receiver, StillClock(), MUCH)
    outbox.put(Request(b"", 1))
    assert outbox.send_next(stop)
    assert stop.waited_s == [0.5, 1, 2, 4, 8, 16, 30, 30, 30, 300]


def test_what_is_refused_is_dropped_and_counted_and_the_next_is_sent() -> None:
    receiver = FickleReceiver([REFUSED])
    outbox = Outbox(receiver, StillClock(), MUCH)
    for number in range(2):
        outbox.put(Request(bytes([number]), 7))
    while outbox.send_next(NoWait()):
        pass
    assert receiver.accepted == [b"\1"]
    assert (outbox.counts.refused, outbox.counts.sent) == (7, 7)


def test_memory_is_bounded_and_the_oldest_goes() -> None:
    receiver = FickleReceiver()
    outbox = Outbox(receiver, StillClock(), most_octets=250)
    for number in range(5):
        outbox.put(Request(bytes([number]) * 100, 10))
        assert outbox.counts.waiting_octets <= 250
    while outbox.send_next(NoWait()):
        pass
    assert [body[0] for body in receiver.accepted] == [3, 4]
    assert (outbox.counts.overflowed, outbox.counts.sent, outbox.counts.waiting) == (30, 20, 0)


def test_what_waits_at_the_end_stays_counted_as_waiting() -> None:
    outbox = Outbox(FickleReceiver([AGAIN] * 5), StillClock(), MUCH)
    outbox.put(Request(b"", 3))
    outbox.run(NoWait(ends_after=2))
    assert outbox.counts.waiting == 3


def test_the_end_sends_what_is_there() -> None:
    receiver = FickleReceiver()
    outbox = Outbox(receiver, StillClock(), MUCH)
    outbox.put(Request(b"last", 3))
    stop = Event()
    stop.set()
    outbox.run(stop)
    assert receiver.accepted == [b"last"]


@pytest.mark.parametrize(
    ("status", "retry_after", "verdict", "wait_s"),
    [
        (200, None, Verdict.ACCEPTED, None),
        (204, None, Verdict.ACCEPTED, None),
        (301, None, Verdict.REFUSED, None),
        (400, "5", Verdict.REFUSED, None),
        (429, "5", Verdict.AGAIN, 5.0),
        (503, None, Verdict.AGAIN, None),
        (503, "Thu, 01 Jan 1970 00:01:00 GMT", Verdict.AGAIN, 50.0),
        (503, "soon\x00", Verdict.AGAIN, None),
    ],
)
def test_what_an_answer_means(status: int, retry_after: str | None, verdict: Verdict, wait_s: float | None) -> None:
    answer = HttpAnswer(status, "out\nof \x1b[31morder " + "x" * 1000, retry_after)
    receipt = http_receipt("the receiver of metrics", answer, 10.0)
    assert (receipt.verdict, receipt.wait_s) == (verdict, wait_s)
    assert receipt.reason.isprintable()
    assert len(receipt.reason) < 300


# What is new


class Watch:
    """A station whose views are pushed one after the other."""

    def __init__(self, station: Station) -> None:
        self.station = station
        self.metrics = PlantMetrics()
        self.snapshots = SnapshotSource(station.engine, station.clock)
        self.novelty = Novelty()
        self.all: list[WireSample] = []

    async def cycle(self) -> list[WireSample]:
        self.station.clock.advance(INTERVAL_S)
        self.station.answer((400, 100, 0), (400, 0, 0))
        await self.station.polling.run_cycle()
        return self.look()

    def look(self) -> list[WireSample]:
        snapshot = self.snapshots.refresh()
        assert snapshot is not None
        found = list(self.novelty.samples(self.metrics.of(snapshot)))
        self.all += found
        return found


def of(samples: list[WireSample], stem: str, device: str = "pdu-r01-a") -> list[tuple[float | None, int]]:
    return [
        (sample.value, sample.at_ms)
        for sample in samples
        if sample.family.name == f"powertui_{stem}" and ("device", device) in pairs_of(sample.labels)
    ]


async def test_a_reading_is_pushed_once_with_the_samples_own_time(station: Station) -> None:
    watch = Watch(station)
    first = await watch.cycle()
    assert of(first, "inlet_active_power_watts") == [(500.0, round((NOW_S + INTERVAL_S) * 1000))]
    station.clock.advance(1)
    again = watch.look()
    assert of(again, "inlet_active_power_watts") == []
    # What is computed is of now.
    assert of(again, "pdu_reading_age_seconds") == [(1.0, round((NOW_S + INTERVAL_S + 1) * 1000))]


async def test_no_series_has_two_samples_of_one_moment(station: Station) -> None:
    watch = Watch(station)
    for _ in range(4):
        await watch.cycle()
        watch.look()
    keys = [(sample.family, sample.labels, sample.at_ms) for sample in watch.all]
    assert len(keys) == len(set(keys))


async def test_the_end_of_a_series_is_told_once_and_later_than_its_last_sample(station: Station) -> None:
    watch = Watch(station)
    ((_, last_ms),) = of(await watch.cycle(), "inlet_active_power_watts")
    station.clock.advance(60)
    ends = of(watch.look(), "inlet_active_power_watts")
    assert ends == [(None, last_ms + round(2.5 * INTERVAL_S * 1000))]
    station.clock.advance(60)
    assert of(watch.look(), "inlet_active_power_watts") == []
    ((value, at_ms),) = of(await watch.cycle(), "inlet_active_power_watts")
    assert value == 500
    assert at_ms > ends[0][1]


async def test_a_clock_that_is_set_back_brings_nothing_out_of_order(station: Station) -> None:
    watch = Watch(station)
    await watch.cycle()
    station.clock.advance(-3600)
    assert await watch.cycle() == []
    station.clock.advance(3600)
    await watch.cycle()
    newest: dict[object, int] = {}
    for sample in watch.all:
        key = (sample.family, sample.labels)
        assert sample.at_ms > newest.get(key, 0)
        newest[key] = sample.at_ms


# Over HTTP


@dataclass
class Answers:
    """A receiver on loopback that gives these answers, then 204."""

    statuses: list[int]
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def handler(self) -> type[BaseHTTPRequestHandler]:
        answers = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = answers.statuses.pop(0) if answers.statuses else 204
                if status == 204:
                    answers.bodies.append(body)
                    answers.headers.append({name.lower(): value for name, value in self.headers.items()})
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_request(self, code: object = None, size: object = None) -> None:
                pass

        return Handler


def listening(answers: Answers, body: Callable[[str], None]) -> None:
    with HTTPServer(("127.0.0.1", 0), answers.handler()) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            body(f"http://127.0.0.1:{server.server_port}/api/v1/write")
        finally:
            server.shutdown()
            thread.join()


def test_a_plant_arrives_over_http_though_the_receiver_fails_twice(station: Station) -> None:
    asyncio.run(station.polling.run_cycle())
    answers = Answers([503, 429])
    told: list[str] = []

    def push(url: str) -> None:
        receiver = Receiver(url, {"Authorization": "Bearer secret", "X-Scope-OrgID": "hall"})
        with HttpPost(receiver, station.clock) as post:
            outbox = Outbox(post, station.clock, MUCH)
            source = MetricsSource(SnapshotSource(station.engine, station.clock), PlantMetrics(), station.clock)
            Pushing(source, outbox, told.append).turn()
            while outbox.send_next(NoWait()):
                pass
            assert outbox.counts.retries == 2
            metrics = source.now()
            assert metrics is not None
            expected = sum(1 for block in metrics.blocks() for _ in block.samples)
            assert outbox.counts.sent == expected

    listening(answers, push)
    samples = [sample for body in answers.bodies for sample in pushed(body)]
    assert len({sample.key for sample in samples}) == len(samples)
    assert answers.headers[0]["content-encoding"] == "snappy"
    assert answers.headers[0]["content-type"] == "application/x-protobuf"
    assert answers.headers[0]["x-prometheus-remote-write-version"] == "0.1.0"
    assert answers.headers[0]["authorization"] == "Bearer secret"
    assert answers.headers[0]["x-scope-orgid"] == "hall"
    assert told == []


def test_nobody_there_is_a_sentence_and_tried_again() -> None:
    with HttpPost(Receiver("http://127.0.0.1:9/api/v1/write"), StillClock()) as post:
        receipt = post(b"")
    assert receipt.verdict is Verdict.AGAIN
    assert receipt.reason.startswith("the receiver of metrics cannot be reached: ")


async def test_trouble_and_its_end_are_said_once(station: Station) -> None:
    told: list[str] = []
    receiver = FickleReceiver([AGAIN])
    outbox = Outbox(receiver, station.clock, MUCH)
    pushing = Pushing(
        MetricsSource(SnapshotSource(station.engine, station.clock), PlantMetrics(), station.clock), outbox, told.append
    )
    await station.polling.run_cycle()
    pushing.turn()
    assert outbox.send_next(NoWait(ends_after=1)) is False
    for _ in range(2):
        station.clock.advance(2)
        pushing.turn()
    assert told == [AGAIN.reason]
    while outbox.send_next(NoWait()):
        pass
    station.clock.advance(2)
    pushing.turn()
    assert told[1:] == [f"the receiver of metrics accepts samples again; {outbox.counts.waiting:,} wait"]


def test_an_address_that_is_none_is_one_sentence() -> None:
    with pytest.raises(ConfigError, match=r"metrics\.remote_write\.url is no URL"):
        HttpPost(Receiver("http://[::zz]/"), StillClock())


def test_how_it_goes_is_metrics_too() -> None:
    outbox = Outbox(FickleReceiver(), StillClock(), MUCH)
    outbox.put(Request(b"x", 2))
    outbox.send_next(NoWait())
    found = {block.family.sample_name: list(block.samples) for block in push_blocks(outbox.counts)}
    assert [value for _, value in found["powertui_remote_write_samples_sent_total"]] == [2]
    assert [value for _, value in found["powertui_remote_write_samples_dropped_total"]] == [0, 0]


def test_secrets_are_not_shown() -> None:
    assert "secret" not in repr(Receiver("http://x", {"Authorization": "Bearer secret"}, "u", "secret"))
