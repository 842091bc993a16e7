"""The power tree: site, hall, panel, feed, PDU, outlet. Children are made when a node is opened, not before."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from powertui.domain.alerts import ObjectKind
from powertui.domain.measured import MeasuredTarget
from powertui.domain.natural import natural_key
from powertui.domain.reading import Quantity, Reading, missing
from powertui.domain.rollup import AreaLoad, FeedLoad, OutletLoad
from powertui.domain.summed import Summed
from powertui.domain.topology import Device
from powertui.presenters import numbers
from powertui.presenters.conditions import Condition, condition_of, worst
from powertui.presenters.outlets import outlet_condition, outlet_key
from powertui.presenters.pdus import target_key, target_power
from powertui.presenters.picture import Picture
from powertui.presenters.sides import SideLoad, side_loads, worst_side


class NodeKind(Enum):
    """What a node of the tree is. Value: word for people."""

    SITE = "site"
    LOCATION = "hall"
    PANEL = "panel"
    FEED = "feed"
    PDU = "PDU"
    DEVICE = "device"
    OUTLET = "outlet"
    UNPLACED = "not on any feed"


@dataclass(frozen=True, slots=True)
class Node:
    """A node: one object of the plant, not yet looked into."""

    kind: NodeKind
    key: str
    parent_key: str | None
    name: str
    area: AreaLoad | None = None
    feed: FeedLoad | None = None
    target: MeasuredTarget | None = None
    device: Device | None = None
    outlet: OutletLoad | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What a node's line shows."""

    load: Reading | Summed
    used_pct: float | None
    modelled_pct: float | None
    condition: Condition
    side: SideLoad | None = None
    """Of a place with two sides: the one nearer to its limit, which `used_pct` is about."""
    is_least: bool = False
    """The share is of a sum that is at least this."""

    @property
    def known_load(self) -> Reading:
        """The load without its sum's parts."""
        return self.load if isinstance(self.load, Reading) else self.load.known


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A node in its tree; its figures are made when it is looked at."""

    node: Node
    tree: "PowerTree"

    @property
    def picture(self) -> Picture:
        return self.tree.picture

    @property
    def figures(self) -> Figures:
        return self.tree.figures(self.node)


class PowerTree:
    """The tree over one picture."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.view = picture.view
        self._figures: dict[str, Figures] = {}

    def roots(self) -> list[Node]:
        """The sites, then what hangs on no feed."""
        nodes = [
            Node(NodeKind.SITE, f"site:{area.id}", None, numbers.plain(area.name), area=area)
            for area in self.view.sites.values()
        ]
        if self._unplaced():
            nodes.append(Node(NodeKind.UNPLACED, "unplaced", None, "not on any feed"))
        return nodes

    def has_children(self, node: Node) -> bool:
        return next(self.children(node), None) is not None

    def children(self, node: Node) -> Iterator[Node]:
        """In NetBox's order of names."""
        if node.kind is NodeKind.SITE and node.area is not None:
            yield from self._inside(node, node.area.id, None)
        elif node.kind is NodeKind.LOCATION and node.area is not None:
            site_id = self.view.graph.locations[node.area.id].site_id
            yield from self._inside(node, site_id, node.area.id)
        elif node.kind is NodeKind.PANEL and node.area is not None:
            for feed_id in node.area.feed_ids:
                load = self.view.feeds[feed_id]
                yield Node(NodeKind.FEED, f"feed:{feed_id}", node.key, numbers.plain(load.feed.name), feed=load)
        elif node.kind is NodeKind.FEED and node.feed is not None:
            yield from self._below_feed(node, node.feed)
        elif node.kind is NodeKind.PDU and node.target is not None:
            yield from self._outlets(node, node.target)
        elif node.kind is NodeKind.UNPLACED:
            yield from (self._pdu(target, node.key) for target in self._unplaced())

    def figures(self, node: Node) -> Figures:
        """A node's figures; made once for each picture."""
        if node.key not in self._figures:
            self._figures[node.key] = self._made(node)
        return self._figures[node.key]

    def _made(self, node: Node) -> Figures:
        if node.area is not None:
            return self._area_figures(node.area)
        if node.feed is not None:
            load, modelled = node.feed, node.feed.modelled
            limit_va = load.available_power_va
            modelled_pct = 100 * modelled.allocated_w / limit_va if modelled and limit_va else None
            condition = self.picture.feed_condition(load)
            return Figures(load.apparent_power, load.used_pct, modelled_pct, condition)
        if node.target is not None:
            drawn = target_power(self.picture, node.target, Quantity.APPARENT_POWER)
            return Figures(drawn, None, None, self.picture.target_condition(node.target))
        if node.outlet is not None:
            return self._outlet_figures(node.outlet)
        condition = Condition.NO_DATA if node.kind is NodeKind.DEVICE else Condition.FINE
        return Figures(missing(Quantity.APPARENT_POWER), None, None, condition)

    def _area_figures(self, area: AreaLoad) -> Figures:
        sides = side_loads(self.picture, area.feed_ids)
        side = worst_side(sides)
        return Figures(
            area.apparent,
            side.used_pct if side else None,
            side.modelled_pct if side else None,
            worst(part.condition for part in sides),
            side if len(sides) > 1 else None,
            is_least=side is not None and side.is_least,
        )

    def _outlet_figures(self, outlet: OutletLoad) -> Figures:
        maximum_w = outlet.modelled.maximum_w if outlet.modelled else 0
        watts = outlet.active_power.value
        used_pct = 100 * watts / maximum_w if watts is not None and maximum_w else None
        modelled_pct = 100 * outlet.modelled.allocated_w / maximum_w if outlet.modelled and maximum_w else None
        device = outlet.load_device
        alerted = self.picture.severities.get((ObjectKind.DEVICE, device.id)) if device else None
        condition = worst((outlet_condition(self.picture, outlet), condition_of(alerted)))
        return Figures(outlet.active_power, used_pct, modelled_pct, condition)

    def _inside(self, node: Node, site_id: int, location_id: int | None) -> Iterator[Node]:
        graph = self.view.graph
        for area in self.view.locations.values():
            location = graph.locations[area.id]
            if location.site_id == site_id and location.parent_id == location_id:
                yield Node(NodeKind.LOCATION, f"location:{area.id}", node.key, numbers.plain(area.name), area=area)
        for area in self.view.panels.values():
            panel = graph.panels[area.id]
            if panel.site_id == site_id and panel.location_id == location_id:
                yield Node(NodeKind.PANEL, f"panel:{area.id}", node.key, numbers.plain(area.name), area=area)

    def _below_feed(self, node: Node, load: FeedLoad) -> Iterator[Node]:
        told: set[int] = set()
        for port in self.view.graph.inlets_of_feed(load.feed.id):
            target_id = self.view.target_of_device.get(port.device_id)
            if target_id in told:
                continue
            if target_id is not None:
                told.add(target_id)
                yield self._pdu(self.view.targets[target_id], node.key)
            else:
                device = self.view.graph.devices[port.device_id]
                name = numbers.plain(device.name)
                yield Node(NodeKind.DEVICE, f"device:{device.id}:{port.id}", node.key, name, device=device)

    def _pdu(self, target: MeasuredTarget, parent_key: str) -> Node:
        return Node(NodeKind.PDU, target_key(target.id), parent_key, numbers.plain(target.name), target=target)

    def _outlets(self, node: Node, target: MeasuredTarget) -> Iterator[Node]:
        for load in self.view.outlets_of_target.get(target.id, ()):
            key = outlet_key(target.id, load)
            name = numbers.plain(load.number)
            yield Node(NodeKind.OUTLET, key, node.key, name, target=None, device=load.load_device, outlet=load)

    def _unplaced(self) -> list[MeasuredTarget]:
        placed = {target_id for load in self.view.feeds.values() for target_id in load.inlet_target_ids}
        loose = [target for target in self.view.targets.values() if target.id not in placed]
        return sorted(loose, key=lambda target: natural_key(target.name))
