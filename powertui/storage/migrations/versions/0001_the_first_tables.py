"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _model()
    _readings()


def _model() -> None:
    op.create_table(
        "device_type",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("manufacturer", sa.String(length=100), nullable=False),
        sa.Column("model", sa.String(length=100), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("u_height", sa.Double(), nullable=False),
        sa.Column("is_full_depth", sa.Boolean(), nullable=False),
        sa.Column("part_number", sa.String(length=50), nullable=False),
        sa.Column("netbox_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_type")),
    )
    op.create_index(op.f("ix_device_type_netbox_id"), "device_type", ["netbox_id"], unique=False)
    op.create_table(
        "tenant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("netbox_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenant")),
    )
    op.create_index(op.f("ix_tenant_netbox_id"), "tenant", ["netbox_id"], unique=False)
    op.create_table(
        "cable",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("type", sa.String(length=50), nullable=False),
        sa.Column("profile", sa.String(length=50), nullable=False),
        sa.Column("color", sa.String(length=6), nullable=False),
        sa.Column("length", sa.Double(), nullable=True),
        sa.Column("length_unit", sa.String(length=10), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("netbox_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_cable_tenant_id"), deferrable=True, initially="IMMEDIATE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cable")),
    )
    op.create_index(op.f("ix_cable_netbox_id"), "cable", ["netbox_id"], unique=False)
    op.create_table(
        "power_outlet_template",
        sa.Column("device_type_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=50), nullable=False),
        sa.Column("color", sa.String(length=6), nullable=False),
        sa.Column("power_port", sa.String(length=64), nullable=False),
        sa.Column("feed_leg", sa.String(length=20), nullable=True),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_type_id"],
            ["device_type.id"],
            name=op.f("fk_power_outlet_template_device_type_id"),
            deferrable=True,
            initially="IMMEDIATE",
        ),
        sa.PrimaryKeyConstraint("device_type_id", "position", name=op.f("pk_power_outlet_template")),
    )
    op.create_table(
        "power_port_template",
        sa.Column("device_type_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=50), nullable=False),
        sa.Column("maximum_draw_w", sa.Integer(), nullable=True),
        sa.Column("allocated_draw_w", sa.Integer(), nullable=True),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_type_id"],
            ["device_type.id"],
            name=op.f("fk_power_port_template_device_type_id"),
            deferrable=True,
            initially="IMMEDIATE",
        ),
        sa.PrimaryKeyConstraint("device_type_id", "position", name=op.f("pk_power_port_template")),
    )
    op.create_table(
        "site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("status", sa.String(length=50), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("netbox_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_site_tenant_id"), deferrable=True, initially="IMMEDIATE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
    )
    op.create_index(op.f("ix_site_netbox_id"), "site", ["netbox_id"], unique=False)
    op.create_table(
        "cable_termination",
        sa.Column("cable_id", sa.Integer(), nullable=False),
        sa.Column("cable_end", sa.String(length=1), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cable_id"],
            ["cable.id"],
            name=op.f("fk_cable_termination_cable_id"),
            deferrable=True,
            initially="IMMEDIATE",
        ),
        sa.PrimaryKeyConstraint("cable_id", "cable_end", "position", name=op.f("pk_cable_termination")),
        sa.UniqueConstraint("kind", "object_id", name=op.f("uq_cable_termination_kind_object_id")),
    )
    op.create_table(
        "location",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=50), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("netbox_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["location.id"], name=op.f("fk_location_parent_id"), deferrable=True, initially="IMMEDIATE"
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_location_site_id"), deferrable=True, initially="IMMEDIATE"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_location_tenant_id"), deferrable=True, initially="IMMEDIATE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
    )
    op.create_index(op.f("ix_location_netbox_id"), "location", ["netbox_id"], unique=False)
    op.create_table(
        "power_panel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=True),
        sa.Column("side", sa.String(length=20), nullable=True),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("comments", sa.Text(), nullable=False),
        sa.Column("netbox_id", sa.Integer(), nullable=True),
        sa.Column("rated_current_a", sa.Double(), nullable=True),
        sa.Column("breaker_positions", sa.Integer(), nullable=True),
        sa.Column("fed_by_feed_id", sa.Integer(), nullable=True),
        sa.Column("fed_by_device_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["location_id"],
            ["location.id"],
            name=op.f("fk_power_panel_location_id"),
            deferrable=True,
            initially="IMMEDIATE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_power_panel_site_id"), deferrable=True, initially="IMMEDIATE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_power_panel")),
    )
    op.create_index(op.f("ix_power_panel_netbox_id"), "power_panel", ["netbox_id"], unique=False)
    op.create_table(
        "rack",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=True),
        sa.Column("u_height", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=50), nullable=False),
        sa.Column("facility_id", sa.String(length=50), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("netbox_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_rack_location_id"), deferrable=True, initially="IMMEDIATE"
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_rack_site_id"), deferrable=True, initially="IMMEDIATE"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_rack_tenant_id"), deferrable=True, initially="IMMEDIATE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rack")),
    )
    op.create_index(op.f("ix_rack_netbox_id"), "rack", ["netbox_id"], unique=False)
    op.create_table(
        "device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=100), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=True),
        sa.Column("rack_id", sa.Integer(), nullable=True),
        sa.Column("position_u", sa.Double(), nullable=True),
        sa.Column("height_u", sa.Double(), nullable=False),
        sa.Column("model", sa.String(length=100), nullable=False),
        sa.Column("device_type_id", sa.Integer(), nullable=True),
        sa.Column("face", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=50), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("serial", sa.String(length=50), nullable=False),
        sa.Column("asset_tag", sa.String(length=50), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("netbox_id", sa.Integer(), nullable=True),
        sa.Column("rated_current_a", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_type_id"],
            ["device_type.id"],
            name=op.f("fk_device_device_type_id"),
            deferrable=True,
            initially="IMMEDIATE",
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_device_location_id"), deferrable=True, initially="IMMEDIATE"
        ),
        sa.ForeignKeyConstraint(
            ["rack_id"], ["rack.id"], name=op.f("fk_device_rack_id"), deferrable=True, initially="IMMEDIATE"
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_device_site_id"), deferrable=True, initially="IMMEDIATE"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_device_tenant_id"), deferrable=True, initially="IMMEDIATE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
    )
    op.create_index(op.f("ix_device_netbox_id"), "device", ["netbox_id"], unique=False)
    op.create_table(
        "power_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("power_panel_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("rack_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("supply", sa.String(length=20), nullable=False),
        sa.Column("phase", sa.String(length=20), nullable=False),
        sa.Column("voltage_v", sa.Integer(), nullable=False),
        sa.Column("amperage_a", sa.Integer(), nullable=False),
        sa.Column("max_utilization_pct", sa.Integer(), nullable=False),
        sa.Column("mark_connected", sa.Boolean(), nullable=False),
        sa.Column("tenant_id", sa.Integer(), nullable=True),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("comments", sa.Text(), nullable=False),
        sa.Column("netbox_id", sa.Integer(), nullable=True),
        sa.Column("side", sa.String(length=20), nullable=True),
        sa.Column("breaker_position", sa.String(length=50), nullable=False),
        sa.ForeignKeyConstraint(
            ["power_panel_id"],
            ["power_panel.id"],
            name=op.f("fk_power_feed_power_panel_id"),
            deferrable=True,
            initially="IMMEDIATE",
        ),
        sa.ForeignKeyConstraint(
            ["rack_id"], ["rack.id"], name=op.f("fk_power_feed_rack_id"), deferrable=True, initially="IMMEDIATE"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_power_feed_tenant_id"), deferrable=True, initially="IMMEDIATE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_power_feed")),
    )
    op.create_index(op.f("ix_power_feed_netbox_id"), "power_feed", ["netbox_id"], unique=False)
    op.create_table(
        "pdu_branch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("rated_current_a", sa.Double(), nullable=False),
        sa.Column("leg", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_pdu_branch_device_id"), deferrable=True, initially="IMMEDIATE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pdu_branch")),
    )
    op.create_table(
        "power_port",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=50), nullable=False),
        sa.Column("maximum_draw_w", sa.Integer(), nullable=True),
        sa.Column("allocated_draw_w", sa.Integer(), nullable=True),
        sa.Column("mark_connected", sa.Boolean(), nullable=False),
        sa.Column("label", sa.String(length=64), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("netbox_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_power_port_device_id"), deferrable=True, initially="IMMEDIATE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_power_port")),
    )
    op.create_index(op.f("ix_power_port_netbox_id"), "power_port", ["netbox_id"], unique=False)
    op.create_table(
        "power_outlet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=50), nullable=False),
        sa.Column("power_port_id", sa.Integer(), nullable=True),
        sa.Column("feed_leg", sa.String(length=20), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=64), nullable=False),
        sa.Column("mark_connected", sa.Boolean(), nullable=False),
        sa.Column("color", sa.String(length=6), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("netbox_id", sa.Integer(), nullable=True),
        sa.Column("line_pair", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_power_outlet_device_id"), deferrable=True, initially="IMMEDIATE"
        ),
        sa.ForeignKeyConstraint(
            ["power_port_id"],
            ["power_port.id"],
            name=op.f("fk_power_outlet_power_port_id"),
            deferrable=True,
            initially="IMMEDIATE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_power_outlet")),
    )
    op.create_index(op.f("ix_power_outlet_netbox_id"), "power_outlet", ["netbox_id"], unique=False)
    op.create_index(op.f("ix_power_outlet_power_port_id"), "power_outlet", ["power_port_id"], unique=False)
    op.create_table(
        "pdu_branch_outlet",
        sa.Column("branch_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["branch_id"],
            ["pdu_branch.id"],
            name=op.f("fk_pdu_branch_outlet_branch_id"),
            deferrable=True,
            initially="IMMEDIATE",
        ),
        sa.ForeignKeyConstraint(
            ["outlet_id"],
            ["power_outlet.id"],
            name=op.f("fk_pdu_branch_outlet_outlet_id"),
            deferrable=True,
            initially="IMMEDIATE",
        ),
        sa.PrimaryKeyConstraint("branch_id", "position", name=op.f("pk_pdu_branch_outlet")),
    )


