"""Scopes: the part of the plant that a route or a maintenance window is about, and what the model says is in it."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from powertui.domain.alerts import ObjectKind, Place
from powertui.domain.graph import PowerGraph
from powertui.domain.merge_kinds import KIND_OF, ModelKind
from powertui.domain.merge_names import ModelNames
from powertui.domain.notify.routes import EVERYTHING
from powertui.domain.object_lookup import NotFound, address, find_object
from powertui.domain.topology import Topology
from powertui.domain.upstream import Link, Node, NodeKind, SupplyGraph, supply_graph

_OBJECT_KIND = {
    ModelKind.SITE: ObjectKind.SITE,
    ModelKind.LOCATION: ObjectKind.LOCATION,
    ModelKind.RACK: ObjectKind.RACK,
    ModelKind.POWER_PANEL: ObjectKind.PANEL,
    ModelKind.POWER_FEED: ObjectKind.FEED,
    ModelKind.DEVICE: ObjectKind.DEVICE,
}

_PARTS = frozenset({ObjectKind.INLET, ObjectKind.BRANCH, ObjectKind.OUTLET, ObjectKind.SENSOR})
"""What belongs to a device, and is where that one is."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One object of the model and what belongs to it; or everything."""

    text: str = EVERYTHING
    """As people write it."""
    kind: ObjectKind | None = None
    """None: everything."""
    object_id: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is in a scope, by a revision of the model."""

    is_everything: bool
    roots: frozenset[tuple[ObjectKind, int]] = frozenset()
    """What the scope names, by each name that an alert may have for it."""
    objects: frozenset[tuple[ObjectKind, int]] = frozenset()
    """What the model has in it, those included."""

    def has(self, kind: ObjectKind, object_id: int, places: Iterable[Place]) -> bool:
        """Whether an alert about an object, which gets its power through and stands in some places, is in the scope."""
        if self.is_everything or (kind, object_id) in self.objects:
            return True
        for place in places:
            known = (place.kind, place.id)
            if known in self.roots:
                return True
            if kind in _PARTS and place.kind in {ObjectKind.TARGET, ObjectKind.DEVICE} and known in self.objects:
                return True
        return False


ALL = Coverage(is_everything=True)
NOTHING = Coverage(is_everything=False)


def resolve_scope(topology: Topology, text: str) -> Scope | NotFound:
    """The scope that a text means in a model."""
    if text.strip() == EVERYTHING:
        return Scope()
    found = find_object(topology, text, _OBJECT_KIND)
    if isinstance(found, NotFound):
        return found
    return Scope(address(found, ModelNames(topology)), _OBJECT_KIND[KIND_OF[type(found)]], found.id)


def coverage(graph: PowerGraph, scope: Scope) -> Coverage:
    """All that the model has in a scope; nothing where the object is no longer there.

    What stands in a place is in it, with the feeds that lead there; what gets its power through a panel, a feed or a
    device is in that one's scope, also where it has another supply beside.
    """
    if scope.kind is None:
        return ALL
    if scope.kind in {ObjectKind.SITE, ObjectKind.LOCATION, ObjectKind.RACK}:
        parts = _standing_in(graph, scope.kind, scope.object_id)
    else:
        parts = _fed_by(graph, scope.kind, scope.object_id)
    topology = graph.topology
    found = {
        (scope.kind, scope.object_id),
        *((ObjectKind.LOCATION, location_id) for location_id in parts.locations),
        *((ObjectKind.RACK, rack_id) for rack_id in parts.racks),
        *((ObjectKind.PANEL, panel_id) for panel_id in parts.panels),
        *((ObjectKind.FEED, feed_id) for feed_id in parts.feeds),
        *((ObjectKind.DEVICE, device_id) for device_id in parts.devices),
        *_targets(topology, parts.devices, parts.panels),
    }
    roots = _roots(topology, scope.kind, scope.object_id)
    return Coverage(is_everything=False, roots=roots, objects=frozenset(found))


@dataclass(frozen=True, slots=True)
class _Parts:
    locations: frozenset[int] = frozenset()
    racks: frozenset[int] = frozenset()
    panels: frozenset[int] = frozenset()
    feeds: frozenset[int] = frozenset()
    devices: frozenset[int] = frozenset()


def _standing_in(graph: PowerGraph, kind: ObjectKind, object_id: int) -> _Parts:
    """What stands in a site, a location or a rack, and the feeds that lead there."""
    topology = graph.topology
    locations: frozenset[int] = frozenset()
    panels: frozenset[int] = frozenset()
    devices: set[int] = set()
    if kind is ObjectKind.SITE:
        locations = frozenset(place.id for place in topology.locations if place.site_id == object_id)
        racks = frozenset(rack.id for rack in topology.racks if rack.site_id == object_id)
        panels = frozenset(panel.id for panel in topology.power_panels if panel.site_id == object_id)
        devices.update(device.id for device in topology.devices if device.site_id == object_id)
    elif kind is ObjectKind.LOCATION:
        locations = frozenset(_with_children(topology, object_id))
        racks = frozenset(rack.id for rack in topology.racks if rack.location_id in locations)
        panels = frozenset(panel.id for panel in topology.power_panels if panel.location_id in locations)
        devices.update(device.id for device in topology.devices if device.location_id in locations)
    else:
        racks = frozenset({object_id})
    devices.update(device.id for rack_id in racks for device in graph.devices_of_rack(rack_id))
    feeds = {
        *(feed.id for rack_id in racks for feed in graph.feeds_of_rack(rack_id)),
        *(feed.id for panel_id in panels for feed in graph.feeds_of_panel(panel_id)),
        *_feeds_into(graph, devices),
    }
    return _Parts(locations, racks, panels, frozenset(feeds), frozenset(devices))


def _fed_by(graph: PowerGraph, kind: ObjectKind, object_id: int) -> _Parts:
    """What gets power through a panel, a feed or a device; over links that carry nothing today too."""
    devices: set[int] = set()
    if kind is ObjectKind.PANEL:
        begin = [Node(NodeKind.PANEL, object_id)]
    elif kind is ObjectKind.FEED:
        begin = [Node(NodeKind.FEED, object_id)]
    else:
        begin = [Node(NodeKind.PORT, port.id) for port in graph.ports_of_device(object_id)]
        devices.add(object_id)
    nodes = _below(graph, begin)
    feeds = frozenset(node.id for node in nodes if node.kind is NodeKind.FEED)
    panels = frozenset(node.id for node in nodes if node.kind is NodeKind.PANEL)
    devices.update(graph.ports[node.id].device_id for node in nodes if node.kind is NodeKind.PORT)
    return _Parts(frozenset(), frozenset(_racks_fed(graph, feeds)), panels, feeds, frozenset(devices))


def _with_children(topology: Topology, location_id: int) -> set[int]:
    found = {location_id}
    while True:
        more = {place.id for place in topology.locations if place.parent_id in found} - found
        if not more:
            return found
        found |= more


def _below(graph: PowerGraph, begin: Iterable[Node]) -> set[Node]:
    supply: SupplyGraph = graph.kept(supply_graph)
    seen = set(begin)
    waiting = list(seen)
    while waiting:
        node = waiting.pop()
        links: tuple[Link, ...] = (*supply.down.get(node, ()), *supply.idle.get(node, ()))
        for link in links:
            if link.lower not in seen:
                seen.add(link.lower)
                waiting.append(link.lower)
    return seen


def _feeds_into(graph: PowerGraph, devices: Iterable[int]) -> Iterable[int]:
    for device_id in devices:
        for port in graph.ports_of_device(device_id):
            feed = graph.feed_of_port(port.id)
            if feed is not None:
                yield feed.id


def _racks_fed(graph: PowerGraph, feeds: Iterable[int]) -> set[int]:
    """The racks that some feeds lead into: by their own word, or to a PDU that stands there."""
    found: set[int] = set()
    for feed_id in feeds:
        rack_ids = {graph.feeds[feed_id].rack_id}
        for port in graph.inlets_of_feed(feed_id):
            rack_ids.add(graph.devices[port.device_id].rack_id)
        found.update(rack_id for rack_id in rack_ids if rack_id is not None)
    return found


def _targets(
    topology: Topology, devices: AbstractSet[int], panels: AbstractSet[int]
) -> Iterable[tuple[ObjectKind, int]]:
    for target in topology.poll_targets:
        if target.device_id in devices or target.power_panel_id in panels:
            yield ObjectKind.TARGET, target.id


def _roots(topology: Topology, kind: ObjectKind, object_id: int) -> frozenset[tuple[ObjectKind, int]]:
    """A device and what polls it are one thing to people; a location is all that lies in it."""
    if kind is ObjectKind.DEVICE:
        return frozenset({(kind, object_id), *_targets(topology, {object_id}, set())})
    if kind is ObjectKind.PANEL:
        return frozenset({(kind, object_id), *_targets(topology, set(), {object_id})})
    if kind is ObjectKind.LOCATION:
        return frozenset((kind, location_id) for location_id in _with_children(topology, object_id))
    return frozenset({(kind, object_id)})
