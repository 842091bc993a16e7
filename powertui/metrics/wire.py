"""Prometheus' remote-write 1.0: samples as WriteRequest messages, compressed with Snappy.

WriteRequest: repeated TimeSeries (1). TimeSeries: repeated Label (1), repeated Sample (2). Sample: double value (1),
int64 milliseconds since the epoch (2). Labels are sorted by name, `__name__` first.
https://prometheus.io/docs/specs/prw/remote_write_spec/
"""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import cramjam

from powertui.metrics.families import Family
from powertui.metrics.labels import LabelSet, pairs_of

SAMPLES_PER_REQUEST = 2000
"""As many as Prometheus sends by default; a request is some hundred kB then, less than a tenth of it compressed."""

MOST_LABELS = 1_000_000
"""That are remembered as the wire has them; labels that nobody has any more are forgotten with the others."""

_DOUBLE = struct.Struct("<d")

STALE_OCTETS = bytes.fromhex("020000000000f07f")
"""The NaN that says: this series has ended for now. As octets, since arithmetic may change a NaN's bits."""


class WireSample(NamedTuple):
    """A sample at its own time. `value` None ends its series, until it goes on."""

    family: Family
    labels: LabelSet
    value: float | None
    at_ms: int


@dataclass(frozen=True, slots=True)
class Request:
    """One WriteRequest, ready to be sent."""

    body: bytes
    sample_count: int


class Encoder:
    """Makes requests; remembers names and labels as the wire has them."""

    def __init__(self) -> None:
        self._names: dict[str, bytes] = {}
        self._labels: dict[LabelSet, bytes] = {}

    def requests(self, samples: Iterable[WireSample]) -> Iterator[Request]:
        """All samples, in their order, in as few requests as may be."""
        rest = iter(samples)
        while chunk := list(islice(rest, SAMPLES_PER_REQUEST)):
            yield Request(bytes(cramjam.snappy.compress_raw(self.write_request(chunk))), len(chunk))

    def write_request(self, samples: Iterable[WireSample]) -> bytes:
        """A WriteRequest, not compressed."""
        pieces: list[bytes] = []
        for family, labels, value, at_ms in samples:
            name, of_labels, sample = self._name(family), self._of(labels), _sample(value, at_ms)
            length = len(name) + len(of_labels) + len(sample)
            pieces += (b"\x0a", varint(length), name, of_labels, sample)
        return b"".join(pieces)

    def _name(self, family: Family) -> bytes:
        name = family.sample_name
        found = self._names.get(name)
        if found is None:
            found = self._names[name] = wire_label("__name__", name)
        return found

    def _of(self, labels: LabelSet) -> bytes:
        found = self._labels.get(labels)
        if found is None:
            if len(self._labels) >= MOST_LABELS:
                self._labels.clear()
            found = self._labels[labels] = b"".join(wire_label(name, text) for name, text in pairs_of(labels))
        return found


def wire_label(name: str, value: str) -> bytes:
    """Field 1 of a TimeSeries: a Label of name (1) and value (2)."""
    label = length_delimited(1, name.encode()) + length_delimited(2, value.encode())
    return length_delimited(1, label)


def length_delimited(number: int, content: bytes) -> bytes:
    """A field of bytes in protobuf's wire format."""
    return varint(number << 3 | 2) + varint(len(content)) + content


@lru_cache(maxsize=1 << 14)
def varint(value: int) -> bytes:
    """A number from 0 on, seven bits an octet, the lowest first."""
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)


def _sample(value: float | None, at_ms: int) -> bytes:
    octets = STALE_OCTETS if value is None else _DOUBLE.pack(value)
    moment = varint(at_ms)
    # Its length is one octet: a double and a moment are never more.
    return b"\x12%c\x09%b\x10%b" % (10 + len(moment), octets, moment)