def _readings() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=50), nullable=False),
        sa.Column("object_kind", sa.String(length=20), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=100), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("object_name", sa.String(length=100), nullable=False),
        sa.Column("limit_name", sa.String(length=100), nullable=False),
        sa.Column("limit_value", sa.Double(), nullable=True),
        sa.Column("measured_value", sa.Double(), nullable=True),
        sa.Column("peak_value", sa.Double(), nullable=True),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("began_at_s", sa.Double(), nullable=False),
        sa.Column("seen_at_s", sa.Double(), nullable=False),
        sa.Column("cleared_at_s", sa.Double(), nullable=True),
        sa.Column("acknowledged_at_s", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    op.create_index(op.f("ix_alert_cleared_at_s"), "alert", ["cleared_at_s"], unique=False)
    op.create_index(
        "uq_alert_open",
        "alert",
        ["rule", "object_kind", "object_id", "part"],
        unique=True,
        sqlite_where=sa.text("cleared_at_s IS NULL"),
        postgresql_where=sa.text("cleared_at_s IS NULL"),
    )
    op.create_table(
        "change_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at_s", sa.Double(), nullable=False),
        sa.Column("source", sa.String(length=50), nullable=False),
        sa.Column("who", sa.String(length=100), nullable=False),
        sa.Column("object_name", sa.String(length=255), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_log")),
    )
    op.create_table(
        "cycle",
        sa.Column("slot_s", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("interval_s", sa.Double(), nullable=False),
        sa.Column("started_at_s", sa.Double(), nullable=False),
        sa.Column("took_s", sa.Double(), nullable=False),
        sa.Column("polled", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("value_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("slot_s", name=op.f("pk_cycle")),
    )
    op.create_table(
        "history",
        sa.Column("slot_s", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("offset_ms", sa.Integer(), nullable=False),
        sa.Column("quality", sa.Integer(), nullable=False),
        sa.Column("current_ma", sa.BigInteger(), nullable=True),
        sa.Column("voltage_mv", sa.BigInteger(), nullable=True),
        sa.Column("active_power_mw", sa.BigInteger(), nullable=True),
        sa.Column("apparent_power_mva", sa.BigInteger(), nullable=True),
        sa.Column("power_factor_milli", sa.BigInteger(), nullable=True),
        sa.Column("energy_wh", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("slot_s", "subject_id", name=op.f("pk_history")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "poller_lease",
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("interval_s", sa.Double(), nullable=False),
        sa.Column("heartbeat_s", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_poller_lease")),
    )
    op.create_table(
        "poll_target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("credential", sa.String(length=100), nullable=False),
        sa.Column("family", sa.String(length=50), nullable=False),
        sa.Column("interval_s", sa.Double(), nullable=True),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("power_panel_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["device_id"],
            ["device.id"],
            name=op.f("fk_poll_target_device_id"),
            ondelete="SET NULL",
            deferrable=True,
            initially="IMMEDIATE",
        ),
        sa.ForeignKeyConstraint(
            ["power_panel_id"],
            ["power_panel.id"],
            name=op.f("fk_poll_target_power_panel_id"),
            ondelete="SET NULL",
            deferrable=True,
            initially="IMMEDIATE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_target")),
    )
    op.create_table(
        "latest",
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("description_revision", sa.BigInteger(), nullable=False),
        sa.Column("family", sa.String(length=50), nullable=False),
        sa.Column("vendor", sa.String(length=100), nullable=False),
        sa.Column("model", sa.String(length=255), nullable=False),
        sa.Column("serial", sa.String(length=255), nullable=False),
        sa.Column("firmware", sa.String(length=255), nullable=False),
        sa.Column("attempted_at_s", sa.Double(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("sampled_at_s", sa.Double(), nullable=True),
        sa.Column("latency_s", sa.Double(), nullable=True),
        sa.Column("uptime_s", sa.Double(), nullable=True),
        sa.Column("rebooted_at_s", sa.Double(), nullable=True),
        sa.Column("values", sa.LargeBinary(), nullable=False),
        sa.Column("qualities", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["target_id"], ["poll_target.id"], name=op.f("fk_latest_target_id"), deferrable=True, initially="IMMEDIATE"
        ),
        sa.PrimaryKeyConstraint("target_id", name=op.f("pk_latest")),
    )
    op.create_index(op.f("ix_latest_revision"), "latest", ["revision"], unique=False)
    op.create_table(
        "poll_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("requested_at_s", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["target_id"],
            ["poll_target.id"],
            name=op.f("fk_poll_request_target_id"),
            deferrable=True,
            initially="IMMEDIATE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_request")),
    )
    op.create_table(
        "subject",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("unit", sa.String(length=50), nullable=False),
        sa.Column("snmp_index", sa.String(length=255), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("leg", sa.String(length=20), nullable=True),
        sa.Column("branch", sa.String(length=100), nullable=False),
        sa.Column("quantities", sa.String(length=255), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("power_port_id", sa.Integer(), nullable=True),
        sa.Column("power_outlet_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["power_outlet_id"],
            ["power_outlet.id"],
            name=op.f("fk_subject_power_outlet_id"),
            ondelete="SET NULL",
            deferrable=True,
            initially="IMMEDIATE",
        ),
        sa.ForeignKeyConstraint(
            ["power_port_id"],
            ["power_port.id"],
            name=op.f("fk_subject_power_port_id"),
            ondelete="SET NULL",
            deferrable=True,
            initially="IMMEDIATE",
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["poll_target.id"], name=op.f("fk_subject_target_id"), deferrable=True, initially="IMMEDIATE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject")),
        sa.UniqueConstraint("target_id", "kind", "key", name=op.f("uq_subject_target_id_kind_key")),
    )
