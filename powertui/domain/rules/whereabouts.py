"""Where things lie, and what alone gives them their power: for scopes, and to find what explains an alert."""

from collections.abc import Iterable
from functools import cache

from powertui.domain.alerts import ObjectKind, Place
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import MeasuredSubject, MeasuredTarget
from powertui.domain.plant import PlantView
from powertui.domain.topology import Rack
from powertui.domain.upstream import Node, NodeKind, supply_graph

Places = tuple[Place, ...]

POLLER_NAME = "poller"
THE_POLLER = Place(ObjectKind.POLLER, 0, POLLER_NAME)


class Whereabouts:
    """Of one view. Each object's places begin with itself and end with the poller, that all readings come through."""

    def __init__(self, view: PlantView) -> None:
        self._graph = view.graph
        self._targets = view.targets
        self._target_of_device = view.target_of_device
        self.of_feed = cache(self._of_feed)
        self.of_panel = cache(self._of_panel)
        self.of_rack = cache(self._of_rack)
        self.of_target = cache(self._of_target)
        self.inlets_of_target = cache(self._inlets_of_target)

    def of_part(self, target_id: int, kind: ObjectKind, subject: MeasuredSubject) -> Places:
        """A part that a polled device reports."""
        return (Place(kind, subject.id, part_name(self._targets[target_id], subject)), *self.of_target(target_id))

    def of_cord(self, device_id: int, port_id: int) -> Places:
        """A device, by one of its cords: what gives it power through that cord."""
        graph = self._graph
        device = graph.devices[device_id]
        itself = Place(ObjectKind.DEVICE, device.id, device.name or f"device {device.id}")
        through = self._supply((Node(NodeKind.PORT, port_id),))
        standing = self._standing(device.rack_id, device.location_id, device.site_id)
        return _once((itself, *through, *standing, THE_POLLER))

    def of_device(self, device_id: int) -> Places:
        """A device with all its cords."""
        graph = self._graph
        device = graph.devices[device_id]
        itself = Place(ObjectKind.DEVICE, device.id, device.name or f"device {device.id}")
        through = self._supply([Node(NodeKind.PORT, port.id) for port in graph.ports_of_device(device_id)])
        standing = self._standing(device.rack_id, device.location_id, device.site_id)
        return _once((itself, *through, *standing, THE_POLLER))

    def needs(self, target_id: int) -> frozenset[tuple[NodeKind, int]]:
        """The feeds and panels without which a polled device has no power."""
        nodes = self._needed([Node(NodeKind.PORT, port_id) for port_id in self.inlets_of_target(target_id)])
        return frozenset((node.kind, node.id) for node in nodes if node.kind is not NodeKind.PORT)

    def _of_feed(self, feed_id: int) -> Places:
        feed = self._graph.feeds[feed_id]
        panel = self._graph.panels[feed.power_panel_id]
        through = self._supply((Node(NodeKind.FEED, feed_id),))
        standing = self._standing(feed.rack_id, panel.location_id, panel.site_id)
        return _once((Place(ObjectKind.FEED, feed.id, feed.name), *through, *standing, THE_POLLER))

    def _of_panel(self, panel_id: int) -> Places:
        panel = self._graph.panels[panel_id]
        through = self._supply((Node(NodeKind.PANEL, panel_id),))
        standing = self._standing(None, panel.location_id, panel.site_id)
        return _once((Place(ObjectKind.PANEL, panel.id, panel.name), *through, *standing, THE_POLLER))

    def _of_rack(self, rack_id: int) -> Places:
        rack = self._graph.racks[rack_id]
        return _once((*self._standing(rack_id, rack.location_id, rack.site_id), THE_POLLER))

    def _of_target(self, target_id: int) -> Places:
        target = self._targets[target_id]
        graph = self._graph
        itself = Place(ObjectKind.TARGET, target.id, target.name)
        if target.power_panel_id is not None and target.power_panel_id in graph.panels:
            return _once((itself, *self.of_panel(target.power_panel_id)))
        device = graph.devices.get(target.device_id) if target.device_id is not None else None
        if device is None:
            return (itself, THE_POLLER)
        through = self._supply([Node(NodeKind.PORT, port_id) for port_id in self.inlets_of_target(target_id)])
        standing = self._standing(device.rack_id, device.location_id, device.site_id)
        as_device = Place(ObjectKind.DEVICE, device.id, device.name or target.name)
        return _once((itself, as_device, *through, *standing, THE_POLLER))

    def _inlets_of_target(self, target_id: int) -> tuple[int, ...]:
        device_id = self._targets[target_id].device_id
        if device_id is None or device_id not in self._graph.devices:
            return ()
        return tuple(port.id for port in self._graph.ports_of_device(device_id))

    def _needed(self, nodes: Iterable[Node]) -> tuple[Node, ...]:
        """What all ways up from all of the nodes pass through: without it they are dark."""
        supply = self._graph.kept(supply_graph)
        ways = [way for node in nodes for way in supply.paths_up(node)]
        if not ways:
            return ()
        shared = frozenset(ways[0]).intersection(*ways[1:])
        return tuple(node for node in ways[0] if node in shared)

    def _supply(self, nodes: Iterable[Node]) -> Places:
        return tuple(place for node in self._needed(nodes) for place in self._as_places(node))

    def _as_places(self, node: Node) -> Iterable[Place]:
        graph = self._graph
        if node.kind is NodeKind.PANEL:
            yield Place(ObjectKind.PANEL, node.id, graph.panels[node.id].name)
        elif node.kind is NodeKind.FEED:
            yield Place(ObjectKind.FEED, node.id, graph.feeds[node.id].name)
        else:
            device = graph.devices[graph.ports[node.id].device_id]
            target_id = self._target_of_device.get(device.polled_via_id or device.id)
            if target_id is not None:
                yield Place(ObjectKind.TARGET, target_id, self._targets[target_id].name)

    def _standing(self, rack_id: int | None, location_id: int | None, site_id: int) -> Places:
        return standing_in(self._graph, rack_id, location_id, site_id)


def standing_in(graph: PowerGraph, rack_id: int | None, location_id: int | None, site_id: int) -> Places:
    """The rack, the locations from the nearest outwards, the site."""
    found: list[Place] = []
    rack: Rack | None = graph.racks.get(rack_id) if rack_id is not None else None
    if rack is not None:
        found.append(Place(ObjectKind.RACK, rack.id, rack.name))
        location_id = rack.location_id if location_id is None else location_id
    seen: set[int] = set()
    while location_id is not None and location_id in graph.locations and location_id not in seen:
        seen.add(location_id)
        location = graph.locations[location_id]
        found.append(Place(ObjectKind.LOCATION, location.id, location.name))
        location_id = location.parent_id
    if site_id in graph.sites:
        found.append(Place(ObjectKind.SITE, site_id, graph.sites[site_id].name))
    return tuple(found)


def part_name(target: MeasuredTarget, subject: MeasuredSubject) -> str:
    """A part with its device: `pdu-r01-a outlet 3`."""
    description = subject.description
    return f"{target.name} {description.kind.value} {description.label or description.key}"


def _once(places: Iterable[Place]) -> Places:
    return tuple(dict.fromkeys(places))
