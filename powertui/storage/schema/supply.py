"""Where power comes from: panels and their feeds."""

from sqlalchemy import Boolean, Column, Double, Integer, String, Table, Text

from powertui.domain.choices import FeedStatus, FeedType, Phase, Side, Supply
from powertui.storage.schema.base import Choice, metadata, netbox_id, reference

power_panel = Table(
    "power_panel",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site_id", reference("site.id"), nullable=False),
    Column("name", String(100), nullable=False),
    Column("location_id", reference("location.id")),
    Column("side", Choice(Side)),
    Column("description", String(200), nullable=False),
    Column("comments", Text, nullable=False),
    netbox_id(),
    Column("rated_current_a", Double),
    Column("breaker_positions", Integer),
    # Without foreign keys: feeds refer to panels already, and the model's own check sees to these.
    Column("fed_by_feed_id", Integer),
    Column("fed_by_device_id", Integer),
)

power_feed = Table(
    "power_feed",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("power_panel_id", reference("power_panel.id"), nullable=False),
    Column("name", String(100), nullable=False),
    Column("rack_id", reference("rack.id")),
    Column("status", Choice(FeedStatus), nullable=False),
    Column("type", Choice(FeedType), nullable=False),
    Column("supply", Choice(Supply), nullable=False),
    Column("phase", Choice(Phase), nullable=False),
    Column("voltage_v", Integer, nullable=False),
    Column("amperage_a", Integer, nullable=False),
    Column("max_utilization_pct", Integer, nullable=False),
    Column("mark_connected", Boolean, nullable=False),
    Column("tenant_id", reference("tenant.id")),
    Column("description", String(200), nullable=False),
    Column("comments", Text, nullable=False),
    netbox_id(),
    Column("side", Choice(Side)),
    Column("breaker_position", String(50), nullable=False),
    Column("reported_as", String(100), nullable=False, server_default=""),
)
