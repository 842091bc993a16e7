"""Devices with their ports, outlets and branches, and the types that they are made after."""

from sqlalchemy import Boolean, Column, Double, Integer, String, Table

from powertui.domain.choices import FeedLeg, OutletStatus
from powertui.domain.reading import Leg
from powertui.storage.schema.base import Choice, metadata, netbox_id, reference

device_type = Table(
    "device_type",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("manufacturer", String(100), nullable=False),
    Column("model", String(100), nullable=False),
    Column("slug", String(100), nullable=False),
    Column("u_height", Double, nullable=False),
    Column("is_full_depth", Boolean, nullable=False),
    Column("part_number", String(50), nullable=False),
    netbox_id(),
)

power_port_template = Table(
    "power_port_template",
    metadata,
    Column("device_type_id", reference("device_type.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", String(64), nullable=False),
    Column("label", String(64), nullable=False),
    Column("type", String(50), nullable=False),
    Column("maximum_draw_w", Integer),
    Column("allocated_draw_w", Integer),
    Column("description", String(200), nullable=False),
)

power_outlet_template = Table(
    "power_outlet_template",
    metadata,
    Column("device_type_id", reference("device_type.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", String(64), nullable=False),
    Column("label", String(64), nullable=False),
    Column("type", String(50), nullable=False),
    Column("color", String(6), nullable=False),
    Column("power_port", String(64), nullable=False),
    Column("feed_leg", Choice(FeedLeg)),
    Column("description", String(200), nullable=False),
)

device = Table(
    "device",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site_id", reference("site.id"), nullable=False),
    Column("name", String(64), nullable=False),
    Column("role", String(100), nullable=False),
    Column("location_id", reference("location.id")),
    Column("rack_id", reference("rack.id")),
    Column("position_u", Double),
    Column("height_u", Double, nullable=False),
    Column("model", String(100), nullable=False),
    Column("device_type_id", reference("device_type.id")),
    Column("face", String(10), nullable=False),
    Column("status", String(50), nullable=False),
    Column("tenant_id", reference("tenant.id")),
    Column("serial", String(50), nullable=False),
    Column("asset_tag", String(50), nullable=False),
    Column("description", String(200), nullable=False),
    netbox_id(),
    Column("rated_current_a", Double),
    Column("polled_via_id", Integer),
    Column("polled_unit", String(50), nullable=False, server_default=""),
)

power_port = Table(
    "power_port",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("device_id", reference("device.id"), nullable=False),
    Column("name", String(64), nullable=False),
    Column("type", String(50), nullable=False),
    Column("maximum_draw_w", Integer),
    Column("allocated_draw_w", Integer),
    Column("mark_connected", Boolean, nullable=False),
    Column("label", String(64), nullable=False),
    Column("description", String(200), nullable=False),
    netbox_id(),
)

power_outlet = Table(
    "power_outlet",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("device_id", reference("device.id"), nullable=False),
    Column("name", String(64), nullable=False),
    Column("type", String(50), nullable=False),
    # Indexed: whoever removes a port has to find its outlets.
    Column("power_port_id", reference("power_port.id"), index=True),
    Column("feed_leg", Choice(FeedLeg)),
    Column("status", Choice(OutletStatus), nullable=False),
    Column("label", String(64), nullable=False),
    Column("mark_connected", Boolean, nullable=False),
    Column("color", String(6), nullable=False),
    Column("description", String(200), nullable=False),
    netbox_id(),
    Column("line_pair", Choice(Leg)),
    Column("reported_as", String(100), nullable=False, server_default=""),
)

pdu_branch = Table(
    "pdu_branch",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("device_id", reference("device.id"), nullable=False),
    Column("name", String(64), nullable=False),
    Column("leg", Choice(Leg)),
    Column("rated_current_a", Double),
)

pdu_branch_outlet = Table(
    "pdu_branch_outlet",
    metadata,
    Column("branch_id", reference("pdu_branch.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("outlet_id", reference("power_outlet.id"), nullable=False),
)
