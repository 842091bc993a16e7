"""The keys and values of each kind of object in a plan file: what is not as its reader would assume."""

from collections.abc import Iterable

from powertui.domain.merge_kinds import ModelKind
from powertui.domain.poll_target import PollTarget
from powertui.domain.topology import (
    Device,
    DeviceType,
    Location,
    PduBranch,
    PowerFeed,
    PowerOutlet,
    PowerOutletTemplate,
    PowerPanel,
    PowerPort,
    PowerPortTemplate,
    Rack,
    Site,
)
from powertui.exchange.plan_file.contents import Contents
from powertui.exchange.plan_file.language import escape, escape_name
from powertui.exchange.plan_file.yaml_text import Flow, Value
from powertui.exchange.slugs import slug_of

Pairs = tuple[tuple[str, Value], ...]
Values = tuple[tuple[str, Value | tuple[Value, ...]], ...]
BlockValues = tuple[tuple[str, Value | Flow | tuple[Value, ...]], ...]

_FEED = PowerFeed(0, 0, "")


def _given(pairs: Iterable[tuple[str, Value]]) -> Pairs:
    """Those that say something."""
    return tuple((key, value) for key, value in pairs if value is not None and value != "" and value is not False)


def slug_values(name: str, slug: str) -> Pairs:
    """A slug that the name does not give."""
    return () if slug == slug_of(name) else (("slug", escape(slug)),)


def _status(status: str) -> str | None:
    return None if status == "active" else escape(status)


def site_values(contents: Contents, site: Site) -> Pairs:
    return (
        ("name", escape_name(site.name)),
        *slug_values(site.name, site.slug),
        *contents.key_values(ModelKind.SITE, site.id),
        *_given(
            (
                ("status", _status(site.status)),
                ("tenant", contents.tenant(site.tenant_id)),
                ("description", escape(site.description)),
                ("netbox_id", site.netbox_id),
            )
        ),
    )


def location_values(contents: Contents, location: Location) -> Pairs:
    return (
        ("name", escape_name(location.name)),
        *slug_values(location.name, location.slug),
        *contents.key_values(ModelKind.LOCATION, location.id),
        *_given(
            (
                ("status", _status(location.status)),
                ("tenant", contents.tenant(location.tenant_id)),
                ("description", escape(location.description)),
                ("netbox_id", location.netbox_id),
            )
        ),
    )


def rack_values(contents: Contents, rack: Rack) -> Pairs:
    return (
        ("name", escape_name(rack.name)),
        *contents.key_values(ModelKind.RACK, rack.id),
        *_given(
            (
                ("u_height", None if rack.u_height == 42 else rack.u_height),
                ("starting_unit", None if rack.starting_unit == 1 else rack.starting_unit),
                ("status", _status(rack.status)),
                ("facility_id", escape(rack.facility_id)),
                ("tenant", contents.tenant(rack.tenant_id)),
                ("description", escape(rack.description)),
                ("netbox_id", rack.netbox_id),
            )
        ),
    )


def panel_values(contents: Contents, panel: PowerPanel) -> BlockValues:
    site = contents.site_name(panel.site_id)
    source = _given(
        (
            ("feed", contents.reference(ModelKind.POWER_FEED, panel.fed_by_feed_id, site)),
            ("device", contents.reference(ModelKind.DEVICE, panel.fed_by_device_id, site)),
        )
    )
    return (
        ("name", escape_name(panel.name)),
        *contents.key_values(ModelKind.POWER_PANEL, panel.id),
        *_given(
            (
                ("side", panel.side.value if panel.side else None),
                ("rated_current_a", panel.rated_current_a),
                ("breaker_positions", panel.breaker_positions),
                ("description", escape(panel.description)),
                ("comments", escape(panel.comments)),
                ("netbox_id", panel.netbox_id),
            )
        ),
        *((("fed_by", Flow(source)),) if source else ()),
        *_poll(contents, contents.panel_target.get(panel.id), panel.name),
    )


def feed_values(contents: Contents, feed: PowerFeed) -> Pairs:
    site = contents.site_name(contents.plant.power_panels[feed.power_panel_id - 1].site_id)
    return (
        ("name", escape_name(feed.name)),
        *contents.key_values(ModelKind.POWER_FEED, feed.id),
        *_given(
            (
                ("rack", contents.reference(ModelKind.RACK, feed.rack_id, site)),
                ("status", None if feed.status is _FEED.status else feed.status.value),
                ("type", None if feed.type is _FEED.type else feed.type.value),
                ("supply", None if feed.supply is _FEED.supply else feed.supply.value),
                ("phase", None if feed.phase is _FEED.phase else feed.phase.value),
            )
        ),
        ("voltage_v", feed.voltage_v),
        ("amperage_a", feed.amperage_a),
        *_given(
            (
                (
                    "max_utilization_pct",
                    None if feed.max_utilization_pct == _FEED.max_utilization_pct else feed.max_utilization_pct,
                ),
                ("mark_connected", feed.mark_connected),
                ("side", feed.side.value if feed.side else None),
                ("breaker_position", escape(feed.breaker_position)),
                ("reported_as", escape(feed.reported_as)),
                ("tenant", contents.tenant(feed.tenant_id)),
                ("description", escape(feed.description)),
                ("comments", escape(feed.comments)),
                ("netbox_id", feed.netbox_id),
            )
        ),
    )


