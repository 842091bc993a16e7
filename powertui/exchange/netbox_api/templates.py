"""Templates of power ports and outlets, which NetBox lists apart from the device types that they belong to."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from powertui.domain.choices import FeedLeg
from powertui.domain.topology import DeviceType, PowerOutletTemplate, PowerPortTemplate
from powertui.exchange.netbox_api.failure import shown
from powertui.exchange.netbox_api.rows import Notes, Row


@dataclass(frozen=True, slots=True)
class PortOfType:
    """A power port's template, and the device type that has it."""

    id: int
    device_type_id: int
    template: PowerPortTemplate


@dataclass(frozen=True, slots=True)
class OutletOfType:
    """A power outlet's template, the device type that has it, and the port template that it hangs on."""

    id: int
    device_type_id: int
    template: PowerOutletTemplate
    power_port_id: int | None = None


def port_template(row: Row) -> PortOfType | None:
    """None for a module type's, and for one of no type."""
    device_type_id = _owner(row)
    if device_type_id is None:
        return None
    template = PowerPortTemplate(
        name=row.text("name"),
        label=row.text("label"),
        type=row.slug("type"),
        maximum_draw_w=row.whole("maximum_draw"),
        allocated_draw_w=row.whole("allocated_draw"),
        description=row.text("description"),
    )
    return PortOfType(row.id, device_type_id, template)


def outlet_template(row: Row) -> OutletOfType | None:
    """None for a module type's, and for one of no type."""
    device_type_id = _owner(row)
    if device_type_id is None:
        return None
    port = row.nested("power_port")
    template = PowerOutletTemplate(
        name=row.text("name"),
        label=row.text("label"),
        type=row.slug("type"),
        color=row.text("color"),
        power_port=port.text("name") if port else "",
        feed_leg=row.optional_choice("feed_leg", FeedLeg),
        description=row.text("description"),
    )
    return OutletOfType(row.id, device_type_id, template, row.reference("power_port"))


def with_templates(
    device_types: Iterable[DeviceType], ports: Iterable[PortOfType], outlets: Iterable[OutletOfType], notes: Notes
) -> tuple[DeviceType, ...]:
    """The types with their templates; an outlet on a port of another type, which NetBox refuses, is left out."""
    ports_of: dict[int, list[PowerPortTemplate]] = {}
    outlets_of: dict[int, list[PowerOutletTemplate]] = {}
    owners: dict[int | None, int] = {}
    for port in ports:
        ports_of.setdefault(port.device_type_id, []).append(port.template)
        owners[port.id] = port.device_type_id
    for outlet in outlets:
        if owners.get(outlet.power_port_id, outlet.device_type_id) == outlet.device_type_id:
            outlets_of.setdefault(outlet.device_type_id, []).append(outlet.template)
            continue
        notes.add(
            f"power outlet template {shown(outlet.template.name)} (NetBox {outlet.id}): its power port "
            f"{shown(outlet.template.power_port)} is another device type's; left out"
        )
    return tuple(
        replace(
            kind,
            power_ports=tuple(ports_of.get(kind.id, ())),
            power_outlets=tuple(outlets_of.get(kind.id, ())),
        )
        for kind in device_types
    )


def _owner(row: Row) -> int | None:
    owner = row.reference("device_type")
    if owner is None and row.reference("module_type") is None:
        row.note("belongs to neither a device type nor a module type; left out")
    return owner
