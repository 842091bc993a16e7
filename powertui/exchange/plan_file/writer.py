"""A topology to a plan file: explicit, in one order, nothing that its reader would add by itself."""

from collections.abc import Iterable

from powertui.domain.instantiate import resolved_templates
from powertui.domain.merge_kinds import ModelKind
from powertui.domain.topology import Cable, Device, DeviceType, PowerPanel, Tenant, Topology
from powertui.exchange.canonical import canonical
from powertui.exchange.plan_file.components import outlet_of, port_of
from powertui.exchange.plan_file.contents import Contents
from powertui.exchange.plan_file.language import escape_name
from powertui.exchange.plan_file.records import (
    branch_values,
    device_values,
    feed_values,
    location_values,
    outlet_template_values,
    outlet_values,
    panel_values,
    poll_values,
    port_template_values,
    port_values,
    rack_values,
    site_values,
    slug_values,
    type_values,
)
from powertui.exchange.plan_file.yaml_text import Block, Flow, Value, lines

HEAD = "# A plan of power: what there is, and what is cabled to what. Written by powertui.\nplan: 1\n"


def plan_text(topology: Topology) -> str:
    """The text of a plan file; the same plant gives the same text."""
    contents = Contents(canonical(topology))
    sections: tuple[tuple[str, Iterable[Block | Flow]], ...] = (
        ("tenants", [_tenant(contents, tenant) for tenant in contents.plant.tenants]),
        ("device_types", [_type(contents, kind) for kind in contents.plant.device_types]),
        ("sites", [_site(contents, number) for number in range(1, len(contents.plant.sites) + 1)]),
        ("cables", [_cable(contents, cable) for cable in contents.plant.cables]),
        ("poll_targets", [Flow(poll_values(contents, target)) for target in contents.loose_targets]),
    )
    text = HEAD
    for name, items in sections:
        written = "\n".join(lines(items, "  "))
        if written:
            text += f"\n{name}:\n{written}\n"
    return text


def _tenant(contents: Contents, tenant: Tenant) -> Flow:
    return Flow(
        (
            ("name", escape_name(tenant.name)),
            *slug_values(tenant.name, tenant.slug),
            *contents.key_values(ModelKind.TENANT, tenant.id),
            *_netbox(tenant.netbox_id),
        )
    )


def _netbox(number: int | None) -> tuple[tuple[str, Value], ...]:
    return () if number is None else (("netbox_id", number),)


def _type(contents: Contents, kind: DeviceType) -> Block:
    return Block(
        type_values(contents, kind),
        (
            *_some("power_ports", tuple(Flow(port_template_values(item)) for item in kind.power_ports)),
            *_some("power_outlets", tuple(Flow(outlet_template_values(item)) for item in kind.power_outlets)),
        ),
    )


def _some(key: str, items: tuple[Block | Flow, ...]) -> tuple[tuple[str, tuple[Block | Flow, ...]], ...]:
    return ((key, items),) if items else ()


def _site(contents: Contents, site_id: int) -> Block:
    site = contents.plant.sites[site_id - 1]
    return Block(site_values(contents, site), _inside(contents, site_id, None))


def _inside(
    contents: Contents, site_id: int, location_id: int | None
) -> tuple[tuple[str, tuple[Block | Flow, ...]], ...]:
    here = (site_id, location_id)
    return (
        *_some(
            "locations",
            tuple(
                Block(location_values(contents, item), _inside(contents, site_id, item.id))
                for item in contents.locations[here]
            ),
        ),
        *_some("panels", tuple(_panel(contents, panel) for panel in contents.panels[here])),
        *_some(
            "racks",
            tuple(
                Block(
                    rack_values(contents, rack),
                    _some("devices", tuple(_device(contents, item) for item in contents.racked[rack.id])),
                )
                for rack in contents.racks[here]
            ),
        ),
        *_some("devices", tuple(_device(contents, item) for item in contents.unracked[here])),
    )


def _panel(contents: Contents, panel: PowerPanel) -> Block:
    return Block(
        panel_values(contents, panel),
        _some("feeds", tuple(Flow(feed_values(contents, feed)) for feed in contents.feeds[panel.id])),
    )


def _device(contents: Contents, device: Device) -> Block:
    branches = tuple(Flow(branch_values(contents, item)) for item in contents.branches[device.id])
    return Block(device_values(contents, device), (*_components(contents, device), *_some("branches", branches)))


def _components(contents: Contents, device: Device) -> tuple[tuple[str, tuple[Block | Flow, ...]], ...]:
    """The ports and outlets, unless they are just what the device's type gives."""
    ports, outlets = contents.ports[device.id], contents.outlets[device.id]
    if device.device_type_id is None:
        return (
            *_some("power_ports", tuple(Flow(port_values(contents, item)) for item in ports)),
            *_some("power_outlets", tuple(Flow(outlet_values(contents, item)) for item in outlets)),
        )
    if _is_as_its_type(contents, device):
        return ()
    return (
        ("power_ports", tuple(Flow(port_values(contents, item)) for item in ports)),
        ("power_outlets", tuple(Flow(outlet_values(contents, item)) for item in outlets)),
    )


def _is_as_its_type(contents: Contents, device: Device) -> bool:
    made = resolved_templates(contents.plant.device_types[(device.device_type_id or 0) - 1])
    ports = {port.name: port for port in contents.ports[device.id]}
    outlets = {outlet.name: outlet for outlet in contents.outlets[device.id]}
    if len(ports) != len(made.power_ports) or len(outlets) != len(made.power_outlets):
        return False
    if any((ModelKind.POWER_PORT, port.id) in contents.keys for port in ports.values()) or any(
        (ModelKind.POWER_OUTLET, outlet.id) in contents.keys for outlet in outlets.values()
    ):
        # A key needs a line to stand on.
        return False
    for template in made.power_ports:
        port = ports.get(template.name)
        if port is None or port != port_of(template, port.id, device.id):
            return False
    for socket in made.power_outlets:
        outlet = outlets.get(socket.name)
        fed_by = ports.get(socket.power_port)
        if outlet is None or outlet != outlet_of(socket, outlet.id, device.id, fed_by.id if fed_by else None):
            return False
    return True


def _cable(contents: Contents, cable: Cable) -> Flow:
    a, b = (tuple(contents.end(end) for end in ends) for ends in (cable.a, cable.b))
    values: tuple[tuple[str, Value | tuple[Value, ...]], ...] = (
        *((("status", cable.status.value),) if cable.status is not Cable(0, (), ()).status else ()),
        *(
            (key, value)
            for key, value in (
                ("label", cable.label),
                ("type", cable.type),
                ("profile", cable.profile),
                ("color", cable.color),
                ("length", cable.length),
                ("length_unit", cable.length_unit),
                ("tenant", contents.tenant(cable.tenant_id)),
                ("description", cable.description),
                ("bundle", cable.bundle),
            )
            if value not in ("", None)
        ),
        *_netbox(cable.netbox_id),
    )
    if not values and len(a) == 1 and len(b) == 1:
        return Flow((), f"{a[0]} -- {b[0]}")
    ends: tuple[tuple[str, Value | tuple[Value, ...]], ...] = (("a", a), ("b", b))
    return Flow((*((key, one[0] if len(one) == 1 else one) for key, one in ends if one), *values))  # type: ignore[arg-type, index]  # both are tuples of texts
