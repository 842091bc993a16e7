"""A topology to NetBox's import columns, one file for each kind, in the order in which NetBox wants them.

What NetBox's import has no words for (an unnamed device's ports, several terminations on one end) is left out and told.
"""

import csv
import io
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from powertui.domain.choices import OutletStatus, TerminationKind
from powertui.domain.merge_kinds import ModelKind
from powertui.domain.merge_scope import Mention
from powertui.domain.topology import Termination, Topology
from powertui.exchange.canonical import canonical

Cell = str | int | float | bool | None
Rows = Iterable[Sequence[Cell]]
Numbered = Iterator[tuple[int, Sequence[Cell]]]
"""Rows with the ids of their objects."""


@dataclass(frozen=True, slots=True)
class CsvFile:
    """One file: its name without a directory, and its text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class CsvFiles:
    """All files, in the order in which they are to be imported, and what they leave out."""

    files: tuple[CsvFile, ...]
    notes: tuple[str, ...]


@dataclass(slots=True)
class _Plant:
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


def netbox_csv(topology: Topology, chosen: Container[Mention] | None = None) -> CsvFiles:
    """The files; with `chosen`, rows of those objects alone, by their ids in the canonical topology."""
    plant = _Plant(canonical(topology))
    files = []
    for kind, name, columns, rows in _TABLES:
        found = [row for number, row in rows(plant) if chosen is None or Mention(kind, number) in chosen]
        if found:
            files.append(CsvFile(f"{name}.csv", _text(columns, found)))
    return CsvFiles(tuple(files), tuple(dict.fromkeys(plant.notes)))


def _tenants(plant: _Plant) -> Numbered:
    for item in plant.topology.tenants:
        yield item.id, (item.name, item.slug)


def _sites(plant: _Plant) -> Numbered:
    for item in plant.topology.sites:
        yield item.id, (item.name, item.slug, item.status, plant.tenant(item.tenant_id), item.description)


def _locations(plant: _Plant) -> Numbered:
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


def _racks(plant: _Plant) -> Numbered:
    for item in plant.topology.racks:
        yield (
            item.id,
            (
                plant.site(item.site_id),
                plant.location(item.location_id),
                item.name,
                item.facility_id,
                plant.tenant(item.tenant_id),
                item.status,
                item.u_height,
                item.description,
            ),
        )


def _device_types(plant: _Plant) -> Numbered:
    for item in plant.topology.device_types:
        yield (
            item.id,
            (item.manufacturer, item.model, item.slug, item.part_number, item.u_height, item.is_full_depth),
        )


def _devices(plant: _Plant) -> Numbered:
    for item in plant.topology.devices:
        kind = plant.topology.device_types[item.device_type_id - 1] if item.device_type_id else None
        if kind is None:
            plant.notes.append(
                "a device without a device type has an empty device_type, which NetBox refuses: fill it in"
            )
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


def _panels(plant: _Plant) -> Numbered:
    for item in plant.topology.power_panels:
        yield (
            item.id,
            (plant.site(item.site_id), plant.location(item.location_id), item.name, item.description, item.comments),
        )


def _feeds(plant: _Plant) -> Numbered:
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


def _ports(plant: _Plant) -> Numbered:
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


def _outlets(plant: _Plant) -> Numbered:
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


def _cables(plant: _Plant) -> Numbered:
    for item in plant.topology.cables:
        if len(item.a) != 1 or len(item.b) != 1:
            plant.notes.append("NetBox's import takes one termination on each end; other cables are left out")
            continue
        a, b = _end(plant, item.a[0]), _end(plant, item.b[0])
        if a is None or b is None:
            continue
        yield (
            item.id,
            (
                *a,
                *b,
                item.type,
                item.status.value,
                item.profile,
                plant.tenant(item.tenant_id),
                item.label,
                item.color,
                item.length,
                item.length_unit,
                item.description,
            ),
        )


def _addressable(plant: _Plant, device_id: int) -> str:
    """The device's name; NetBox's import has no other way to name one."""
    name = plant.topology.devices[device_id - 1].name
    if not name:
        plant.notes.append(
            "what belongs to a device without a name is left out: NetBox's import cannot name the device"
        )
    return name


def _end(plant: _Plant, end: Termination) -> tuple[Cell, ...] | None:
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


def _text(columns: Sequence[str], rows: Rows) -> str:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return file.getvalue()


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


_END = ("site", "device", "power_panel", "type", "name")

_TABLES: tuple[tuple[ModelKind, str, Sequence[str], Callable[[_Plant], Numbered]], ...] = (
    (ModelKind.TENANT, "tenants", ("name", "slug"), _tenants),
    (ModelKind.SITE, "sites", ("name", "slug", "status", "tenant", "description"), _sites),
    (
        ModelKind.LOCATION,
        "locations",
        ("site", "name", "slug", "parent", "status", "tenant", "description"),
        _locations,
    ),
    (
        ModelKind.RACK,
        "racks",
        ("site", "location", "name", "facility_id", "tenant", "status", "u_height", "description"),
        _racks,
    ),
    (
        ModelKind.DEVICE_TYPE,
        "device-types",
        ("manufacturer", "model", "slug", "part_number", "u_height", "is_full_depth"),
        _device_types,
    ),
    (ModelKind.POWER_PANEL, "power-panels", ("site", "location", "name", "description", "comments"), _panels),
    (
        ModelKind.POWER_FEED,
        "power-feeds",
        (
            "site", "power_panel", "location", "rack", "name", "status", "type", "mark_connected", "supply", "phase",
            "voltage", "amperage", "max_utilization", "tenant", "description", "comments",
        ),
        _feeds,
    ),
    (
        ModelKind.DEVICE,
        "devices",
        (
            "name", "role", "tenant", "manufacturer", "device_type", "serial", "asset_tag", "status", "site",
            "location", "rack", "position", "face", "description",
        ),
        _devices,
    ),
    (
        ModelKind.POWER_PORT,
        "power-ports",
        ("device", "name", "label", "type", "mark_connected", "maximum_draw", "allocated_draw", "description"),
        _ports,
    ),
    (
        ModelKind.POWER_OUTLET,
        "power-outlets",
        ("device", "name", "label", "type", "color", "mark_connected", "power_port", "feed_leg", "description"),
        _outlets,
    ),
    (
        ModelKind.CABLE,
        "cables",
        (
            *(f"side_a_{column}" for column in _END),
            *(f"side_b_{column}" for column in _END),
            "type", "status", "profile", "tenant", "label", "color", "length", "length_unit", "description",
        ),
        _cables,
    ),
)  # fmt: skip
"""In the order in which NetBox wants them: each after what its rows name."""
