"""Debian's Prometheus scrapes us; it and VictoriaMetrics take what we push. Answers come from their own HTTP API."""

import math
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from powertui.domain.assemble import assemble_view
from powertui.domain.plant import PlantView
from powertui.metrics.exposition import TextFormat
from powertui.metrics.outbox import Outbox
from powertui.metrics.plant import PlantMetrics
from powertui.metrics.pushing import Pushing
from powertui.metrics.remote_write import HttpPost, Receiver
from powertui.metrics.samples import Block
from powertui.metrics.server import MetricsServer
from powertui.metrics.source import MetricsSource
from tests.cli.conftest import FixedPlant
from tests.cli.plant import small_view
from tests.clocks import StillClock
from tests.metrics.reading import InColumns, metrics_of, openmetrics, parsed, text_of
from tests.metrics.servers import Running, eventually, needs_prometheus, needs_victoria, prometheus, victoria
from tests.metrics.test_remote_write import MUCH, NoWait

FEED = 'powertui_feed_active_power_watts{feed="A1-R01"}'


def moved_to(view: PlantView, now_s: float) -> PlantView:
    """The same plant at another time: everything as old as it was."""
    by_s = now_s - view.now_s
    targets = [
        replace(
            target,
            sampled_at_s=None if target.sampled_at_s is None else target.sampled_at_s + by_s,
            subjects=tuple(
                replace(
                    one,
                    readings=tuple(
                        replace(reading, sampled_at_s=reading.sampled_at_s + by_s) if reading.sampled_at_s else reading
                        for reading in one.readings
                    ),
                )
                for one in target.subjects
            ),
        )
        for target in view.targets.values()
    ]
    return assemble_view(graph=view.graph, targets=targets, alerts=view.alerts, poller=view.poller, now_s=now_s)


@contextmanager
def served(view: PlantView) -> Iterator[int]:
    metrics = metrics_of(view)

    def gather() -> Iterator[Block]:
        return metrics.blocks()

    with MetricsServer(("127.0.0.1", 0), gather) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


@needs_prometheus
def test_promtool_finds_nothing_wrong() -> None:
    result = subprocess.run(
        ["promtool", "check", "metrics"],
        input=text_of(metrics_of(small_view()).blocks(), TextFormat.PROMETHEUS),
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@needs_prometheus
def test_prometheus_scrapes_all_of_it_and_answers(tmp_path: Path) -> None:
    view = small_view()
    expected = parsed(openmetrics(view))
    with served(view) as port, prometheus(tmp_path, [port]) as running:
        eventually(lambda: running.value("up") == 1, "a scrape")
        assert running.value("scrape_samples_scraped") == len(expected)
        found = running.query('{__name__=~"powertui_.*"}')
        theirs = {
            (labels.pop("__name__"), frozenset(labels.items())): float(one["value"][1])
            for one in found
            for labels in ({name: text for name, text in one["metric"].items() if name not in {"job", "instance"}},)
        }
        assert theirs == expected
        assert "error" not in running.log.read_text(errors="replace").lower()


class PushedPlant:
    """A plant that is pushed to a server, each time it is told to, at a moment that is told."""

    def __init__(self, running: Running, path: str) -> None:
        self.clock = StillClock(float(math.floor(time.time())) - 120)
        self.plant = FixedPlant(None)
        self.post = HttpPost(Receiver(running.url + path), self.clock)
        self.outbox = Outbox(self.post, self.clock, MUCH)
        self.told: list[str] = []
        source = MetricsSource(InColumns(self.plant), PlantMetrics(), self.clock)
        self.pushing = Pushing(source, self.outbox, self.told.append)

    def push(self, view: PlantView) -> None:
        self.plant.view = view
        self.pushing.turn()
        while self.outbox.send_next(NoWait()):
            pass


def goes_through_the_life_of_a_plant(running: Running, path: str) -> None:
    pushed = PushedPlant(running, path)
    with pushed.post:
        first = moved_to(small_view(), pushed.clock.seconds)
        pushed.push(first)
        expected = {key: value for key, value in parsed(openmetrics(first)).items() if key[0].startswith("powertui_")}
        at_s = pushed.clock.seconds
        eventually(lambda: running.value(FEED, at_s) is not None, "what was pushed")
        for (name, labels), value in expected.items():
            selector = ",".join(f'{label}="{text}"' for label, text in sorted(labels))
            if name.startswith(("powertui_feed", "powertui_leg", "powertui_pdu_up")):
                # VictoriaMetrics keeps some fourteen digits.
                assert running.value(f"{name}{{{selector}}}", at_s) == pytest.approx(value, rel=1e-12)
        assert len(running.query('{__name__=~"powertui_.*"}', at_s)) == len(expected)
        # Ten minutes without a poll later, the series have ended, and have not only grown old.
        pushed.clock.advance(20)
        view = moved_to(small_view(), pushed.clock.seconds)
        pushed.push(view)
        pushed.clock.advance(60)
        old = assemble_view(
            graph=view.graph,
            targets=view.targets.values(),
            alerts=(),
            poller=view.poller,
            now_s=pushed.clock.seconds,
        )
        pushed.push(old)
        eventually(lambda: running.value(FEED, pushed.clock.seconds) is None, "the end of what is stale")
        assert running.value('powertui_feed_available_power_voltamperes{feed="A1-R01"}', pushed.clock.seconds)
        assert pushed.told == []
        counts = pushed.outbox.counts
        assert (counts.refused, counts.overflowed, counts.waiting, counts.trouble) == (0, 0, 0, "")


@needs_prometheus
def test_prometheus_takes_what_is_pushed(tmp_path: Path) -> None:
    with prometheus(tmp_path) as running:
        goes_through_the_life_of_a_plant(running, "/api/v1/write")


@needs_victoria
def test_victoria_metrics_takes_what_is_pushed(tmp_path: Path) -> None:
    with victoria(tmp_path) as running:
        goes_through_the_life_of_a_plant(running, "/api/v1/write")


@needs_prometheus
def test_a_receiver_that_does_not_take_pushes_is_said(tmp_path: Path) -> None:
    with prometheus(tmp_path) as running:
        pushed = PushedPlant(running, "/api/v1/nothing")
        with pushed.post:
            pushed.push(moved_to(small_view(), pushed.clock.seconds))
            pushed.clock.advance(2)
            pushed.push(moved_to(small_view(), pushed.clock.seconds))
        assert pushed.outbox.counts.refused > 0
        assert any("the receiver of metrics answers 404" in line for line in pushed.told)
