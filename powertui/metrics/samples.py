"""Samples of a family in columns: the labels of its series, and a number for each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import NamedTuple

import numpy as np

from powertui.domain.columns.arrays import Flags, Floats
from powertui.domain.columns.loads import Amounts
from powertui.domain.reading import Quality
from powertui.metrics.families import Family
from powertui.metrics.labels import LabelSet


class Samples(NamedTuple):
    """As many labels as values."""

    labels: Sequence[LabelSet]
    values: Sequence[float]


NO_SAMPLES = Samples((), ())


@dataclass(frozen=True, slots=True)
class Block:
    """All samples of a family, made when they are asked for, so that they are never all in memory."""

    family: Family
    make: Callable[[], Samples]

    @property
    def samples(self) -> Iterator[tuple[LabelSet, float]]:
        """One by one."""
        return zip(*self.make(), strict=True)


def block_of(family: Family, samples: Iterable[tuple[LabelSet, float]]) -> Block:
    """A block of a few samples that are there already."""
    listed = tuple(samples)
    return Block(family, lambda: Samples([labels for labels, _ in listed], [value for _, value in listed]))


def known(labels: Sequence[LabelSet], values: Floats) -> Samples:
    """Those that have a value."""
    return chosen(labels, values, ~np.isnan(values))


def chosen(labels: Sequence[LabelSet], values: Floats, flags: Flags) -> Samples:
    """Those that are chosen."""
    if flags.all():
        return Samples(labels, values.tolist())
    return Samples(list(compress(labels, flags.tolist())), values[flags].tolist())


def marks(labels: Sequence[LabelSet], flags: Flags) -> Samples:
    """A 1 for each that is so."""
    found = list(compress(labels, flags.tolist())) if flags.any() else []
    return Samples(found, [1.0] * len(found))


def fresh(amounts: Amounts, where: Flags | None = None) -> Flags:
    """Which can be told: neither missing, stale nor impossible, and so."""
    return amounts.is_fresh if where is None else amounts.is_fresh & where


def estimates(amounts: Amounts, where: Flags | None = None) -> Flags:
    """Which of these are computed, or have parts missing."""
    found: Flags = fresh(amounts, where) & (amounts.quality == Quality.ESTIMATED)
    return found
