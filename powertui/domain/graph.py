"""PowerGraph: the topology indexed both ways, built once for each revision of the model."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeVar

from powertui.domain.choices import FeedLeg, Side, TerminationKind
from powertui.domain.natural import natural_key
from powertui.domain.topology import (
    Cable,
    Device,
    Location,
    PowerFeed,
    PowerOutlet,
    PowerPanel,
    PowerPort,
    Rack,
    Site,
    Termination,
    Topology,
)
from powertui.errors import ModelError


class _Identified(Protocol):
    @property
    def id(self) -> int: ...


_Object = TypeVar("_Object", bound=_Identified)

SortKey = tuple[Any, ...]
"""Comparable within one list; its parts differ from list to list."""


class PowerGraph:
    """Who hangs on whom. All lookups are dictionary accesses; lists come in NetBox's order."""

    def __init__(self, topology: Topology) -> None:
        self.topology = topology
        self.sites: Mapping[int, Site] = _by_id(topology.sites)
        self.locations: Mapping[int, Location] = _by_id(topology.locations)
        self.racks: Mapping[int, Rack] = _by_id(topology.racks)
        self.panels: Mapping[int, PowerPanel] = _by_id(topology.power_panels)
        self.feeds: Mapping[int, PowerFeed] = _by_id(topology.power_feeds)
        self.devices: Mapping[int, Device] = _by_id(topology.devices)
        self.ports: Mapping[int, PowerPort] = _by_id(topology.power_ports)
        self.outlets: Mapping[int, PowerOutlet] = _by_id(topology.power_outlets)
        self._check_references()
        self._feeds_of_panel = _grouped(topology.power_feeds, lambda feed: feed.power_panel_id, self._feed_key)
        self._feeds_of_rack = _grouped(topology.power_feeds, lambda feed: feed.rack_id, self._feed_key)
        self._devices_of_rack = _grouped(topology.devices, lambda device: device.rack_id, _named)
        self._ports_of_device = _grouped(topology.power_ports, lambda port: port.device_id, _named)
        self._outlets_of_device = _grouped(topology.power_outlets, lambda outlet: outlet.device_id, _named)
        self._outlets_of_port = _grouped(topology.power_outlets, lambda outlet: outlet.power_port_id, _named)
        self._cable_ends: dict[Termination, tuple[Cable, tuple[Termination, ...]]] = {}
        for cable in topology.cables:
            for near, far in ((cable.a, cable.b), (cable.b, cable.a)):
                for termination in near:
                    self._cable_ends[termination] = (cable, far)

    def cable(self, termination: Termination) -> Cable | None:
        """The cable at a termination."""
        end = self._cable_ends.get(termination)
        return end[0] if end else None

    def peers(self, termination: Termination) -> tuple[Termination, ...]:
        """What is at the other end of a termination's cable (NetBox: link peers); empty without one."""
        end = self._cable_ends.get(termination)
        return end[1] if end else ()

    def feeds_of_panel(self, panel_id: int) -> tuple[PowerFeed, ...]:
        return self._feeds_of_panel.get(panel_id, ())

    def feeds_of_rack(self, rack_id: int) -> tuple[PowerFeed, ...]:
        return self._feeds_of_rack.get(rack_id, ())

    def devices_of_rack(self, rack_id: int) -> tuple[Device, ...]:
        return self._devices_of_rack.get(rack_id, ())

    def ports_of_device(self, device_id: int) -> tuple[PowerPort, ...]:
        return self._ports_of_device.get(device_id, ())

    def outlets_of_device(self, device_id: int) -> tuple[PowerOutlet, ...]:
        return self._outlets_of_device.get(device_id, ())

    def outlets_of_port(self, port_id: int) -> tuple[PowerOutlet, ...]:
        return self._outlets_of_port.get(port_id, ())

    def inlets_of_feed(self, feed_id: int) -> tuple[PowerPort, ...]:
        """The power ports that a feed is cabled to."""
        return self._peer_ports(Termination(TerminationKind.POWER_FEED, feed_id))

    def ports_of_outlet(self, outlet_id: int) -> tuple[PowerPort, ...]:
        """The power ports that an outlet is cabled to; more than one on a cable with several terminations."""
        return self._peer_ports(Termination(TerminationKind.POWER_OUTLET, outlet_id))

    def feed_of_port(self, port_id: int) -> PowerFeed | None:
        """The feed that a port is cabled to directly."""
        peers = self.peers(Termination(TerminationKind.POWER_PORT, port_id))
        feeds = [self.feeds[peer.id] for peer in peers if peer.kind is TerminationKind.POWER_FEED]
        return feeds[0] if feeds else None

    def outlet_of_port(self, port_id: int) -> PowerOutlet | None:
        """The outlet that a port is cabled to."""
        peers = self.peers(Termination(TerminationKind.POWER_PORT, port_id))
        outlets = [self.outlets[peer.id] for peer in peers if peer.kind is TerminationKind.POWER_OUTLET]
        return outlets[0] if outlets else None

    def downstream_ports(self, port_id: int, leg: FeedLeg | None = None) -> tuple[PowerPort, ...]:
        """The distinct ports fed through a port's outlets (of one leg, if given), in NetBox's order."""
        found: dict[int, PowerPort] = {}
        for outlet in self.outlets_of_port(port_id):
            if leg is None or outlet.feed_leg is leg:
                found.update((port.id, port) for port in self.ports_of_outlet(outlet.id))
        return tuple(sorted(found.values(), key=self._port_key))

    def side_of_feed(self, feed: PowerFeed) -> Side | None:
        """The side of a feed is its panel's."""
        return self.panels[feed.power_panel_id].side

    def peer_feeds(self, feed: PowerFeed) -> tuple[PowerFeed, ...]:
        """The feeds of the same rack from another panel: those that should hold if this one fails."""
        if feed.rack_id is None:
            return ()
        return tuple(other for other in self.feeds_of_rack(feed.rack_id) if other.power_panel_id != feed.power_panel_id)

    def _peer_ports(self, termination: Termination) -> tuple[PowerPort, ...]:
        return tuple(self.ports[peer.id] for peer in self.peers(termination) if peer.kind is TerminationKind.POWER_PORT)

    def _feed_key(self, feed: PowerFeed) -> SortKey:
        return (natural_key(self.panels[feed.power_panel_id].name), natural_key(feed.name), feed.id)

    def _port_key(self, port: PowerPort) -> SortKey:
        device = self.devices[port.device_id]
        return (natural_key(device.name), device.id, natural_key(port.name))

    def _check_references(self) -> None:
        for feed in self.feeds.values():
            if feed.power_panel_id not in self.panels:
                raise ModelError(f"power feed {feed.name}: its power panel {feed.power_panel_id} does not exist")
        for port in self.ports.values():
            if port.device_id not in self.devices:
                raise ModelError(f"power port {port.name}: its device {port.device_id} does not exist")
        for outlet in self.outlets.values():
            if outlet.device_id not in self.devices:
                raise ModelError(f"power outlet {outlet.name}: its device {outlet.device_id} does not exist")
        known = {
            TerminationKind.POWER_FEED: self.feeds,
            TerminationKind.POWER_PORT: self.ports,
            TerminationKind.POWER_OUTLET: self.outlets,
        }
        for cable in self.topology.cables:
            for end in (*cable.a, *cable.b):
                if end.id not in known[end.kind]:
                    raise ModelError(f"cable {cable.id} ends at {end.kind.value} {end.id}, which does not exist")


def _by_id(objects: Iterable[_Object]) -> dict[int, _Object]:
    return {item.id: item for item in objects}


def _named(item: Device | PowerPort | PowerOutlet) -> SortKey:
    return (natural_key(item.name), item.id)


def _grouped(
    objects: Iterable[_Object], group: Callable[[_Object], int | None], key: Callable[[_Object], SortKey]
) -> dict[int, tuple[_Object, ...]]:
    groups: dict[int, list[_Object]] = {}
    for item in objects:
        group_id = group(item)
        if group_id is not None:
            groups.setdefault(group_id, []).append(item)
    return {group_id: tuple(sorted(items, key=key)) for group_id, items in groups.items()}
