"""What is polled, what of it is known, and the newest that it measured."""

from sqlalchemy import BigInteger, Boolean, Column, Double, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from powertui.domain.reading import Leg, PollOutcome, SubjectKind
from powertui.storage.schema.base import Choice, metadata, reference

poll_target = Table(
    "poll_target",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("host", String(255), nullable=False),
    Column("port", Integer, nullable=False),
    Column("credential", String(100), nullable=False),
    Column("family", String(50), nullable=False),
    Column("interval_s", Double),
    Column("device_id", reference("device.id", ondelete="SET NULL")),
    Column("power_panel_id", reference("power_panel.id", ondelete="SET NULL")),
)

subject = Table(
    "subject",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("target_id", reference("poll_target.id"), nullable=False),
    Column("position", Integer),
    Column("kind", Choice(SubjectKind), nullable=False),
    Column("key", String(100), nullable=False),
    Column("unit", String(50), nullable=False),
    Column("snmp_index", String(255), nullable=False),
    Column("label", String(100), nullable=False),
    Column("name", String(255), nullable=False),
    Column("leg", Choice(Leg)),
    Column("branch", String(100), nullable=False),
    Column("quantities", String(255), nullable=False),
    Column("facts", Text, nullable=False),
    Column("power_port_id", reference("power_port.id", ondelete="SET NULL")),
    Column("power_outlet_id", reference("power_outlet.id", ondelete="SET NULL")),
    # Without a foreign key: SQLite adds none to a table that exists. It is looked up in the model, never joined.
    Column("power_feed_id", Integer),
    UniqueConstraint("target_id", "kind", "key"),
)

latest = Table(
    "latest",
    metadata,
    Column("target_id", reference("poll_target.id"), primary_key=True),
    Column("revision", BigInteger, nullable=False, index=True),
    Column("description_revision", BigInteger, nullable=False),
    Column("family", String(50), nullable=False),
    Column("vendor", String(100), nullable=False),
    Column("model", String(255), nullable=False),
    Column("serial", String(255), nullable=False),
    Column("firmware", String(255), nullable=False),
    Column("attempted_at_s", Double),
    Column("outcome", Choice(PollOutcome), nullable=False),
    Column("detail", Text, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("sampled_at_s", Double),
    Column("latency_s", Double),
    Column("uptime_s", Double),
    Column("rebooted_at_s", Double),
    # The newest batch: 64-bit little-endian integers, and one byte of quality each, in the subjects' order.
    Column("values", LargeBinary, nullable=False),
    Column("qualities", LargeBinary, nullable=False),
)

revision = Table(
    "revision",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

energy_total = Table(
    "energy_total",
    metadata,
    # The fields of `domain.energy.EnergyTotal`.
    Column("subject_id", reference("subject.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("lifetime_wh", Double, nullable=False),
    Column("counter_wh", BigInteger),
    Column("at_s", Double, nullable=False),
    Column("moved_at_s", Double, nullable=False),
    Column("power_w", Double),
    Column("pending_wh", Double, nullable=False),
    Column("is_pending_known", Boolean, nullable=False),
    Column("is_pending_whole", Boolean, nullable=False),
    Column("segment", Integer, nullable=False),
    Column("serial", String(255), nullable=False),
    Column("checked_counter_wh", Double, nullable=False),
    Column("checked_power_wh", Double, nullable=False),
    Column("is_drift_told", Boolean, nullable=False),
    # Not of it: kept by the statement that stores a total.
    Column("since_s", Double),
    Column("wraps", Integer, nullable=False, server_default="0"),
    Column("falls", Integer, nullable=False, server_default="0"),
)

target_warning = Table(
    "target_warning",
    metadata,
    Column("target_id", reference("poll_target.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("kind", Choice(SubjectKind)),
    Column("key", String(100), nullable=False),
    Column("quantity", Integer),
    Column("is_scale", Boolean, nullable=False),
    Column("text", Text, nullable=False),
)

# From which a collector takes a device up again without a discovery; only it knows what stands in it.
discovery_note = Table(
    "discovery_note",
    metadata,
    Column("target_id", reference("poll_target.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("noted_at_s", Double, nullable=False),
    Column("notes", LargeBinary, nullable=False),
)
