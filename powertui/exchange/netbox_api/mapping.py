"""From NetBox's rows to the domain's objects: ids are NetBox's, names stay as they are."""

from collections.abc import Iterable

from powertui.domain.choices import CableStatus, FeedLeg, FeedStatus, FeedType, OutletStatus, Phase, Supply
from powertui.domain.topology import (
    Cable,
    DeviceType,
    Location,
    PowerFeed,
    PowerOutlet,
    PowerPanel,
    PowerPort,
    Rack,
    Site,
    Tenant,
    Termination,
)
from powertui.exchange import values
from powertui.exchange.netbox_api.rows import Row
from powertui.exchange.values import Unusable

POWER_OBJECT_TYPES = tuple(values.NETBOX_TERMINATIONS)
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
        starting_unit=row.whole("starting_unit") or 1,
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
    a, b = (_terminations(row.rows(field)) for field in ("a_terminations", "b_terminations"))
    foreign = [end for end in (*a, *b) if isinstance(end, Unusable)]
    if len(foreign) == len(a) + len(b):
        return None
    if foreign:
        row.note(f"joins a power component and {foreign[0].given}, which is none; left out")
        return None
    bundle = row.nested("bundle")
    return Cable(
        id=row.id,
        a=tuple(end for end in a if not isinstance(end, Unusable)),
        b=tuple(end for end in b if not isinstance(end, Unusable)),
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
        # Cables have bundles since NetBox 4.6.
        bundle=bundle.text("name") if bundle else "",
    )


def _terminations(rows: Iterable[Row]) -> list[Termination | Unusable]:
    found: list[Termination | Unusable] = []
    for row in rows:
        kind = values.termination_kind(row.text("object_type"))
        if isinstance(kind, Unusable):
            found.append(kind)
        else:
            found.append(Termination(kind, row.required_reference("object_id")))
    return found


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
