"""The rows of an energy report: racks, tenants, feeds, devices, panels or sites, and the loads that are theirs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from powertui.domain.energy_meters import Load, PlantMeters, owner_of_feed
from powertui.domain.graph import PowerGraph
from powertui.domain.natural import natural_key
from powertui.domain.topology import Device, PowerPort

NO_TENANT = "no tenant"
"""The row of what belongs to no tenant."""


class Grouping(Enum):
    """What there is a row for. Value: as asked for on the command line."""

    RACK = "rack"
    TENANT = "tenant"
    FEED = "feed"
    DEVICE = "device"
    PANEL = "panel"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class EnergyGroup:
    """One row."""

    id: int | None
    """None: of what belongs to no tenant."""
    name: str
    where: str
    """What tells it from others of its name."""
    loads: tuple[Load, ...]
    """Each counted once within it."""


def energy_groups(meters: PlantMeters, grouping: Grouping) -> tuple[EnergyGroup, ...]:
    """All rows of a report, by place and name. A row without any meter is there too: that is what its coverage says."""
    find = {
        Grouping.RACK: _racks,
        Grouping.TENANT: _tenants,
        Grouping.FEED: _feeds,
        Grouping.DEVICE: _devices,
        Grouping.PANEL: _panels,
        Grouping.SITE: _sites,
    }[grouping]
    groups = (group for group in find(meters) if group.loads)
    return tuple(
        sorted(groups, key=lambda group: (group.id is None, natural_key(group.where), natural_key(group.name)))
    )


def counted_once(meters: PlantMeters, groups: Iterable[EnergyGroup]) -> frozenset[tuple[int, int]]:
    """Which loads the total over all rows takes, as (row, load): none that another row's meter has in it already."""
    places = [(row, at, load) for row, group in enumerate(groups) for at, load in enumerate(group.loads)]
    kept = {id(load) for load in meters.once([load for _, _, load in places])}
    return frozenset((row, at) for row, at, load in places if id(load) in kept)


def _feeds(meters: PlantMeters) -> Iterable[EnergyGroup]:
    graph = meters.graph
    for feed in graph.feeds.values():
        if graph.inlets_of_feed(feed.id) or meters.feed(feed.id).is_metered:
            yield EnergyGroup(feed.id, feed.name, graph.panels[feed.power_panel_id].name, (meters.feed(feed.id),))


def _panels(meters: PlantMeters) -> Iterable[EnergyGroup]:
    graph = meters.graph
    for panel in graph.panels.values():
        feeds = [feed.id for feed in graph.feeds_of_panel(panel.id)]
        yield EnergyGroup(panel.id, panel.name, graph.sites[panel.site_id].name, _of_feeds(meters, feeds))


def _sites(meters: PlantMeters) -> Iterable[EnergyGroup]:
    graph = meters.graph
    feeds: dict[int, list[int]] = {site_id: [] for site_id in graph.sites}
    for feed in graph.feeds.values():
        feeds[graph.panels[feed.power_panel_id].site_id].append(feed.id)
    for site in graph.sites.values():
        yield EnergyGroup(site.id, site.name, "", _of_feeds(meters, feeds[site.id]))


def _racks(meters: PlantMeters) -> Iterable[EnergyGroup]:
    graph = meters.graph
    feeds: dict[int, list[int]] = {rack_id: [] for rack_id in graph.racks}
    for feed in graph.feeds.values():
        rack_id = _rack_of_feed(graph, feed.id, feed.rack_id)
        if rack_id is not None:
            feeds[rack_id].append(feed.id)
    for rack in graph.racks.values():
        where = graph.locations[rack.location_id].name if rack.location_id is not None else ""
        yield EnergyGroup(
            rack.id, rack.name, where or graph.sites[rack.site_id].name, _of_feeds(meters, feeds[rack.id])
        )


def _devices(meters: PlantMeters) -> Iterable[EnergyGroup]:
    graph = meters.graph
    for device in _consumers(graph):
        rack = graph.racks[device.rack_id].name if device.rack_id is not None else ""
        loads = _cords(meters, graph.ports_of_device(device.id))
        yield EnergyGroup(device.id, device.name, rack or graph.sites[device.site_id].name, loads)


def _tenants(meters: PlantMeters) -> Iterable[EnergyGroup]:
    """A tenant's feeds as a whole; of what hangs on nobody's feed, the tenant's devices by their cords."""
    graph = meters.graph
    owner_of = {feed.id: owner_of_feed(graph, feed) for feed in graph.feeds.values()}
    feeds: dict[int | None, list[int]] = {}
    for feed_id, owner in owner_of.items():
        if owner is not None and (graph.inlets_of_feed(feed_id) or meters.feed(feed_id).is_metered):
            feeds.setdefault(owner, []).append(feed_id)
    cords: dict[int | None, list[Load]] = {}
    for device in _consumers(graph):
        tenant_id = _tenant_of_device(graph, device)
        shared = [port for port in graph.ports_of_device(device.id) if not _is_owned(meters, port, owner_of)]
        cords.setdefault(tenant_id, []).extend(_cords(meters, shared))
    names = {tenant.id: tenant.name for tenant in graph.topology.tenants}
    for tenant_id in {**feeds, **cords}:
        name = NO_TENANT if tenant_id is None else names[tenant_id]
        loads = (*_of_feeds(meters, feeds.get(tenant_id, ())), *cords.get(tenant_id, ()))
        yield EnergyGroup(tenant_id, name, "", loads)


def _is_owned(meters: PlantMeters, port: PowerPort, owner_of: Mapping[int, int | None]) -> bool:
    """Whether the cord hangs on a tenant's feed, and is in its figure."""
    outlet = meters.graph.outlet_of_port(port.id)
    feed = meters.graph.feed_of_port(port.id)
    above = {feed.id} if feed is not None else meters.feeds_of_outlet(outlet) if outlet is not None else frozenset()
    above |= frozenset(upper for feed_id in above for upper in meters.feeds_above(feed_id))
    return any(owner_of.get(feed_id) is not None for feed_id in above)


def _tenant_of_device(graph: PowerGraph, device: Device) -> int | None:
    if device.tenant_id is not None or device.rack_id is None:
        return device.tenant_id
    return graph.racks[device.rack_id].tenant_id


def _rack_of_feed(graph: PowerGraph, feed_id: int, rack_id: int | None) -> int | None:
    """The feed's own; else that of all that it is cabled to."""
    if rack_id is not None:
        return rack_id
    racks = {graph.devices[inlet.device_id].rack_id for inlet in graph.inlets_of_feed(feed_id)}
    return racks.pop() if len(racks) == 1 else None


def _consumers(graph: PowerGraph) -> Iterable[Device]:
    """What has inlets and no outlets: what hands power on is in the figures of what it hands it to."""
    for device in graph.devices.values():
        if not graph.outlets_of_device(device.id):
            yield device


def _cords(meters: PlantMeters, ports: Iterable[PowerPort]) -> tuple[Load, ...]:
    return tuple(load for port in ports if (load := meters.cord(port)) is not None)


def _of_feeds(meters: PlantMeters, feed_ids: Iterable[int]) -> tuple[Load, ...]:
    graph = meters.graph
    loads = [meters.feed(feed_id) for feed_id in feed_ids]
    cabled = [load for load in loads if load.is_metered or graph.inlets_of_feed(load.feed_id or -1)]
    return meters.once(cabled)
