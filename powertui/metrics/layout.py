"""How a plant's readings become series: made once for a model and its descriptions, used at each look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, compress

import numpy as np

from powertui.domain.columns.arrays import Flags, Floats, Rows
from powertui.domain.columns.channels import NO_CHANNEL, Judged
from powertui.domain.columns.compiled import Compiled
from powertui.domain.columns.parts import KIND_CODE, Parts
from powertui.domain.graph import PowerGraph
from powertui.domain.reading import Quality
from powertui.metrics.families import NAMINGS, PART_FAMILIES, Convert, PartFamily
from powertui.metrics.labels import LabelSet
from powertui.metrics.places import Places
from powertui.metrics.samples import Samples, chosen, known, marks
from powertui.metrics.target_labels import TargetLabels, target_labels


@dataclass(frozen=True, slots=True)
class Told:
    """What some series say now."""

    values: Floats
    """NaN where there is nothing to tell."""
    is_told: Flags
    is_estimate: Flags


@dataclass(frozen=True, slots=True)
class PartSeries:
    """The series of a family that each poll reads."""

    labels: Sequence[LabelSet]
    channels: Rows
    targets: Rows
    """The row of the device that each is of."""
    convert: Convert | None

    def told(self, judged: Judged) -> Told:
        """What is neither missing, stale nor impossible, in the metric's unit."""
        values, qualities = judged.values(self.channels), judged.qualities(self.channels)
        is_told: Flags = ~np.isnan(values) & (qualities < Quality.STALE)
        if self.convert is not None:
            values = self.convert(values)
            is_told &= ~np.isnan(values)
        return Told(values, is_told, is_told & (qualities == Quality.ESTIMATED))

    def samples(self, judged: Judged) -> Samples:
        told = self.told(judged)
        return chosen(self.labels, told.values, told.is_told)

    def marks(self, judged: Judged) -> Samples:
        """Of those that are estimates."""
        return marks(self.labels, self.told(judged).is_estimate)


class Layout:
    """A plant's series of what devices read and state."""

    def __init__(self, compiled: Compiled, places: Places, before: "Layout | None" = None) -> None:
        """`before`: one of the same model, whose labels are kept as far as the devices are described as they were."""
        self.compiled = compiled
        self.targets = tuple(self._labels(compiled, places, before))
        self.target_ids = tuple(target.id for target in compiled.targets)
        of_parts = list(chain.from_iterable(labels.parts for labels in self.targets))
        self.parts: Mapping[PartFamily, PartSeries] = dict(_read(compiled.parts, of_parts))
        self.facts: Mapping[PartFamily, Samples] = _stated(compiled, of_parts)
        self.outlets = list(chain.from_iterable(labels.outlets for labels in self.targets))

    @property
    def graph(self) -> PowerGraph:
        return self.compiled.graph

    def modelled(self, of_outlets: Floats) -> Samples:
        """A modelled figure of the outlets of polled devices, which come first in the columns."""
        return known(self.outlets, of_outlets[: len(self.outlets)])

    def by_target(self) -> dict[int, TargetLabels]:
        """The labels by the device's id."""
        return dict(zip(self.target_ids, self.targets, strict=True))

    @staticmethod
    def _labels(compiled: Compiled, places: Places, before: "Layout | None") -> Sequence[TargetLabels]:
        kept = before.by_target() if before is not None else {}
        found: list[TargetLabels] = []
        for row, target in enumerate(compiled.targets):
            labels = kept.get(target.id)
            if labels is None or not labels.fits(target):
                if labels is not None:
                    places.forget(target.id)
                labels = target_labels(compiled, places, row)
            found.append(labels)
        return found


def _read(parts: Parts, labels: Sequence[LabelSet]) -> "list[tuple[PartFamily, PartSeries]]":
    found: list[tuple[PartFamily, PartSeries]] = []
    for (kind, quantity), family in PART_FAMILIES.items():
        channels = parts.channel(quantity)
        # Constants are facts: stated, not read.
        is_read: Flags = (parts.kind == KIND_CODE[kind]) & (channels != NO_CHANNEL)
        is_read &= channels < parts.channels.first_constant
        if is_read.any():
            of_family = list(compress(labels, is_read.tolist()))
            found.append((family, PartSeries(of_family, channels[is_read], parts.target[is_read], family.convert)))
    return found


def _stated(compiled: Compiled, labels: Sequence[LabelSet]) -> dict[PartFamily, Samples]:
    """Ratings and thresholds that discovery read."""
    found: dict[PartFamily, tuple[list[LabelSet], list[float]]] = {}
    parts = chain.from_iterable(target.parts for target in compiled.targets)
    for part, of_part in zip(parts, labels, strict=True):
        description = part.description
        if not description.facts:
            continue
        said = set(description.quantities)
        for fact in description.facts:
            is_told = fact.value is not None and fact.quality < Quality.STALE
            if fact.quantity in NAMINGS and fact.quantity not in said and is_told and fact.value is not None:
                said.add(fact.quantity)
                family = PART_FAMILIES[description.kind, fact.quantity]
                of_family, values = found.setdefault(family, ([], []))
                of_family.append(of_part)
                values.append(fact.value)
    return {
        family: known(of_family, _converted(np.array(values, dtype=np.float64), family.convert))
        for family, (of_family, values) in found.items()
    }


def _converted(values: Floats, convert: Convert | None) -> Floats:
    return values if convert is None else convert(values)
