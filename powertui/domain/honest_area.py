"""Honest sums over feeds: racks, panels, locations, sites; each side against its own limit, never both against A+B."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from powertui.domain.assumptions import Assumptions
from powertui.domain.choices import Side
from powertui.domain.draw import feed_draw
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
    """The feeds of one side of a place. A feed of unknown side, for which `side` is None, stands alone."""

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


class HonestView:
    """All honest figures of a model. Immutable; each part is computed when it is first asked for."""

    def __init__(self, graph: PowerGraph, assumptions: Assumptions, sides: Sides) -> None:
        self.graph = graph
        self.assumptions = assumptions
        self.sides = sides
        self.plant = HonestPlant(graph)

    @property
    def supply(self) -> SupplyGraph:
        return self.plant.supply

    @cached_property
    def feeds(self) -> Mapping[int, HonestFeed]:
        return {
            feed.id: honest_feed(
                self.plant, feed, self.sides.of_feed(feed.id), feed_draw(self.graph, feed), self.assumptions
            )
            for feed in self.graph.feeds.values()
        }

    @cached_property
    def feeds_on_failover(self) -> Mapping[int, HonestFeed]:
        """Each feed once the side that it does not belong to is lost; those of no known side as they are."""
        without = {side: plant_without(self.graph, self.plant, self.sides, side) for side in Side}
        other = {Side.A: Side.B, Side.B: Side.A}
        return {
            feed_id: load
            if load.side is None
            else honest_feed(without[other[load.side]], load.feed, load.side, load.netbox, self.assumptions)
            for feed_id, load in self.feeds.items()
        }

    @cached_property
    def racks(self) -> Mapping[int, HonestArea]:
        return {
            rack.id: self._area(
                AreaKind.RACK, rack.id, rack.name, (feed.id for feed in self.graph.feeds_of_rack(rack.id))
            )
            for rack in self.graph.racks.values()
        }

    @cached_property
    def panels(self) -> Mapping[int, HonestArea]:
        return {
            panel.id: self._panels(AreaKind.PANEL, panel.id, panel.name, {panel.id})
            for panel in self.graph.panels.values()
        }

    @cached_property
    def locations(self) -> Mapping[int, HonestArea]:
        return {
            location_id: self._panels(AreaKind.LOCATION, location_id, self.graph.locations[location_id].name, panel_ids)
            for location_id, panel_ids in panels_of_locations(self.graph).items()
        }

    @cached_property
    def sites(self) -> Mapping[int, HonestArea]:
        panel_ids: dict[int, set[int]] = {site_id: set() for site_id in self.graph.sites}
        for panel in self.graph.panels.values():
            panel_ids.setdefault(panel.site_id, set()).add(panel.id)
        return {
            site.id: self._panels(AreaKind.SITE, site.id, site.name, panel_ids[site.id])
            for site in self.graph.sites.values()
        }

    def feed_reasons(self, feed_id: int) -> tuple[Reason, ...]:
        """Why a feed's figures differ from NetBox's."""
        return reasons_below(self.plant, (Node(NodeKind.FEED, feed_id),))

    def area_reasons(self, area: HonestArea) -> tuple[Reason, ...]:
        """Why a place's figures differ from the sum of NetBox's."""
        feeds = (load.feed.id for side in area.sides for load in side.feeds)
        return reasons_below(self.plant, (Node(NodeKind.FEED, feed_id) for feed_id in feeds))

    def _panels(self, kind: AreaKind, area_id: int, name: str, panel_ids: set[int]) -> HonestArea:
        """An area of panels: those that another of the area supplies are in its figure already."""
        top = [panel_id for panel_id in panel_ids if not self._is_supplied_by(panel_id, panel_ids)]
        feeds = (feed.id for panel_id in sorted(top) for feed in self.graph.feeds_of_panel(panel_id))
        return self._area(kind, area_id, name, feeds)

    def _is_supplied_by(self, panel_id: int, panel_ids: set[int]) -> bool:
        above = self.supply.above(Node(NodeKind.PANEL, panel_id))[1:]
        return any(node.kind is NodeKind.PANEL and node.id in panel_ids and node.id != panel_id for node in above)

    def _area(self, kind: AreaKind, area_id: int, name: str, feed_ids: Iterable[int]) -> HonestArea:
        loads = [self.feeds[feed_id] for feed_id in feed_ids]
        of_side = [found for side in Side if (found := [load for load in loads if load.side is side])]
        unknown = [[load] for load in loads if load.side is None]
        return HonestArea(
            kind=kind,
            id=area_id,
            name=name,
            allocated_w=sum(load.draw.allocated_w for load in loads),
            maximum_w=sum(load.draw.maximum_w for load in loads),
            netbox_allocated_w=sum(load.netbox.allocated_w for load in loads if load.netbox),
            sides=tuple(self._side(found) for found in (*of_side, *unknown)),
        )

    def _side(self, loads: list[HonestFeed]) -> HonestSide:
        return HonestSide(loads[0].side, tuple(loads), tuple(self.feeds_on_failover[load.feed.id] for load in loads))


def honest_view(graph: PowerGraph, assumptions: Assumptions | None = None, sides: Sides | None = None) -> HonestView:
    """The honest figures of a plant: as it is, and with either side lost."""
    return HonestView(graph, assumptions or Assumptions(), sides or sides_of(graph))


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


def _worst(loads: Iterable[HonestFeed]) -> float | None:
    return max((load.worst_pct for load in loads if load.worst_pct is not None), default=None)
