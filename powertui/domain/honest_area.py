"""Honest sums over feeds: racks, panels, locations, sites; each side against its own limit, never both against A+B."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from powertui.domain.assumptions import Assumptions
from powertui.domain.choices import Side
from powertui.domain.graph import PowerGraph
from powertui.domain.honest_draw import HonestPlant
from powertui.domain.honest_failover import plant_without
from powertui.domain.honest_feed import HonestFeed, honest_feed
from powertui.domain.honest_reason import Reason, reasons_below
from powertui.domain.rollup import AreaKind
from powertui.domain.sides import Sides, sides_of
from powertui.domain.upstream import Node, NodeKind, SupplyGraph


@dataclass(frozen=True, slots=True)
class HonestSide:
    """The feeds of one side of a place. `side` is None for feeds of unknown side, each of which stands alone."""

    side: Side | None
    feeds: tuple[HonestFeed, ...]
    lost_other: tuple[HonestFeed, ...]
    """The same feeds once the other side is lost."""

    @property
    def allocated_w(self) -> float:
        return sum(load.draw.allocated_w for load in self.feeds)

    @property
    def allocated_va(self) -> float:
        return sum(load.allocated_va for load in self.feeds)

    @property
    def limit_va(self) -> int:
        return sum(load.available_power_va for load in self.feeds)

    @property
    def worst_pct(self) -> float | None:
        """The feed or leg of this side that is nearest to its limit, in %."""
        return _worst(self.feeds)

    @property
    def failover_w(self) -> float:
        """What this side carries once the other is lost, allocated."""
        return sum(load.draw.allocated_w for load in self.lost_other)

    @property
    def failover_pct(self) -> float | None:
        """The feed or leg nearest to its limit then, in %."""
        return _worst(self.lost_other)


@dataclass(frozen=True, slots=True)
class HonestArea:
    """A rack, panel, location or site."""

    kind: AreaKind
    id: int
    name: str
    allocated_w: float
    maximum_w: float
    netbox_allocated_w: int
    """The sum of NetBox's figures of its feeds, active or not; NetBox itself stops at racks."""
    sides: tuple[HonestSide, ...]

    @property
    def worst_pct(self) -> float | None:
        """The side nearest to its limit, in %."""
        return max((side.worst_pct for side in self.sides if side.worst_pct is not None), default=None)

    @property
    def failover_pct(self) -> float | None:
        """The worst that the loss of either side leaves, in %; None without two sides."""
        if not {Side.A, Side.B} <= {side.side for side in self.sides}:
            return None
        return max((side.failover_pct for side in self.sides if side.failover_pct is not None), default=None)


@dataclass(frozen=True, slots=True)
class HonestView:
    """All honest figures of a model."""

    plant: HonestPlant
    sides: Sides
    assumptions: Assumptions
    feeds: Mapping[int, HonestFeed]
    racks: Mapping[int, HonestArea]
    panels: Mapping[int, HonestArea]
    locations: Mapping[int, HonestArea]
    sites: Mapping[int, HonestArea]

    @property
    def supply(self) -> SupplyGraph:
        return self.plant.supply

    def feed_reasons(self, feed_id: int) -> tuple[Reason, ...]:
        """Why a feed's figures differ from NetBox's."""
        return reasons_below(self.plant, (Node(NodeKind.FEED, feed_id),))

    def area_reasons(self, area: HonestArea) -> tuple[Reason, ...]:
        """Why a place's figures differ from the sum of NetBox's."""
        feeds = (load.feed.id for side in area.sides for load in side.feeds)
        return reasons_below(self.plant, (Node(NodeKind.FEED, feed_id) for feed_id in feeds))


