"""Loads of feeds, legs, racks, panels, locations and sites as samples: measured, modelled, permissible, failover."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from powertui.domain.choices import FeedLeg, Side
from powertui.domain.honest_area import HonestArea, HonestView
from powertui.domain.honest_feed import HonestFeed, HonestLeg
from powertui.domain.plant import PlantView
from powertui.domain.reading import Quality, Reading
from powertui.domain.rollup import AreaKind, AreaLoad, FeedLoad, LegLoad
from powertui.metrics.families import Family, estimated, gauge
from powertui.metrics.labels import LabelSet, label_set
from powertui.metrics.layout import fresh
from powertui.metrics.places import Labels, Places


class Sample(NamedTuple):
    """One number of one series, as of when it is looked at."""

    family: Family
    labels: LabelSet
    value: float


class _Measured(NamedTuple):
    """A figure that is measured, and the mark of its estimates."""

    family: Family
    estimated: Family


def _measured(stem: str, unit: str, words: str) -> _Measured:
    return _Measured(gauge(stem, unit, words), estimated(stem))


FEED_ACTIVE = _measured("feed_active_power", "watts", "Active power of a feed: its inlets', else its outlets' sum.")
FEED_APPARENT = _measured("feed_apparent_power", "voltamperes", "Apparent power of a feed.")
FEED_AVAILABLE = gauge("feed_available_power", "voltamperes", "What a feed may carry: NetBox's available power.")
FEED_MODELLED = gauge("feed_modelled_allocated", "watts", "Allocated draw of a feed by the model, as NetBox counts.")
FEED_MODELLED_MOST = gauge("feed_modelled_maximum", "watts", "Maximum draw of a feed by the model, as NetBox counts.")
FEED_HONEST = gauge("feed_honest_allocated", "watts", "Allocated draw of a feed by the model, honestly counted.")
FEED_HONEST_MOST = gauge("feed_honest_maximum", "watts", "Maximum draw of a feed by the model, honestly counted.")
FEED_FAILOVER = gauge("feed_failover_allocated", "watts", "What a feed would carry, once the other side is lost.")
FEED_FAILOVER_SHARE = gauge("feed_failover_utilization", "ratio", "Worst of total and legs, once the other is lost.")
FEED_WORST = gauge("feed_utilization", "ratio", "Measured load over limit, the worst of the total and of each leg.")
FEED_IMBALANCE = gauge("feed_imbalance", "ratio", "Greatest deviation of a leg's current from the legs' mean.")

LEG_CURRENT = _measured("leg_current", "amperes", "Current in a leg of a feed.")
LEG_VOLTAGE = _measured("leg_voltage", "volts", "Voltage of a leg of a feed.")
LEG_ACTIVE = _measured("leg_active_power", "watts", "Active power of a leg of a feed.")
LEG_APPARENT = _measured("leg_apparent_power", "voltamperes", "Apparent power of a leg of a feed.")
LEG_LIMIT = gauge("leg_current_limit", "amperes", "What a leg may carry: breaker rating times max utilisation.")
LEG_MODELLED = gauge("leg_modelled_allocated", "watts", "Allocated draw of a leg by the model, as NetBox counts.")
LEG_HONEST = gauge("leg_honest_allocated", "watts", "Allocated draw of a leg by the model, honestly counted.")
LEG_HONEST_CURRENT = gauge("leg_honest_current", "amperes", "Current of that draw, at the assumed power factor.")
LEG_FAILOVER_CURRENT = gauge("leg_failover_current", "amperes", "The same, once the other side is lost.")


class _AreaFamilies:
    """The families of one kind of area."""

    def __init__(self, kind: AreaKind) -> None:
        word = kind.value
        self.active = _measured(f"{word}_active_power", "watts", f"Active power of all feeds of a {word}.")
        self.apparent = _measured(f"{word}_apparent_power", "voltamperes", f"Apparent power of all feeds of a {word}.")
        self.modelled = gauge(f"{word}_modelled_allocated", "watts", f"Allocated draw of a {word}, as NetBox counts.")
        self.honest = gauge(f"{word}_honest_allocated", "watts", f"Allocated draw of a {word}, honestly counted.")
        self.honest_most = gauge(f"{word}_honest_maximum", "watts", f"Maximum draw of a {word}, honestly counted.")
        self.failover_share = gauge(f"{word}_failover_utilization", "ratio", "Worst that the loss of a side leaves.")
        self.side_available = gauge(
            f"{word}_side_available_power", "voltamperes", f"What one side of a {word} may carry; never both."
        )
        self.side_honest = gauge(f"{word}_side_honest_allocated", "watts", f"Allocated draw of one side of a {word}.")
        self.side_failover = gauge(
            f"{word}_side_failover_allocated", "watts", f"What one side of a {word} would carry, the other one lost."
        )
        self.feeds = gauge(f"{word}_feeds", "", f"How many cabled feeds of a {word} are measured, stale or missing.")


AREAS: Mapping[AreaKind, _AreaFamilies] = {kind: _AreaFamilies(kind) for kind in AreaKind}


class Loads:
    """Loads as samples, their labels made once for a model."""

    def __init__(self, honest: HonestView, places: Places) -> None:
        self._honest = honest
        self._graph = honest.graph
        self._places = places
        feeds = self._unique_feeds()
        self._feeds = {feed_id: label_set(labels) for feed_id, labels in feeds.items()}
        self._legs = {
            (feed_id, leg): label_set(labels | {"leg": leg.value if leg else "L"})
            for feed_id, labels in feeds.items()
            for leg in (None, *FeedLeg)
        }
        areas = self._unique_areas()
        self._areas = {
            kind: {area_id: label_set(labels) for area_id, labels in of_kind.items()} for kind, of_kind in areas.items()
        }
        self._parts = {
            (kind, area_id, value): label_set(labels | {name: value})
            for kind, of_kind in areas.items()
            for area_id, labels in of_kind.items()
            for name, values in (("side", [side.value for side in Side]), ("readings", _COVERAGE))
            for value in values
        }

    def samples(self, view: PlantView) -> Iterator[Sample]:
        """All loads of the model's feeds and of what adds them up, as of the view."""
        for feed_id, labels in self._feeds.items():
            yield from self._feed(view.feeds[feed_id], labels)
            for leg in view.feeds[feed_id].legs:
                yield from self._leg(feed_id, leg)
        for kind, loads, honest in (
            (AreaKind.RACK, view.racks, self._honest.racks),
            (AreaKind.PANEL, view.panels, self._honest.panels),
            (AreaKind.LOCATION, view.locations, self._honest.locations),
            (AreaKind.SITE, view.sites, self._honest.sites),
        ):
            for area_id, labels in self._areas[kind].items():
                yield from self._area(kind, labels, loads[area_id], honest[area_id])

    def _feed(self, load: FeedLoad, labels: LabelSet) -> Iterator[Sample]:
        yield from _reading(FEED_ACTIVE, labels, load.active_power)
        yield from _reading(FEED_APPARENT, labels, load.apparent_power)
        yield Sample(FEED_AVAILABLE, labels, load.available_power_va)
        if load.modelled is not None:
            yield Sample(FEED_MODELLED, labels, load.modelled.allocated_w)
            yield Sample(FEED_MODELLED_MOST, labels, load.modelled.maximum_w)
        honest = self._honest.feeds[load.feed.id]
        yield Sample(FEED_HONEST, labels, honest.draw.allocated_w)
        yield Sample(FEED_HONEST_MOST, labels, honest.draw.maximum_w)
        if honest.side is not None:
            failover = self._honest.feeds_on_failover[load.feed.id]
            yield Sample(FEED_FAILOVER, labels, failover.draw.allocated_w)
            yield from _share(FEED_FAILOVER_SHARE, labels, failover.worst_pct)
        readings = (load.apparent_power, *(leg.current for leg in load.legs))
        if all(reading.quality < Quality.STALE for reading in readings if reading.value is not None):
            yield from _share(FEED_WORST, labels, load.worst_pct)
            yield from _share(FEED_IMBALANCE, labels, load.imbalance_pct)

    def _leg(self, feed_id: int, load: LegLoad) -> Iterator[Sample]:
        labels = self._legs[feed_id, load.leg]
        yield from _reading(LEG_CURRENT, labels, load.current)
        yield from _reading(LEG_VOLTAGE, labels, load.voltage)
        yield from _reading(LEG_ACTIVE, labels, load.active_power)
        yield from _reading(LEG_APPARENT, labels, load.apparent_power)
        yield Sample(LEG_LIMIT, labels, load.limit_a)
        if load.modelled_allocated_w is not None:
            yield Sample(LEG_MODELLED, labels, load.modelled_allocated_w)
        honest = self._honest.feeds[feed_id]
        for leg in honest.legs:
            if leg.leg is load.leg:
                yield Sample(LEG_HONEST, labels, leg.allocated_w)
                yield Sample(LEG_HONEST_CURRENT, labels, leg.current_a)
        for leg in self._failover_of(honest):
            if leg.leg is load.leg:
                yield Sample(LEG_FAILOVER_CURRENT, labels, leg.current_a)

    def _failover_of(self, honest: HonestFeed) -> tuple[HonestLeg, ...]:
        return () if honest.side is None else self._honest.feeds_on_failover[honest.feed.id].legs

    def _area(self, kind: AreaKind, labels: LabelSet, load: AreaLoad, honest: HonestArea) -> Iterator[Sample]:
        families = AREAS[kind]
        yield from _reading(families.active, labels, load.active_power)
        yield from _reading(families.apparent, labels, load.apparent_power)
        yield Sample(families.modelled, labels, load.modelled_allocated_w)
        yield Sample(families.honest, labels, honest.allocated_w)
        yield Sample(families.honest_most, labels, honest.maximum_w)
        yield from _share(families.failover_share, labels, honest.failover_pct)
        for side in honest.sides:
            # Feeds of unknown side stand alone, and have their own metrics.
            if side.side is not None:
                of_side = self._parts[kind, load.id, side.side.value]
                yield Sample(families.side_available, of_side, side.limit_va)
                yield Sample(families.side_honest, of_side, side.allocated_w)
                yield Sample(families.side_failover, of_side, side.failover_w)
        counts = (load.coverage.fresh, load.coverage.stale, load.coverage.missing)
        for word, count in zip(_COVERAGE, counts, strict=True):
            yield Sample(families.feeds, self._parts[kind, load.id, word], count)

    def _unique_feeds(self) -> dict[int, Labels]:
        graph, places = self._graph, self._places
        return {
            feed.id: places.unique_labels("feed", places.feed(feed), "feed", str(feed.id))
            for feed in graph.feeds.values()
        }

    def _unique_areas(self) -> dict[AreaKind, dict[int, Labels]]:
        graph, places = self._graph, self._places
        labels: dict[AreaKind, dict[int, Labels]] = {
            AreaKind.RACK: {rack.id: places.rack(rack) for rack in graph.racks.values()},
            AreaKind.PANEL: {panel.id: places.panel(panel) for panel in graph.panels.values()},
            AreaKind.LOCATION: {location.id: places.location(location) for location in graph.locations.values()},
            AreaKind.SITE: {site.id: places.site(site) for site in graph.sites.values()},
        }
        return {
            kind: {
                area_id: places.unique_labels(kind.value, of_area, kind.value, str(area_id))
                for area_id, of_area in of_kind.items()
            }
            for kind, of_kind in labels.items()
        }


_COVERAGE = ("measured", "stale", "missing")


def _reading(measured: _Measured, labels: LabelSet, reading: Reading) -> Iterator[Sample]:
    value = fresh(reading)
    if value is not None:
        yield Sample(measured.family, labels, value)
        if reading.quality is Quality.ESTIMATED:
            yield Sample(measured.estimated, labels, 1)


def _share(family: Family, labels: LabelSet, percent: float | None) -> Iterator[Sample]:
    if percent is not None:
        yield Sample(family, labels, percent / 100)
