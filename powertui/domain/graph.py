"""PowerGraph: the topology indexed both ways, built once for each revision of the model."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

from powertui.domain.cable_profiles import PROFILE_BY_SLUG
from powertui.domain.choices import FeedLeg, TerminationKind
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
_Kept = TypeVar("_Kept")

SortKey = tuple[Any, ...]
"""Comparable within one list; its parts differ from list to list."""

_FEED, _PORT, _OUTLET = TerminationKind.POWER_FEED, TerminationKind.POWER_PORT, TerminationKind.POWER_OUTLET


class _Groups(Generic[_Object]):
    """Objects by what they belong to: grouped when first asked, and each group sorted when it is asked for."""

    def __init__(
        self, objects: Sequence[_Object], group: Callable[[_Object], int | None], key: Callable[[_Object], SortKey]
    ) -> None:
        self._objects = objects
        self._group = group
        self._key = key
        self._sorted: dict[int, tuple[_Object, ...]] = {}

    @cached_property
    def unsorted(self) -> dict[int, list[_Object]]:
        """The groups in no particular order."""
        found: dict[int, list[_Object]] = {}
        group = self._group
        for item in self._objects:
            group_id = group(item)
            if group_id is not None:
                if group_id in found:
                    found[group_id].append(item)
                else:
                    found[group_id] = [item]
        return found

    def get(self, group_id: int) -> tuple[_Object, ...]:
        found = self._sorted.get(group_id)
        if found is None:
            found = self._sorted[group_id] = tuple(sorted(self.unsorted.get(group_id, ()), key=self._key))
        return found


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
        self._feeds_of_panel = _Groups(topology.power_feeds, lambda feed: feed.power_panel_id, self._feed_key)
        self._feeds_of_rack = _Groups(topology.power_feeds, lambda feed: feed.rack_id, self._feed_key)
        self._devices_of_rack = _Groups(topology.devices, lambda device: device.rack_id, _named)
        self._ports_of_device = _Groups(topology.power_ports, lambda port: port.device_id, _named)
        self._outlets_of_device = _Groups(topology.power_outlets, lambda outlet: outlet.device_id, _named)
        self._outlets_of_port = _Groups(topology.power_outlets, lambda outlet: outlet.power_port_id, _named)
        self._kept: dict[Callable[[PowerGraph], object], object] = {}
        self._feed_ends: dict[int, Cable] = {}
        self._port_ends: dict[int, Cable] = {}
        self._outlet_ends: dict[int, Cable] = {}
        self._index_cables()

    def kept(self, make: Callable[["PowerGraph"], _Kept]) -> _Kept:
        """What is computed from the graph as a whole, made when first asked for and kept as long as the graph."""
        if make not in self._kept:
            self._kept[make] = make(self)
        # The key says the type: only what `make` returned is ever kept under it.
        return self._kept[make]  # type: ignore[return-value]

    def cable(self, termination: Termination) -> Cable | None:
        """The cable at a termination."""
        kind = termination.kind
        ends = self._port_ends if kind is _PORT else self._outlet_ends if kind is _OUTLET else self._feed_ends
        return ends.get(termination.id)

    def peers(self, termination: Termination) -> tuple[Termination, ...]:
        """NetBox's link peers: what a termination's own connector leads to, which without a profile is the far end."""
        cable = self.cable(termination)
        if cable is None:
            return ()
        at_a = termination in cable.a
        near, far = (cable.a, cable.b) if at_a else (cable.b, cable.a)
        profile = PROFILE_BY_SLUG.get(cable.profile) if cable.profile else None
        if profile is None:
            return far
        connectors = profile.far_connectors(near.index(termination) + 1, from_a=at_a)
        return tuple(far[connector - 1] for connector in connectors if connector <= len(far))

    def feeds_of_panel(self, panel_id: int) -> tuple[PowerFeed, ...]:
        return self._feeds_of_panel.get(panel_id)

    def feeds_of_rack(self, rack_id: int) -> tuple[PowerFeed, ...]:
        return self._feeds_of_rack.get(rack_id)

    def devices_of_rack(self, rack_id: int) -> tuple[Device, ...]:
        return self._devices_of_rack.get(rack_id)

    def ports_of_device(self, device_id: int) -> tuple[PowerPort, ...]:
        return self._ports_of_device.get(device_id)

    def outlets_of_device(self, device_id: int) -> tuple[PowerOutlet, ...]:
        return self._outlets_of_device.get(device_id)

    def outlets_of_port(self, port_id: int) -> tuple[PowerOutlet, ...]:
        return self._outlets_of_port.get(port_id)

    def outlets_of_port_unsorted(self, port_id: int) -> list[PowerOutlet] | tuple[()]:
        """As `outlets_of_port`, for sums and counts over a whole plant, which need no order."""
        return self._outlets_of_port.unsorted.get(port_id, ())

    def inlets_of_feed(self, feed_id: int) -> tuple[PowerPort, ...]:
        """The power ports that a feed is cabled to."""
        return self._ports_among(self.peers(Termination(_FEED, feed_id)))

    def ports_of_outlet(self, outlet_id: int) -> tuple[PowerPort, ...]:
        """The power ports that an outlet is cabled to; more than one on a cable with several terminations."""
        return self._ports_among(self.peers(Termination(_OUTLET, outlet_id)))

    def feed_of_port(self, port_id: int) -> PowerFeed | None:
        """The feed that a port is cabled to directly."""
        peers = self.peers(Termination(_PORT, port_id))
        feeds = [self.feeds[peer.id] for peer in peers if peer.kind is _FEED]
        return feeds[0] if feeds else None

    def outlet_of_port(self, port_id: int) -> PowerOutlet | None:
        """The outlet that a port is cabled to."""
        peers = self.peers(Termination(_PORT, port_id))
        outlets = [self.outlets[peer.id] for peer in peers if peer.kind is _OUTLET]
        return outlets[0] if outlets else None

    def downstream_ports(self, port_id: int, leg: FeedLeg | None = None) -> tuple[PowerPort, ...]:
        """The distinct ports fed through a port's outlets (of one leg, if given), in NetBox's order.

        As NetBox does it: an outlet counts for all of its cable's far end, whatever the cable's profile.
        """
        found = self._downstream(port_id, leg)
        if len(found) > 1:
            return tuple(sorted(found.values(), key=self._port_key))
        return tuple(found.values())

    def downstream_ids(self, port_id: int, leg: FeedLeg | None = None) -> list[int]:
        """As `downstream_ports`, for sums that need no order."""
        return list(self._downstream(port_id, leg))

    def peer_feeds(self, feed: PowerFeed) -> tuple[PowerFeed, ...]:
        """The feeds of the same rack from another panel: those that should hold if this one fails."""
        if feed.rack_id is None:
            return ()
        return tuple(other for other in self.feeds_of_rack(feed.rack_id) if other.power_panel_id != feed.power_panel_id)

    def _downstream(self, port_id: int, leg: FeedLeg | None) -> dict[int, PowerPort]:
        found: dict[int, PowerPort] = {}
        cables, ports = self._outlet_ends, self.ports
        for outlet in self._outlets_of_port.unsorted.get(port_id, ()):
            if (leg is None or outlet.feed_leg is leg) and (cable := cables.get(outlet.id)) is not None:
                # An outlet is cabled to ports only, so the end with a port is the far one.
                for end in cable.b if cable.b and cable.b[0].kind is _PORT else cable.a:
                    if end.kind is _PORT:
                        found[end.id] = ports[end.id]
        return found

    def _ports_among(self, terminations: Iterable[Termination]) -> tuple[PowerPort, ...]:
        return tuple(self.ports[peer.id] for peer in terminations if peer.kind is _PORT)

    def _feed_key(self, feed: PowerFeed) -> SortKey:
        return (natural_key(self.panels[feed.power_panel_id].name), natural_key(feed.name), feed.id)

    def _port_key(self, port: PowerPort) -> SortKey:
        # A device without a name is NULL to NetBox's database, which lists it last.
        device = self.devices[port.device_id]
        return (not device.name, natural_key(device.name), device.id, natural_key(port.name))

    def _check_references(self) -> None:
        panels, devices = self.panels, self.devices
        for feed in self.topology.power_feeds:
            if feed.power_panel_id not in panels:
                raise ModelError(f"power feed {feed.name}: its power panel {feed.power_panel_id} does not exist")
        for port in self.topology.power_ports:
            if port.device_id not in devices:
                raise ModelError(f"power port {port.name}: its device {port.device_id} does not exist")
        for outlet in self.topology.power_outlets:
            if outlet.device_id not in devices:
                raise ModelError(f"power outlet {outlet.name}: its device {outlet.device_id} does not exist")

    def _index_cables(self) -> None:
        # One pass without a dictionary of kinds: hashing an enum's member for each of a plant's ends takes longer
        # than all the rest.
        feeds, ports, outlets = self.feeds, self.ports, self.outlets
        feed_ends, port_ends, outlet_ends = self._feed_ends, self._port_ends, self._outlet_ends
        for cable in self.topology.cables:
            for terminations in (cable.a, cable.b):
                for end in terminations:
                    kind, end_id = end.kind, end.id
                    if kind is _PORT and end_id in ports:
                        port_ends[end_id] = cable
                    elif kind is _OUTLET and end_id in outlets:
                        outlet_ends[end_id] = cable
                    elif kind is _FEED and end_id in feeds:
                        feed_ends[end_id] = cable
                    else:
                        raise ModelError(f"cable {cable.id} ends at {kind.value} {end_id}, which does not exist")


def _by_id(objects: Iterable[_Object]) -> dict[int, _Object]:
    return {item.id: item for item in objects}


def _named(item: Device | PowerPort | PowerOutlet) -> SortKey:
    return (not item.name, natural_key(item.name), item.id)
