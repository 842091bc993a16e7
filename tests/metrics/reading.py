"""Metrics read back: by prometheus_client's parsers, and a WriteRequest by a decoder that shares nothing with ours."""

import struct
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

import cramjam
from prometheus_client import Metric
from prometheus_client.openmetrics import parser as openmetrics_parser
from prometheus_client.parser import text_string_to_metric_families

from powertui.domain.columns.described import DescribedTarget
from powertui.domain.columns.plant import PlantColumns
from powertui.domain.columns.snapshot import PlantSnapshot
from powertui.domain.columns.states import TargetState, TargetStates
from powertui.domain.measured import MeasuredTarget
from powertui.domain.plant import PlantView
from powertui.domain.reading import MISSING_RAW, scaled
from powertui.domain.redundancy.record import FailoverRecord
from powertui.metrics.exposition import TextFormat, exposition
from powertui.metrics.plant import MetricsView, PlantMetrics
from powertui.metrics.samples import Block
from powertui.storage.latest_store import little_endian

Series = tuple[str, frozenset[tuple[str, str]]]


def series(name: str, **labels: str) -> Series:
    return name, frozenset(labels.items())


def snapshot_of(view: PlantView, failover: FailoverRecord | None = None) -> PlantSnapshot:
    """The same plant in columns, with what its targets read."""
    targets = tuple(view.targets.values())
    columns = PlantColumns(view.graph, [_described(target) for target in targets])
    states = TargetStates(len(targets))
    for target in targets:
        readings = [reading for subject in target.subjects for reading in subject.readings]
        raw = array("q", (MISSING_RAW if one.value is None else scaled(one.value) for one in readings))
        columns.take(target.id, target.sampled_at_s, little_endian(raw), bytes(one.quality for one in readings))
        states.put(columns.places.targets.row_of[target.id], _state(target))
    judged = columns.judged(view.now_s, view.stale_after_s).kept()
    loads = columns.roll_up(judged, view.now_s)
    return PlantSnapshot(
        view.now_s, columns.compiled, states.listed(), judged, loads, view.poller, view.alerts, failover
    )


def _described(target: MeasuredTarget) -> DescribedTarget:
    return DescribedTarget(target.id, target.name, target.device_id, target.power_panel_id, target.subjects)


def _state(target: MeasuredTarget) -> TargetState:
    return TargetState(
        outcome=target.outcome,
        detail=target.detail,
        failures=target.failures,
        attempted_at_s=target.attempted_at_s,
        latency_s=target.latency_s,
        uptime_s=target.uptime_s,
        rebooted_at_s=target.rebooted_at_s,
        family=target.family,
        vendor=target.vendor,
        model=target.model,
        serial=target.serial,
        firmware=target.firmware,
        host=target.host,
        port=target.port,
    )


def metrics_of(view: PlantView, failover: FailoverRecord | None = None) -> MetricsView:
    return PlantMetrics().of(snapshot_of(view, failover))


class Views(Protocol):
    def refresh(self) -> PlantView | None: ...


@dataclass(frozen=True)
class InColumns:
    """What tells a plant in columns, of what tells it as objects."""

    views: Views

    def refresh(self) -> PlantSnapshot | None:
        view = self.views.refresh()
        return None if view is None else snapshot_of(view)


def text_of(blocks: Iterable[Block], text_format: TextFormat = TextFormat.OPENMETRICS) -> str:
    return b"".join(exposition(blocks, text_format)).decode()


def openmetrics(view: PlantView, failover: FailoverRecord | None = None) -> str:
    return text_of(metrics_of(view, failover).blocks())


def openmetrics_families(text: str) -> list[Metric]:
    parse: Callable[[str], Iterator[Metric]] = openmetrics_parser.text_string_to_metric_families
    return list(parse(text))


def prometheus_families(text: str) -> list[Metric]:
    return list(text_string_to_metric_families(text))


def parsed(text: str) -> dict[Series, float]:
    """Every sample; a series that is there twice is a failure."""
    found: dict[Series, float] = {}
    for family in openmetrics_families(text):
        for sample in family.samples:
            one = (sample.name, frozenset(sample.labels.items()))
            assert one not in found, one
            found[one] = sample.value
    return found


def named(found: dict[Series, float], name: str, **labels: str) -> list[float]:
    """The values of all series of a name that have these labels among theirs."""
    return [value for (one, theirs), value in found.items() if one == name and set(labels.items()) <= theirs]


@dataclass(frozen=True)
class Pushed:
    """A sample of a WriteRequest."""

    labels: tuple[tuple[str, str], ...]
    value: float
    octets: bytes
    at_ms: int

    @property
    def name(self) -> str:
        return dict(self.labels)["__name__"]

    @property
    def key(self) -> tuple[tuple[tuple[str, str], ...], int]:
        return self.labels, self.at_ms


def pushed(body: bytes) -> list[Pushed]:
    """The samples of a request as it is sent."""
    found = []
    for number, content in fields(bytes(cramjam.snappy.decompress_raw(body))):
        assert number == 1
        labels: list[tuple[str, str]] = []
        for part, inner in fields(bytes_of(content)):
            values = dict(fields(bytes_of(inner)))
            if part == 1:
                labels.append((bytes_of(values[1]).decode(), bytes_of(values[2]).decode()))
            else:
                assert part == 2
                octets, at_ms = bytes_of(values[1]), values[2]
                assert isinstance(at_ms, int)
                found.append(Pushed(tuple(labels), struct.unpack("<d", octets)[0], octets, at_ms))
    return found


def bytes_of(value: bytes | int) -> bytes:
    assert isinstance(value, bytes)
    return value


def fields(message: bytes) -> Iterator[tuple[int, bytes | int]]:
    """Field numbers and contents, by protobuf's wire types 0, 1 and 2."""
    at = 0

    def number() -> int:
        nonlocal at
        value = shift = 0
        while True:
            octet = message[at]
            at += 1
            value |= (octet & 0x7F) << shift
            shift += 7
            if octet < 0x80:
                return value

    while at < len(message):
        tag = number()
        wire_type = tag & 7
        if wire_type == 0:
            yield tag >> 3, number()
            continue
        assert wire_type in {1, 2}
        size = 8 if wire_type == 1 else number()
        assert at + size <= len(message)
        yield tag >> 3, message[at : at + size]
        at += size
