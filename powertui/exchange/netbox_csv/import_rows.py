"""Rows of NetBox's import columns, kind by kind; what they have no words for is noted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from powertui.domain.choices import OutletStatus, TerminationKind
from powertui.domain.topology import Termination, Topology

Cell = str | int | float | bool | None
RACK_WIDTH_IN = 19
"""NetBox makes no rack without a width, which nothing here depends on: most racks are 19 inches wide."""

Numbered = Iterator[tuple[int, Sequence[Cell]]]
"""Rows with the ids of their objects."""


@dataclass(slots=True)
class Plant:
    """A canonical topology, looked up by its ids, which count from 1."""

    topology: Topology
    notes: list[str] = field(default_factory=list)

    def tenant(self, number: int | None) -> str:
        return self.topology.tenants[number - 1].name if number else ""

    def site(self, number: int) -> str:
        return self.topology.sites[number - 1].name

    def location(self, number: int | None) -> str:
        return self.topology.locations[number - 1].name if number else ""

    def rack(self, number: int | None) -> str:
        return self.topology.racks[number - 1].name if number else ""

    def rack_location(self, number: int | None) -> str:
        return self.location(self.topology.racks[number - 1].location_id) if number else ""


def tenants(plant: Plant) -> Numbered:
    for item in plant.topology.tenants:
        yield item.id, (item.name, item.slug)


def sites(plant: Plant) -> Numbered:
    for item in plant.topology.sites:
        yield item.id, (item.name, item.slug, item.status, plant.tenant(item.tenant_id), item.description)


def locations(plant: Plant) -> Numbered:
    for item in plant.topology.locations:
        yield (
            item.id,
            (
                plant.site(item.site_id),
                item.name,
                item.slug,
                plant.location(item.parent_id),
                item.status,
                plant.tenant(item.tenant_id),
                item.description,
            ),
        )


def racks(plant: Plant) -> Numbered:
    for item in plant.topology.racks:
        if item.starting_unit != 1:
            plant.notes.append(
                "NetBox's import has no column for a rack's starting unit; set those that are not 1 there"
            )
        yield (
            item.id,
            (
                plant.site(item.site_id),
                plant.location(item.location_id),
                item.name,
                item.facility_id,
                plant.tenant(item.tenant_id),
                item.status,
                RACK_WIDTH_IN,
                item.u_height,
                item.description,
            ),
        )


def device_types(plant: Plant) -> Numbered:
    for item in plant.topology.device_types:
        yield (
            item.id,
            (item.manufacturer, item.model, item.slug, item.part_number, item.u_height, item.is_full_depth),
        )


def devices(plant: Plant) -> Numbered:
    for item in plant.topology.devices:
        kind = plant.topology.device_types[item.device_type_id - 1] if item.device_type_id else None
        if kind is None:
            plant.notes.append(
                "a device without a device type has an empty device_type, which NetBox refuses: fill it in"
            )
        if not item.role:
            plant.notes.append("a device without a role has an empty role.slug, which NetBox refuses: fill it in")
        yield (
            item.id,
            (
                item.name,
                item.role,
                plant.tenant(item.tenant_id),
                kind.manufacturer if kind else "",
                kind.model if kind else item.model,
                item.serial,
                item.asset_tag,
                item.status,
                plant.site(item.site_id),
                plant.location(item.location_id),
                plant.rack(item.rack_id),
                item.position_u,
                item.face,
                item.description,
            ),
        )


def panels(plant: Plant) -> Numbered:
    for item in plant.topology.power_panels:
        yield (
            item.id,
            (plant.site(item.site_id), plant.location(item.location_id), item.name, item.description, item.comments),
        )


def feeds(plant: Plant) -> Numbered:
    for item in plant.topology.power_feeds:
        panel = plant.topology.power_panels[item.power_panel_id - 1]
        yield (
            item.id,
            (
                plant.site(panel.site_id),
                panel.name,
                plant.rack_location(item.rack_id),
                plant.rack(item.rack_id),
                item.name,
                item.status.value,
                item.type.value,
                item.mark_connected,
                item.supply.value,
                item.phase.value,
                item.voltage_v,
                item.amperage_a,
                item.max_utilization_pct,
                plant.tenant(item.tenant_id),
                item.description,
                item.comments,
            ),
        )


def ports(plant: Plant) -> Numbered:
    for item in plant.topology.power_ports:
        if name := _addressable(plant, item.device_id):
            yield (
                item.id,
                (
                    name,
                    item.name,
                    item.label,
                    item.type,
                    item.mark_connected,
                    item.maximum_draw_w,
                    item.allocated_draw_w,
                    item.description,
                ),
            )


def outlets(plant: Plant) -> Numbered:
    for item in plant.topology.power_outlets:
        if item.status is not OutletStatus.ENABLED:
            plant.notes.append(
                "NetBox's import has no column for an outlet's status; set those that are not enabled there"
            )
        if name := _addressable(plant, item.device_id):
            port = plant.topology.power_ports[item.power_port_id - 1].name if item.power_port_id else ""
            yield (
                item.id,
                (
                    name,
                    item.name,
                    item.label,
                    item.type,
                    item.color,
                    item.mark_connected,
                    port,
                    item.feed_leg.value if item.feed_leg else "",
                    item.description,
                ),
            )


def cables(plant: Plant) -> Numbered:
    for item in plant.topology.cables:
        if len(item.a) != 1 or len(item.b) != 1:
            plant.notes.append("NetBox's import takes one termination on each end; other cables are left out")
            continue
        a, b = _end(plant, item.a[0]), _end(plant, item.b[0])
        if a is None or b is None:
            continue
        if item.bundle:
            plant.notes.append("NetBox takes a cable's bundle only where it has one of that name: make those first")
        yield (
            item.id,
            (
                *a,
                *b,
                item.type,
                item.status.value,
                item.profile,
                plant.tenant(item.tenant_id),
                item.bundle,
                item.label,
                item.color,
                item.length,
                item.length_unit,
                item.description,
            ),
        )


def _addressable(plant: Plant, device_id: int) -> str:
    """The device's name; NetBox's import has no other way to name one."""
    name = plant.topology.devices[device_id - 1].name
    if not name:
        plant.notes.append(
            "what belongs to a device without a name is left out: NetBox's import cannot name the device"
        )
    return name


def _end(plant: Plant, end: Termination) -> tuple[Cell, ...] | None:
    """Site, device, power panel, type and name of a cable's end."""
    if end.kind is TerminationKind.POWER_FEED:
        feed = plant.topology.power_feeds[end.id - 1]
        panel = plant.topology.power_panels[feed.power_panel_id - 1]
        return (plant.site(panel.site_id), "", panel.name, "dcim.powerfeed", feed.name)
    if end.kind is TerminationKind.POWER_PORT:
        port = plant.topology.power_ports[end.id - 1]
        device_id, kind, name = port.device_id, "dcim.powerport", port.name
    else:
        outlet = plant.topology.power_outlets[end.id - 1]
        device_id, kind, name = outlet.device_id, "dcim.poweroutlet", outlet.name
    device = _addressable(plant, device_id)
    return (plant.site(plant.topology.devices[device_id - 1].site_id), device, "", kind, name) if device else None
