"""Metrics read back: by prometheus_client's parsers, and a WriteRequest by a decoder that shares nothing with ours."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cramjam
from prometheus_client import Metric
from prometheus_client.openmetrics import parser as openmetrics_parser
from prometheus_client.parser import text_string_to_metric_families

from powertui.domain.plant import PlantView
from powertui.metrics.exposition import TextFormat, exposition
from powertui.metrics.plant import PlantMetrics

Series = tuple[str, frozenset[tuple[str, str]]]


def series(name: str, **labels: str) -> Series:
    return name, frozenset(labels.items())


def openmetrics(view: PlantView) -> str:
    return "".join(exposition(PlantMetrics().of(view).blocks(), TextFormat.OPENMETRICS))


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
