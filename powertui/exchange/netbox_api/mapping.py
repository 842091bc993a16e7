"""From NetBox's rows to the domain's objects: ids are NetBox's, names stay as they are."""

from dataclasses import dataclass

from powertui.domain.choices import CableStatus, FeedLeg, FeedStatus, FeedType, OutletStatus, Phase, Supply
from powertui.domain.choices import TerminationKind as Kind
from powertui.domain.topology import (
    Cable,
    DeviceType,
    Location,
    PowerFeed,
    PowerOutlet,
    PowerOutletTemplate,
    PowerPanel,
    PowerPort,
    PowerPortTemplate,
    Rack,
    Site,
    Tenant,
    Termination,
)
from powertui.exchange.netbox_api.rows import Row

_KINDS = {
    "dcim.powerfeed": Kind.POWER_FEED,
    "dcim.powerport": Kind.POWER_PORT,
    "dcim.poweroutlet": Kind.POWER_OUTLET,
}
POWER_OBJECT_TYPES = tuple(_KINDS)
"""What a power cable ends at, as NetBox's content types."""


def tenant(row: Row) -> Tenant:
    return Tenant(row.id, row.text("name"), row.text("slug"), row.id)


def site(row: Row) -> Site:
    return Site(
        id=row.id,
        name=row.text("name"),
        slug=row.text("slug"),
        status=row.slug("status") or "active",
        tenant_id=row.reference("tenant"),
        description=row.text("description"),
        netbox_id=row.id,
    )


def location(row: Row) -> Location:
    return Location(
        id=row.id,
        site_id=row.required_reference("site"),
        name=row.text("name"),
        slug=row.text("slug"),
        parent_id=row.reference("parent"),
        status=row.slug("status") or "active",
        tenant_id=row.reference("tenant"),
        description=row.text("description"),
        netbox_id=row.id,
    )


def rack(row: Row) -> Rack:
    return Rack(
        id=row.id,
        site_id=row.required_reference("site"),
        name=row.text("name"),
        location_id=row.reference("location"),
        u_height=row.whole("u_height") or 42,
        status=row.slug("status") or "active",
        facility_id=row.text("facility_id"),
        tenant_id=row.reference("tenant"),
        description=row.text("description"),
        netbox_id=row.id,
    )


def power_panel(row: Row) -> PowerPanel:
    return PowerPanel(
        id=row.id,
        site_id=row.required_reference("site"),
        name=row.text("name"),
        location_id=row.reference("location"),
        description=row.text("description"),
        comments=row.text("comments"),
        netbox_id=row.id,
    )


def power_feed(row: Row) -> PowerFeed | None:
    """None where NetBox withholds what makes it a feed: its capacity cannot be guessed."""
    voltage_v, amperage_a = row.whole("voltage"), row.whole("amperage")
    max_utilization_pct = row.whole("max_utilization")
    if voltage_v is None or amperage_a is None or max_utilization_pct is None:
        row.note("lacks its voltage, amperage or max_utilization; left out")
        return None
    return PowerFeed(
        id=row.id,
        power_panel_id=row.required_reference("power_panel"),
        name=row.text("name"),
        rack_id=row.reference("rack"),
        status=row.choice("status", FeedStatus, FeedStatus.ACTIVE),
        type=row.choice("type", FeedType, FeedType.PRIMARY),
        supply=row.choice("supply", Supply, Supply.AC),
        phase=row.choice("phase", Phase, Phase.SINGLE),
        voltage_v=voltage_v,
        amperage_a=amperage_a,
        max_utilization_pct=max_utilization_pct,
        mark_connected=row.flag("mark_connected"),
        tenant_id=row.reference("tenant"),
        description=row.text("description"),
        comments=row.text("comments"),
        netbox_id=row.id,
    )


def power_port(row: Row) -> PowerPort:
    return PowerPort(
        id=row.id,
        device_id=row.required_reference("device"),
        name=row.text("name"),
        type=row.slug("type"),
        maximum_draw_w=row.whole("maximum_draw"),
        allocated_draw_w=row.whole("allocated_draw"),
        mark_connected=row.flag("mark_connected"),
        label=row.text("label"),
        description=row.text("description"),
        netbox_id=row.id,
    )


def power_outlet(row: Row) -> PowerOutlet:
    return PowerOutlet(
        id=row.id,
        device_id=row.required_reference("device"),
        name=row.text("name"),
        type=row.slug("type"),
        power_port_id=row.reference("power_port"),
        feed_leg=row.optional_choice("feed_leg", FeedLeg),
        # Outlets have a status since NetBox 4.3.
        status=row.choice("status", OutletStatus, OutletStatus.ENABLED),
        label=row.text("label"),
        mark_connected=row.flag("mark_connected"),
        color=row.text("color"),
        description=row.text("description"),
        netbox_id=row.id,
    )


def cable(row: Row) -> Cable | None:
    """A power cable; None for any other, also for one that has lost both its ends."""
    ends = row.rows("a_terminations"), row.rows("b_terminations")
    kinds = {_KINDS.get(end.text("object_type")) for end in (*ends[0], *ends[1])}
    if not kinds - {None}:
        return None
    if None in kinds:
        row.note("joins a power component and something that is none; left out")
        return None
    a, b = (tuple(_termination(end) for end in side) for side in ends)
    return Cable(
        id=row.id,
        a=a,
        b=b,
        status=row.choice("status", CableStatus, CableStatus.CONNECTED),
        label=row.text("label"),
        type=row.slug("type"),
        profile=row.slug("profile"),
        color=row.text("color"),
        length=row.number("length"),
        length_unit=row.slug("length_unit"),
        tenant_id=row.reference("tenant"),
        description=row.text("description"),
        netbox_id=row.id,
    )


def _termination(row: Row) -> Termination:
    return Termination(_KINDS[row.text("object_type")], row.required_reference("object_id"))


@dataclass(frozen=True, slots=True)
class OfType:
    """A template and the device type that it belongs to."""

    device_type_id: int
    template: PowerPortTemplate | PowerOutletTemplate


def port_template(row: Row) -> OfType | None:
    """None for a module type's."""
    device_type_id = row.reference("device_type")
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
    return OfType(device_type_id, template)


def outlet_template(row: Row) -> OfType | None:
    """None for a module type's."""
    device_type_id = row.reference("device_type")
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
    return OfType(device_type_id, template)


def device_type(row: Row) -> DeviceType:
    """Without its templates, which come in lists of their own."""
    manufacturer = row.nested("manufacturer")
    u_height = row.number("u_height")
    return DeviceType(
        id=row.id,
        manufacturer=manufacturer.text("name") if manufacturer else "",
        model=row.text("model"),
        slug=row.text("slug"),
        u_height=1.0 if u_height is None else float(u_height),
        is_full_depth=row.flag("is_full_depth"),
        part_number=row.text("part_number"),
        netbox_id=row.id,
    )