def honest_view(graph: PowerGraph, assumptions: Assumptions | None = None, sides: Sides | None = None) -> HonestView:
    """Count the whole plant honestly: as it is, and with either side lost."""
    assumed = assumptions or Assumptions()
    known_sides = sides or sides_of(graph)
    plant = HonestPlant(graph)
    builder = _Builder(graph, plant, known_sides, assumed)
    return HonestView(
        plant=plant,
        sides=known_sides,
        assumptions=assumed,
        feeds=builder.feeds,
        racks={
            rack.id: builder.area(AreaKind.RACK, rack.id, rack.name, (feed.id for feed in graph.feeds_of_rack(rack.id)))
            for rack in graph.racks.values()
        },
        panels={
            panel.id: builder.panels(AreaKind.PANEL, panel.id, panel.name, {panel.id})
            for panel in graph.panels.values()
        },
        locations={
            location_id: builder.panels(AreaKind.LOCATION, location_id, graph.locations[location_id].name, panel_ids)
            for location_id, panel_ids in panels_of_locations(graph).items()
        },
        sites={
            site.id: builder.panels(AreaKind.SITE, site.id, site.name, panel_ids)
            for site in graph.sites.values()
            for panel_ids in ({panel.id for panel in graph.panels.values() if panel.site_id == site.id},)
        },
    )


def panels_of_locations(graph: PowerGraph) -> dict[int, set[int]]:
    """The panels in each location and in all inside it."""
    found: dict[int, set[int]] = {location_id: set() for location_id in graph.locations}
    for panel in graph.panels.values():
        location_id = panel.location_id
        seen: set[int] = set()
        while location_id is not None and location_id in found and location_id not in seen:
            seen.add(location_id)
            found[location_id].add(panel.id)
            location_id = graph.locations[location_id].parent_id
    return found


class _Builder:
    """What the areas have in common: every feed as it is, and with the other side lost."""

    def __init__(self, graph: PowerGraph, plant: HonestPlant, sides: Sides, assumptions: Assumptions) -> None:
        self._graph = graph
        self._plant = plant

        def counted(which: HonestPlant, feed_id: int) -> HonestFeed:
            return honest_feed(graph, which, graph.feeds[feed_id], sides.of_feed(feed_id), assumptions)

        self.feeds = {feed_id: counted(plant, feed_id) for feed_id in graph.feeds}
        without = {side: plant_without(graph, plant, sides, side) for side in Side}
        self._lost_other = {
            feed_id: load if load.side is None else counted(without[Side.B if load.side is Side.A else Side.A], feed_id)
            for feed_id, load in self.feeds.items()
        }

    def panels(self, kind: AreaKind, area_id: int, name: str, panel_ids: set[int]) -> HonestArea:
        """An area of panels: those that another of the area supplies are in its figure already."""
        top = [panel_id for panel_id in panel_ids if not self._is_supplied_by(panel_id, panel_ids)]
        feeds = (feed.id for panel_id in sorted(top) for feed in self._graph.feeds_of_panel(panel_id))
        return self.area(kind, area_id, name, feeds)

    def area(self, kind: AreaKind, area_id: int, name: str, feed_ids: Iterable[int]) -> HonestArea:
        loads = [self.feeds[feed_id] for feed_id in feed_ids]
        known = [side for side in (*Side, None) if any(load.side is side for load in loads)]
        return HonestArea(
            kind=kind,
            id=area_id,
            name=name,
            allocated_w=sum(load.draw.allocated_w for load in loads),
            maximum_w=sum(load.draw.maximum_w for load in loads),
            netbox_allocated_w=sum(load.netbox.allocated_w for load in loads if load.netbox),
            sides=tuple(self._side(side, [load for load in loads if load.side is side]) for side in known),
        )

    def _side(self, side: Side | None, loads: list[HonestFeed]) -> HonestSide:
        return HonestSide(side, tuple(loads), tuple(self._lost_other[load.feed.id] for load in loads))

    def _is_supplied_by(self, panel_id: int, panel_ids: set[int]) -> bool:
        above = self._plant.supply.above(Node(NodeKind.PANEL, panel_id))[1:]
        return any(node.kind is NodeKind.PANEL and node.id in panel_ids and node.id != panel_id for node in above)


def _worst(loads: Iterable[HonestFeed]) -> float | None:
    return max((load.worst_pct for load in loads if load.worst_pct is not None), default=None)
