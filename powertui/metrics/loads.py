"""Loads of feeds, legs, racks, panels, locations and sites as samples: measured, modelled, permissible, failover."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from powertui.domain.choices import FeedLeg, Side
from powertui.domain.columns.arrays import Flags, Floats
from powertui.domain.columns.compiled import Compiled
from powertui.domain.columns.loads import Amounts, AreaLoads, PlantLoads
from powertui.domain.columns.places import LEGS, AreaPlaces
from powertui.domain.columns.snapshot import PlantSnapshot
from powertui.domain.honest_area import HonestArea, HonestView
from powertui.domain.reading import Quality
from powertui.domain.rollup import AreaKind, Basis
from powertui.metrics import load_families as of
from powertui.metrics.families import Family
from powertui.metrics.labels import LabelSet, label_set
from powertui.metrics.places import Labels, Places
from powertui.metrics.samples import Block, Samples, chosen, estimates, fresh, known, marks

_COVERAGE = ("measured", "stale", "missing")


class FeedLabels:
    """The labels of feeds and of their legs, in the order of the columns."""

    def __init__(self, compiled: Compiled, places: Places) -> None:
        self.feeds: list[Labels] = [
            places.unique_labels("feed", places.feed(feed), "feed", str(feed.id)) for feed in compiled.feeders.feeds
        ]
        self.of_feeds: list[LabelSet] = [label_set(labels) for labels in self.feeds]
        legs = compiled.places.legs
        self.of_legs: list[LabelSet] = [
            label_set(self.feeds[feed] | {"leg": _leg_word(code)})
            for feed, code in zip(legs.feed.tolist(), legs.leg.tolist(), strict=True)
        ]


def _leg_word(code: int) -> str:
    leg = LEGS[code]
    return leg.value if leg else "L"


class Loads:
    """Loads as samples. What follows from the model alone is reckoned once for a model."""

    def __init__(self, compiled: Compiled, honest: HonestView, places: Places, labels: FeedLabels) -> None:
        self._compiled = compiled
        self._honest = honest
        self._labels = labels
        self._still = _Still()
        self._put_feeds()
        self._put_legs()
        self._areas = {
            kind: _Area(kind, area_places, _area_labels(kind, compiled, places), of_kind)
            for kind, area_places, of_kind in (
                (AreaKind.RACK, compiled.places.racks, honest.racks),
                (AreaKind.PANEL, compiled.places.panels, honest.panels),
                (AreaKind.LOCATION, compiled.places.locations, honest.locations),
                (AreaKind.SITE, compiled.places.sites, honest.sites),
            )
        }

    def blocks(self, snapshot: PlantSnapshot) -> Iterator[Block]:
        """All loads of the model's feeds and of what adds them up, as of the snapshot."""
        loads = snapshot.loads
        feeds, of_feeds = loads.feeds, self._labels.of_feeds
        is_metered = ~feeds.has_basis(Basis.MODELLED)
        yield from _measured(of.FEED_ACTIVE, of_feeds, feeds.active_power, is_metered)
        yield from _measured(of.FEED_APPARENT, of_feeds, feeds.apparent_power, is_metered)
        yield Block(of.FEED_WORST, lambda: known(of_feeds, self._worst(loads)))
        yield Block(of.FEED_IMBALANCE, lambda: known(of_feeds, self._imbalance(loads)))
        legs, of_legs = loads.legs, self._labels.of_legs
        is_metered = ~legs.loads.has_basis(Basis.MODELLED)
        yield from _measured(of.LEG_CURRENT, of_legs, legs.loads.current)
        yield from _measured(of.LEG_VOLTAGE, of_legs, legs.voltage)
        yield from _measured(of.LEG_ACTIVE, of_legs, legs.loads.active_power, is_metered)
        yield from _measured(of.LEG_APPARENT, of_legs, legs.loads.apparent_power, is_metered)
        yield from self._still.blocks()
        for kind, area_loads in (
            (AreaKind.RACK, loads.racks),
            (AreaKind.PANEL, loads.panels),
            (AreaKind.LOCATION, loads.locations),
            (AreaKind.SITE, loads.sites),
        ):
            yield from self._areas[kind].blocks(area_loads)

    # What is measured

    def _worst(self, loads: PlantLoads) -> Floats:
        """Of each feed, as a share: the nearest to its limit of the total and of each leg. NaN: not all is fresh."""
        compiled = self._compiled
        total = self._total(loads)
        limit_a = compiled.places.legs.limit_a
        current = loads.legs.loads.current
        share = np.divide(current.value, limit_a, out=np.full(len(limit_a), np.nan), where=limit_a > 0)
        of_legs = compiled.feed_legs.greatest(np.where(np.isnan(share), -np.inf, share), -np.inf)
        available_va = compiled.places.feeds.available_va
        of_total = np.divide(total.value, available_va, out=np.full(len(available_va), np.nan), where=available_va > 0)
        worst = np.fmax(of_total, np.where(np.isinf(of_legs), np.nan, of_legs))
        found: Floats = np.where(self._is_fresh(loads), worst, np.nan)
        return found

    def _imbalance(self, loads: PlantLoads) -> Floats:
        """Of each feed: the greatest deviation of a leg's current from the legs' mean, over the mean."""
        legs, current = self._compiled.feed_legs, loads.legs.loads.current
        has_three = (legs.counts(current.is_known) == 3) & self._is_fresh(loads)
        mean_a = legs.sums(np.nan_to_num(current.value)) / 3
        deviation_a = legs.greatest(np.nan_to_num(np.abs(current.value - mean_a[legs.owners])), 0.0)
        found: Floats = np.full(legs.count, np.nan)
        np.divide(deviation_a, mean_a, out=found, where=has_three & (mean_a != 0))
        return found

    def _is_fresh(self, loads: PlantLoads) -> Flags:
        """Of each feed: its VA and the currents of its legs are, as far as they are told."""
        total, current = self._total(loads), loads.legs.loads.current
        is_old: Flags = total.is_known & ~total.is_fresh
        old_legs = self._compiled.feed_legs.counts(current.is_known & ~current.is_fresh)
        is_fresh: Flags = ~is_old & (old_legs == 0)
        return is_fresh

    @staticmethod
    def _total(loads: PlantLoads) -> Amounts:
        """Each feed's VA, without what only the model says."""
        feeds = loads.feeds
        is_modelled, apparent = feeds.has_basis(Basis.MODELLED), feeds.apparent_power
        return Amounts(
            np.where(is_modelled, np.nan, apparent.value),
            np.where(is_modelled, np.uint8(Quality.MISSING), apparent.quality),
            apparent.sampled_at_s,
        )

    # What follows from the model

    def _put_feeds(self) -> None:
        places, still = self._compiled.places.feeds, self._still
        labels = self._labels.of_feeds
        still.put_all(of.FEED_AVAILABLE, labels, places.available_va)
        still.put_all(of.FEED_MODELLED, labels, places.allocated_w)
        still.put_all(of.FEED_MODELLED_MOST, labels, places.maximum_w)
        for feed, of_feed in zip(self._compiled.feeders.feeds, labels, strict=True):
            honest = self._honest.feeds[feed.id]
            still.put(of.FEED_HONEST, of_feed, honest.draw.allocated_w)
            still.put(of.FEED_HONEST_MOST, of_feed, honest.draw.maximum_w)
            if honest.side is not None:
                failover = self._honest.feeds_on_failover[feed.id]
                still.put(of.FEED_FAILOVER, of_feed, failover.draw.allocated_w)
                still.put_share(of.FEED_FAILOVER_SHARE, of_feed, failover.worst_pct)

    def _put_legs(self) -> None:
        places, still = self._compiled.places.legs, self._still
        labels = self._labels.of_legs
        still.put_all(of.LEG_LIMIT, labels, places.limit_a)
        still.put_all(of.LEG_MODELLED, labels, places.allocated_w)
        feeds = self._compiled.feeders.feeds
        for row, (of_leg, feed_row) in enumerate(zip(labels, places.feed.tolist(), strict=True)):
            leg = LEGS[int(places.leg[row])]
            feed_leg = FeedLeg(leg.value) if leg else None
            honest = self._honest.feeds[feeds[feed_row].id]
            for one in honest.legs:
                if one.leg is feed_leg:
                    still.put(of.LEG_HONEST, of_leg, one.allocated_w)
                    still.put(of.LEG_HONEST_CURRENT, of_leg, one.current_a)
            if honest.side is not None:
                for one in self._honest.feeds_on_failover[feeds[feed_row].id].legs:
                    if one.leg is feed_leg:
                        still.put(of.LEG_FAILOVER_CURRENT, of_leg, one.current_a)


