"""From lists that were read one by one to a Topology in which every reference leads somewhere."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from powertui.domain.choices import TerminationKind
from powertui.domain.topology import (
    Cable,
    Device,
    DeviceType,
    Location,
    PowerFeed,
    PowerOutlet,
    PowerPanel,
    PowerPort,
    Rack,
    Site,
    Tenant,
    Topology,
)
from powertui.exchange.netbox_api.devices import DeviceRow, PollingFields, poll_targets
from powertui.exchange.netbox_api.failure import shown
from powertui.exchange.netbox_api.rows import Notes
from powertui.exchange.netbox_api.templates import OutletOfType, PortOfType, with_templates

_Item = TypeVar("_Item", Location, Rack, PowerPanel, PowerFeed, Device, PowerPort, PowerOutlet)


@dataclass(slots=True)
class Lists:
    """What was read, kind by kind."""

    tenants: list[Tenant] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)
    locations: list[Location] = field(default_factory=list)
    racks: list[Rack] = field(default_factory=list)
    panels: list[PowerPanel] = field(default_factory=list)
    feeds: list[PowerFeed] = field(default_factory=list)
    device_types: list[DeviceType] = field(default_factory=list)
    port_templates: list[PortOfType] = field(default_factory=list)
    outlet_templates: list[OutletOfType] = field(default_factory=list)
    devices: list[DeviceRow] = field(default_factory=list)
    ports: list[PowerPort] = field(default_factory=list)
    outlets: list[PowerOutlet] = field(default_factory=list)
    cables: list[Cable] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Whole:
    topology: Topology
    cables_out_of_scope: int
    """Cables that end, with one end or both, at something that was not asked for."""


def whole(lists: Lists, fields: PollingFields, notes: Notes, *, is_scoped: bool) -> Whole:
    """The Topology of all lists. What refers to something unread is left out, or refers to nothing where it may."""
    check = _References(notes)
    tenants = {tenant.id for tenant in lists.tenants}
    sites = {site.id for site in lists.sites}
    places = {location.id for location in lists.locations}
    locations = check.kept(lists.locations, {"site_id": sites}, {"parent_id": places, "tenant_id": tenants})
    places = {location.id for location in locations}
    racks = check.kept(lists.racks, {"site_id": sites}, {"location_id": places, "tenant_id": tenants})
    rack_ids = {rack.id for rack in racks}
    panels = check.kept(lists.panels, {"site_id": sites}, {"location_id": places})
    feeds = check.kept(
        lists.feeds, {"power_panel_id": {panel.id for panel in panels}}, {"rack_id": rack_ids, "tenant_id": tenants}
    )
    device_types = with_templates(lists.device_types, lists.port_templates, lists.outlet_templates, notes)
    types = {item.id: item for item in device_types}
    devices = check.kept(
        [_of_its_type(row.device, types) for row in lists.devices],
        {"site_id": sites},
        {"location_id": places, "rack_id": rack_ids, "device_type_id": set(types), "tenant_id": tenants},
    )
    device_ids = {device.id for device in devices}
    ports = check.kept(lists.ports, {"device_id": device_ids}, {})
    outlets = check.kept(lists.outlets, {"device_id": device_ids}, {"power_port_id": {port.id for port in ports}})
    known: Mapping[TerminationKind, Collection[int]] = {
        TerminationKind.POWER_FEED: {feed.id for feed in feeds},
        TerminationKind.POWER_PORT: {port.id for port in ports},
        TerminationKind.POWER_OUTLET: {outlet.id for outlet in outlets},
    }
    cables, crossing = _cables(lists.cables, known, tenants, None if is_scoped else notes)
    topology = Topology(
        sites=tuple(lists.sites),
        locations=locations,
        racks=racks,
        power_panels=panels,
        power_feeds=feeds,
        devices=devices,
        power_ports=ports,
        power_outlets=outlets,
        cables=cables,
        tenants=tuple(lists.tenants),
        device_types=tuple(types.values()),
        poll_targets=poll_targets(
            [row for row in lists.devices if row.device.id in device_ids],
            fields,
            {port.device_id for port in ports},
            {outlet.device_id for outlet in outlets},
        ),
    )
    return Whole(_without_unused(topology) if is_scoped else topology, crossing)


def _without_unused(topology: Topology) -> Topology:
    """Without the tenants and types that only objects out of scope have."""
    types = {device.device_type_id for device in topology.devices}
    owned: tuple[Site | Location | Rack | PowerFeed | Device | Cable, ...] = (
        *topology.sites,
        *topology.locations,
        *topology.racks,
        *topology.power_feeds,
        *topology.devices,
        *topology.cables,
    )
    tenants = {item.tenant_id for item in owned}
    return replace(
        topology,
        tenants=tuple(item for item in topology.tenants if item.id in tenants),
        device_types=tuple(item for item in topology.device_types if item.id in types),
    )


class _References:
    """Notes what refers to an object that NetBox has and does not show: a token may see a part only."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    def kept(
        self,
        items: Iterable[_Item],
        required: Mapping[str, Collection[int]],
        optional: Mapping[str, Collection[int]],
    ) -> tuple[_Item, ...]:
        """Those whose `required` references are known, their unknown `optional` ones taken away."""
        found = []
        for item in items:
            missing = [name for name, known in required.items() if getattr(item, name) not in known]
            if missing:
                self._notes.add(self._sentence(item, missing[0], "left out"))
                continue
            lost = [
                name
                for name, known in optional.items()
                if (value := getattr(item, name)) is not None and value not in known
            ]
            for name in lost:
                self._notes.add(self._sentence(item, name, "taken as none"))
            nothing: dict[str, Any] = dict.fromkeys(lost)
            found.append(replace(item, **nothing) if lost else item)
        return tuple(found)

    @staticmethod
    def _sentence(item: _Item, field_name: str, outcome: str) -> str:
        noun, target = _NOUNS[type(item)], field_name.removesuffix("_id").replace("_", " ")
        number = getattr(item, field_name)
        return f"{noun} {shown(item.name)} (NetBox {item.id}): its {target} {number} cannot be seen; {outcome}"


_NOUNS: Mapping[type, str] = {
    Location: "location",
    Rack: "rack",
    PowerPanel: "power panel",
    PowerFeed: "power feed",
    Device: "device",
    PowerPort: "power port",
    PowerOutlet: "power outlet",
}


def _of_its_type(device: Device, types: Mapping[int, DeviceType]) -> Device:
    found = types.get(device.device_type_id) if device.device_type_id is not None else None
    return device if found is None else replace(device, height_u=found.u_height, model=found.model)


def _cables(
    cables: Iterable[Cable],
    known: Mapping[TerminationKind, Collection[int]],
    tenants: Collection[int],
    notes: Notes | None,
) -> tuple[tuple[Cable, ...], int]:
    """Those whose ends are all there, and how many of the others touch what is there; with `notes`, each is noted.

    Half a cable would be worse than none: merged with what an earlier import brought, it would take off the other end.
    """
    found, crossing = [], 0
    for cable in cables:
        ends = [end.id in known[end.kind] for end in (*cable.a, *cable.b)]
        if all(ends):
            without = cable.tenant_id is not None and cable.tenant_id not in tenants
            found.append(replace(cable, tenant_id=None) if without else cable)
        elif notes is not None:
            notes.add(f"cable {cable.id} in NetBox: one of its ends cannot be seen; left out")
        elif any(ends):
            crossing += 1
    return tuple(found), crossing