def device_values(contents: Contents, device: Device) -> BlockValues:
    plant = contents.plant
    kind = plant.device_types[device.device_type_id - 1] if device.device_type_id else None
    site = contents.site_name(device.site_id)
    rack = plant.racks[device.rack_id - 1] if device.rack_id else None
    is_elsewhere = rack is not None and rack.location_id != device.location_id
    location = contents.reference(ModelKind.LOCATION, device.location_id, site)
    return (
        ("name", escape_name(device.name)),
        *contents.key_values(ModelKind.DEVICE, device.id),
        *_given(
            (
                ("type", contents.reference(ModelKind.DEVICE_TYPE, device.device_type_id, site)),
                ("role", escape(device.role)),
                ("position_u", device.position_u),
                ("face", escape(device.face)),
                ("height_u", None if device.height_u == (kind.u_height if kind else 1) else device.height_u),
            )
        ),
        *(() if device.model == (kind.model if kind else "") else (("model", escape(device.model)),)),
        *((("location", location),) if is_elsewhere else ()),
        *_given(
            (
                ("status", _status(device.status)),
                ("tenant", contents.tenant(device.tenant_id)),
                ("serial", escape(device.serial)),
                ("asset_tag", escape(device.asset_tag)),
                ("description", escape(device.description)),
                ("rated_current_a", device.rated_current_a),
                ("polled_via", contents.reference(ModelKind.DEVICE, device.polled_via_id, site)),
                ("polled_unit", escape(device.polled_unit)),
                ("netbox_id", device.netbox_id),
            )
        ),
        *_poll(contents, contents.device_target.get(device.id), device.name),
    )


def port_values(contents: Contents, port: PowerPort) -> Pairs:
    return (
        ("name", escape_name(port.name)),
        *contents.key_values(ModelKind.POWER_PORT, port.id),
        *_given(
            (
                ("label", escape(port.label)),
                ("type", escape(port.type)),
                ("maximum_draw_w", port.maximum_draw_w),
                ("allocated_draw_w", port.allocated_draw_w),
                ("mark_connected", port.mark_connected),
                ("description", escape(port.description)),
                ("netbox_id", port.netbox_id),
            )
        ),
    )


def outlet_values(contents: Contents, outlet: PowerOutlet) -> Pairs:
    port = contents.plant.power_ports[outlet.power_port_id - 1] if outlet.power_port_id else None
    return (
        ("name", escape_name(outlet.name)),
        *contents.key_values(ModelKind.POWER_OUTLET, outlet.id),
        *_given(
            (
                ("label", escape(outlet.label)),
                ("type", escape(outlet.type)),
                ("power_port", escape(port.name) if port else None),
                ("feed_leg", outlet.feed_leg.value if outlet.feed_leg else None),
                ("line_pair", outlet.line_pair.value if outlet.line_pair else None),
                ("reported_as", escape(outlet.reported_as)),
                ("status", None if outlet.status.value == "enabled" else outlet.status.value),
                ("mark_connected", outlet.mark_connected),
                ("color", escape(outlet.color)),
                ("description", escape(outlet.description)),
                ("netbox_id", outlet.netbox_id),
            )
        ),
    )


def branch_values(contents: Contents, branch: PduBranch) -> Values:
    outlets = tuple(escape_name(contents.plant.power_outlets[number - 1].name) for number in branch.outlet_ids)
    return (
        ("name", escape_name(branch.name)),
        *((("rated_current_a", branch.rated_current_a),) if branch.rated_current_a is not None else ()),
        *((("leg", branch.leg.value),) if branch.leg else ()),
        *((("outlets", outlets),) if outlets else ()),
    )


def _poll(contents: Contents, target: PollTarget | None, owner: str) -> tuple[tuple[str, Flow], ...]:
    if target is None:
        return ()
    values = poll_values(contents, target)
    return (("poll", Flow(values[1:] if target.name == owner else values)),)


def poll_values(contents: Contents, target: PollTarget) -> Pairs:
    is_loose = target in contents.loose_targets
    return (
        ("name", escape_name(target.name) if is_loose else escape(target.name)),
        ("host", escape(target.host)),
        *_given(
            (
                ("port", None if target.port == 161 else target.port),
                ("credential", escape(target.credential)),
                ("family", escape(target.family)),
                ("interval_s", target.interval_s),
            )
        ),
        *(
            _given(
                (
                    ("device", contents.reference(ModelKind.DEVICE, target.device_id, "")),
                    ("panel", contents.reference(ModelKind.POWER_PANEL, target.power_panel_id, "")),
                )
            )
            if is_loose
            else ()
        ),
    )


def type_values(contents: Contents, kind: DeviceType) -> Pairs:
    """Types are no place for placeholders: their texts mean what they say."""
    return (
        ("manufacturer", kind.manufacturer),
        ("model", kind.model),
        ("slug", kind.slug),
        *contents.key_values(ModelKind.DEVICE_TYPE, kind.id),
        *(() if kind.u_height == 1 else (("u_height", kind.u_height),)),
        *(() if kind.is_full_depth else (("is_full_depth", False),)),
        *_given((("part_number", kind.part_number), ("netbox_id", kind.netbox_id))),
    )


def port_template_values(port: PowerPortTemplate) -> Pairs:
    return (
        ("name", _template_name(port.name)),
        *_given(
            (
                ("label", port.label),
                ("type", port.type),
                ("maximum_draw_w", port.maximum_draw_w),
                ("allocated_draw_w", port.allocated_draw_w),
                ("description", port.description),
            )
        ),
    )


def outlet_template_values(outlet: PowerOutletTemplate) -> Pairs:
    return (
        ("name", _template_name(outlet.name)),
        *_given(
            (
                ("label", outlet.label),
                ("type", outlet.type),
                ("power_port", outlet.power_port),
                ("feed_leg", outlet.feed_leg.value if outlet.feed_leg else None),
                ("color", outlet.color),
                ("description", outlet.description),
            )
        ),
    )


def _template_name(name: str) -> str:
    """A name that is no range; its braces (`{module}`) need no escape here."""
    return name.replace("\\", "\\\\").replace("..", ".\\.")
