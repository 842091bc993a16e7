"""What metrics must say of a plant, worked out from its objects one by one: the oracle of what columns say."""

from collections.abc import Iterator

import numpy as np

from powertui.domain.plant import PlantView
from powertui.domain.reading import Quality, Reading
from powertui.domain.rollup import AreaKind, AreaLoad, FeedLoad
from powertui.metrics import load_families as of
from powertui.metrics.families import NAMINGS, PART_FAMILIES, Convert, Family
from powertui.metrics.health import PDU_READINGS
from powertui.metrics.labels import LabelSet
from powertui.metrics.loads import FeedLabels
from powertui.metrics.places import Places
from powertui.metrics.plant import OUTLET_ALLOCATED, OUTLET_MAXIMUM, MetricsView

Said = tuple[Family, LabelSet, float]


def by_objects(view: PlantView, metrics: MetricsView) -> Iterator[Said]:
    """Measured parts, outlets as modelled, feeds, legs and racks; labels are those of the metrics."""
    compiled = metrics.snapshot.compiled
    labels = FeedLabels(compiled, Places(view.graph))
    yield from _parts(view, metrics)
    for row, feed in enumerate(compiled.feeders.feeds):
        load, first = view.feeds[feed.id], int(compiled.places.feeds.first_leg[row])
        yield from _feed(load, labels.of_feeds[row], labels.of_legs[first : first + len(load.legs)])
    for rack in view.racks.values():
        yield from _area(AreaKind.RACK, rack, LabelSet(b""))


def _parts(view: PlantView, metrics: MetricsView) -> Iterator[Said]:
    for target_id, labels in metrics.layout.by_target().items():
        target = view.targets[target_id]
        readings = [reading for subject in target.subjects for reading in subject.readings]
        for quality in Quality:
            yield PDU_READINGS, labels.qualities[quality], sum(one.quality is quality for one in readings)
        for subject, of_part in zip(target.subjects, labels.parts, strict=True):
            description, seen = subject.description, set()
            for fact, reading in (
                *((False, one) for one in subject.readings),
                *((True, one) for one in description.facts),
            ):
                if reading.quantity not in NAMINGS or reading.quantity in seen:
                    continue
                if not fact or _fresh(reading) is not None:
                    seen.add(reading.quantity)
                family = PART_FAMILIES[description.kind, reading.quantity]
                value = _converted(_fresh(reading), family.convert)
                if value is not None:
                    yield family.family, of_part, value
                    if reading.quality is Quality.ESTIMATED and not fact:
                        yield family.estimated, of_part, 1
        for load, of_outlet in zip(view.outlets_of_target[target_id], labels.outlets, strict=True):
            if load.modelled is not None:
                yield OUTLET_ALLOCATED, of_outlet, load.modelled.allocated_w
                yield OUTLET_MAXIMUM, of_outlet, load.modelled.maximum_w


def _feed(load: FeedLoad, labels: LabelSet, of_legs: list[LabelSet]) -> Iterator[Said]:
    yield from _reading(of.FEED_ACTIVE, labels, load.active_power)
    yield from _reading(of.FEED_APPARENT, labels, load.apparent_power)
    yield of.FEED_AVAILABLE, labels, load.available_power_va
    if load.modelled is not None:
        yield of.FEED_MODELLED, labels, load.modelled.allocated_w
        yield of.FEED_MODELLED_MOST, labels, load.modelled.maximum_w
    readings = (load.apparent_power, *(leg.current for leg in load.legs))
    if all(reading.quality < Quality.STALE for reading in readings if reading.value is not None):
        for family, percent in ((of.FEED_WORST, load.worst_pct), (of.FEED_IMBALANCE, load.imbalance_pct)):
            if percent is not None:
                yield family, labels, percent / 100
    for leg, of_leg in zip(load.legs, of_legs, strict=True):
        yield from _reading(of.LEG_CURRENT, of_leg, leg.current)
        yield from _reading(of.LEG_VOLTAGE, of_leg, leg.voltage)
        yield from _reading(of.LEG_ACTIVE, of_leg, leg.active_power)
        yield from _reading(of.LEG_APPARENT, of_leg, leg.apparent_power)
        yield of.LEG_LIMIT, of_leg, leg.limit_a
        if leg.modelled_allocated_w is not None:
            yield of.LEG_MODELLED, of_leg, leg.modelled_allocated_w


def _area(kind: AreaKind, load: AreaLoad, labels: LabelSet) -> Iterator[Said]:
    families = of.AREAS[kind]
    yield from _reading(families.active, labels, load.active_power)
    yield from _reading(families.apparent, labels, load.apparent_power)
    yield families.modelled, labels, load.modelled_allocated_w
    for count in (load.coverage.fresh, load.coverage.stale, load.coverage.missing):
        yield families.feeds, labels, count


def _reading(measured: of.Measured, labels: LabelSet, reading: Reading) -> Iterator[Said]:
    value = _fresh(reading)
    if value is not None:
        yield measured.family, labels, value
        if reading.quality is Quality.ESTIMATED:
            yield measured.estimated, labels, 1


def _fresh(reading: Reading) -> float | None:
    return reading.value if reading.quality < Quality.STALE else None


def _converted(value: float | None, convert: Convert | None) -> float | None:
    if value is None or convert is None:
        return value
    found = float(convert(np.array([value]))[0])
    return None if np.isnan(found) else found
