"""Ports, outlets and branches of a plan's devices, and the templates of its device types."""

from collections.abc import Mapping

from powertui.domain.choices import FeedLeg, OutletStatus
from powertui.domain.instantiate import resolved_templates
from powertui.domain.merge_kinds import ModelKind
from powertui.domain.reading import Leg
from powertui.domain.topology import (
    Device,
    DeviceType,
    PduBranch,
    PowerOutlet,
    PowerOutletTemplate,
    PowerPort,
    PowerPortTemplate,
)
from powertui.exchange.plan_file.draft import Draft
from powertui.exchange.plan_file.language import plain
from powertui.exchange.plan_file.repeat import Item, finished, items, texts
from powertui.exchange.problems import quoted


def read_ports(parent: Item, draft: Draft, device: Device) -> dict[str, int]:
    """A device's own power ports; returns their ids by name."""
    ids: dict[str, int] = {}
    for item in items(parent.fields.items("power_ports"), "power port", draft, parent.scope):
        fields = item.fields
        port = PowerPort(
            draft.next_id(ModelKind.POWER_PORT),
            device.id,
            item.name,
            fields.text("type"),
            fields.whole("maximum_draw_w"),
            fields.whole("allocated_draw_w"),
            fields.flag("mark_connected"),
            fields.text("label"),
            fields.text("description"),
            fields.whole("netbox_id"),
        )
        draft.put(ModelKind.POWER_PORT, port, (parent.scope.values["site"], device.name, item.name), fields)
        if ids.setdefault(port.name, port.id) != port.id:
            draft.problems.add(fields.place("name"), f"{quoted(device.name)} has two power ports {quoted(port.name)}")
        finished(item, "a power port")
    return ids


def read_outlets(parent: Item, draft: Draft, device: Device, ports: Mapping[str, int]) -> None:
    """A device's own power outlets, with the ids of its ports by name."""
    for item in items(parent.fields.items("power_outlets"), "power outlet", draft, parent.scope):
        fields = item.fields
        fed_by = fields.text("power_port")
        if fed_by and fed_by not in ports:
            known = ", ".join(quoted(name) for name in ports) or "none"
            draft.problems.add(
                fields.place("power_port"), f"{quoted(device.name)} has no power port {quoted(fed_by)}; it has {known}"
            )
        outlet = PowerOutlet(
            draft.next_id(ModelKind.POWER_OUTLET),
            device.id,
            item.name,
            fields.text("type"),
            ports.get(fed_by) if fed_by else None,
            fields.optional_choice("feed_leg", FeedLeg),
            fields.choice("status", OutletStatus.ENABLED),
            fields.text("label"),
            fields.flag("mark_connected"),
            fields.text("color"),
            fields.text("description"),
            fields.whole("netbox_id"),
            fields.optional_choice("line_pair", Leg),
            fields.text("reported_as"),
        )
        draft.put(ModelKind.POWER_OUTLET, outlet, (parent.scope.values["site"], device.name, item.name), fields)
        finished(item, "a power outlet")


def read_branches(parent: Item, draft: Draft, device: Device) -> None:
    """A PDU's banks or breakers; their outlets are found once types have given theirs."""
    for item in items(parent.fields.items("branches"), "branch", draft, parent.scope):
        fields = item.fields
        branch = PduBranch(
            draft.next_id(ModelKind.PDU_BRANCH),
            device.id,
            item.name,
            fields.number("rated_current_a"),
            fields.optional_choice("leg", Leg),
        )
        draft.objects[ModelKind.PDU_BRANCH].append(branch)
        outlets = tuple(plain(named.text) for named in texts(fields, "outlets", draft, item.scope))
        draft.branch_outlets.append((branch.id, outlets, fields.place("outlets")))
        finished(item, "a branch")


def make_components(draft: Draft, device: Device, kind: DeviceType) -> None:
    """Give a device the ports and outlets of its type."""
    made = resolved_templates(kind)
    path = draft.names.path(ModelKind.DEVICE, device.id)
    ports: dict[str, int] = {}
    for template in made.power_ports:
        port = port_of(template, draft.next_id(ModelKind.POWER_PORT), device.id)
        ports[port.name] = port.id
        draft.objects[ModelKind.POWER_PORT].append(port)
        draft.names.add(ModelKind.POWER_PORT, port.id, (*path, port.name))
    for socket in made.power_outlets:
        outlet = outlet_of(socket, draft.next_id(ModelKind.POWER_OUTLET), device.id, ports.get(socket.power_port))
        draft.objects[ModelKind.POWER_OUTLET].append(outlet)
        draft.names.add(ModelKind.POWER_OUTLET, outlet.id, (*path, outlet.name))


def port_of(template: PowerPortTemplate, number: int, device_id: int) -> PowerPort:
    """The port that a template makes."""
    return PowerPort(
        number,
        device_id,
        template.name,
        template.type,
        template.maximum_draw_w,
        template.allocated_draw_w,
        label=template.label,
        description=template.description,
    )


def outlet_of(template: PowerOutletTemplate, number: int, device_id: int, power_port_id: int | None) -> PowerOutlet:
    """The outlet that a template makes."""
    return PowerOutlet(
        number,
        device_id,
        template.name,
        template.type,
        power_port_id,
        template.feed_leg,
        label=template.label,
        color=template.color,
        description=template.description,
    )