class _Still:
    """Samples that change with the model only."""

    def __init__(self) -> None:
        self._found: dict[Family, tuple[list[LabelSet], list[float]]] = {}

    def put(self, family: Family, labels: LabelSet, value: float) -> None:
        of_family, values = self._found.setdefault(family, ([], []))
        of_family.append(labels)
        values.append(float(value))

    def put_share(self, family: Family, labels: LabelSet, percent: float | None) -> None:
        if percent is not None:
            self.put(family, labels, percent / 100)

    def put_all(self, family: Family, labels: Sequence[LabelSet], values: Floats) -> None:
        found = known(labels, values)
        self._found[family] = list(found.labels), list(found.values)

    def blocks(self) -> Iterator[Block]:
        for family, (labels, values) in self._found.items():
            samples = Samples(labels, values)
            yield Block(family, lambda samples=samples: samples)  # type: ignore[misc]  # bound now, not when called


class _Area:
    """One kind of area."""

    def __init__(
        self, kind: AreaKind, places: AreaPlaces, labels: Sequence[Labels], honest: Mapping[int, HonestArea]
    ) -> None:
        self._families = families = of.AREAS[kind]
        self._labels = [label_set(one) for one in labels]
        self._of_feeds = [[label_set(one | {"readings": word}) for one in labels] for word in _COVERAGE]
        self._still = still = _Still()
        sides = {side: [label_set(one | {"side": side.value}) for one in labels] for side in Side}
        still.put_all(families.modelled, self._labels, places.allocated_w)
        for row, area_id in enumerate(places.ids.tolist()):
            area, of_area = honest[area_id], self._labels[row]
            still.put(families.honest, of_area, area.allocated_w)
            still.put(families.honest_most, of_area, area.maximum_w)
            still.put_share(families.failover_share, of_area, area.failover_pct)
            for side in area.sides:
                # Feeds of unknown side stand alone, and have their own metrics.
                if side.side is not None:
                    of_side = sides[side.side][row]
                    still.put(families.side_available, of_side, side.limit_va)
                    still.put(families.side_honest, of_side, side.allocated_w)
                    still.put(families.side_failover, of_side, side.failover_w)

    def blocks(self, loads: AreaLoads) -> Iterator[Block]:
        """As of some loads."""
        yield from _measured(self._families.active, self._labels, loads.measured_active_power)
        yield from _measured(self._families.apparent, self._labels, loads.measured_apparent_power)
        yield from self._still.blocks()
        yield Block(self._families.feeds, lambda: self._coverage(loads))

    def _coverage(self, loads: AreaLoads) -> Samples:
        coverage = loads.measured_coverage
        counts = coverage.measured + coverage.estimated, coverage.stale, coverage.missing
        return Samples(
            [one for labels in self._of_feeds for one in labels],
            [float(count) for column in counts for count in column.tolist()],
        )


def _area_labels(kind: AreaKind, compiled: Compiled, places: Places) -> list[Labels]:
    graph, found = compiled.graph, compiled.places
    labels: Sequence[Labels]
    if kind is AreaKind.RACK:
        ids = found.racks.ids.tolist()
        labels = [places.rack(graph.racks[one]) for one in ids]
    elif kind is AreaKind.PANEL:
        ids = found.panels.ids.tolist()
        labels = [places.panel(graph.panels[one]) for one in ids]
    elif kind is AreaKind.LOCATION:
        ids = found.locations.ids.tolist()
        labels = [places.location(graph.locations[one]) for one in ids]
    else:
        ids = found.sites.ids.tolist()
        labels = [places.site(graph.sites[one]) for one in ids]
    word = kind.value
    return [places.unique_labels(word, one, word, str(item)) for item, one in zip(ids, labels, strict=True)]


def _measured(
    family: of.Measured, labels: Sequence[LabelSet], amounts: Amounts, where: Flags | None = None
) -> Iterator[Block]:
    yield Block(family.family, lambda: chosen(labels, amounts.value, fresh(amounts, where)))
    yield Block(family.estimated, lambda: marks(labels, estimates(amounts, where)))
