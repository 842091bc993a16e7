"""The tables. Columns of the model are named as the fields of `domain.topology`; moments are seconds since the epoch.

Measured values are integers, round(value x 1000), as `domain.reading.MILLI` says.
"""

from enum import Enum
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.types import TypeDecorator

from powertui.domain.alerts import ObjectKind, Transition
from powertui.domain.choices import (
    CableStatus,
    FeedLeg,
    FeedStatus,
    FeedType,
    OutletStatus,
    Phase,
    Side,
    Supply,
    TerminationKind,
)
from powertui.domain.events import EventKind
from powertui.domain.notify.log import DeliveryOutcome
from powertui.domain.notify.notice import NotificationState
from powertui.domain.reading import Leg, PollOutcome, SubjectKind

_E = TypeVar("_E", bound=Enum)


class Choice(TypeDecorator[_E], Generic[_E]):
    """An enum, stored as its value (NetBox's slug)."""

    impl = String(20)
    cache_ok = True

    def __init__(self, enum: type[_E]) -> None:
        super().__init__()
        self.enum = enum
        self._members = {member.value: member for member in enum}

    def process_bind_param(self, value: _E | None, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else value.value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> _E | None:  # noqa: ARG002 - the same
        return None if value is None else self._members[value]


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _reference(column: str, *, ondelete: str | None = None) -> ForeignKey:
    # Deferrable: an import removes, renames and adds in one transaction, and only its end has to fit together.
    return ForeignKey(column, deferrable=True, initially="IMMEDIATE", ondelete=ondelete)


def _netbox_id() -> Column[int]:
    return Column("netbox_id", Integer, index=True)


tenant = Table(
    "tenant",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("slug", String(100), nullable=False),
    _netbox_id(),
)

site = Table(
    "site",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("slug", String(100), nullable=False),
    Column("status", String(50), nullable=False),
    Column("tenant_id", _reference("tenant.id")),
    Column("description", String(200), nullable=False),
    _netbox_id(),
)

location = Table(
    "location",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site_id", _reference("site.id"), nullable=False),
    Column("name", String(100), nullable=False),
    Column("slug", String(100), nullable=False),
    Column("parent_id", _reference("location.id")),
    Column("status", String(50), nullable=False),
    Column("tenant_id", _reference("tenant.id")),
    Column("description", String(200), nullable=False),
    _netbox_id(),
)

rack = Table(
    "rack",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site_id", _reference("site.id"), nullable=False),
    Column("name", String(100), nullable=False),
    Column("location_id", _reference("location.id")),
    Column("u_height", Integer, nullable=False),
    Column("status", String(50), nullable=False),
    Column("facility_id", String(50), nullable=False),
    Column("tenant_id", _reference("tenant.id")),
    Column("description", String(200), nullable=False),
    _netbox_id(),
    Column("starting_unit", Integer, nullable=False, server_default="1"),
)

power_panel = Table(
    "power_panel",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site_id", _reference("site.id"), nullable=False),
    Column("name", String(100), nullable=False),
    Column("location_id", _reference("location.id")),
    Column("side", Choice(Side)),
    Column("description", String(200), nullable=False),
    Column("comments", Text, nullable=False),
    _netbox_id(),
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
    Column("power_panel_id", _reference("power_panel.id"), nullable=False),
    Column("name", String(100), nullable=False),
    Column("rack_id", _reference("rack.id")),
    Column("status", Choice(FeedStatus), nullable=False),
    Column("type", Choice(FeedType), nullable=False),
    Column("supply", Choice(Supply), nullable=False),
    Column("phase", Choice(Phase), nullable=False),
    Column("voltage_v", Integer, nullable=False),
    Column("amperage_a", Integer, nullable=False),
    Column("max_utilization_pct", Integer, nullable=False),
    Column("mark_connected", Boolean, nullable=False),
    Column("tenant_id", _reference("tenant.id")),
    Column("description", String(200), nullable=False),
    Column("comments", Text, nullable=False),
    _netbox_id(),
    Column("side", Choice(Side)),
    Column("breaker_position", String(50), nullable=False),
    Column("reported_as", String(100), nullable=False, server_default=""),
)

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
    _netbox_id(),
)

power_port_template = Table(
    "power_port_template",
    metadata,
    Column("device_type_id", _reference("device_type.id"), primary_key=True),
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
    Column("device_type_id", _reference("device_type.id"), primary_key=True),
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
    Column("site_id", _reference("site.id"), nullable=False),
    Column("name", String(64), nullable=False),
    Column("role", String(100), nullable=False),
    Column("location_id", _reference("location.id")),
    Column("rack_id", _reference("rack.id")),
    Column("position_u", Double),
    Column("height_u", Double, nullable=False),
    Column("model", String(100), nullable=False),
    Column("device_type_id", _reference("device_type.id")),
    Column("face", String(10), nullable=False),
    Column("status", String(50), nullable=False),
    Column("tenant_id", _reference("tenant.id")),
    Column("serial", String(50), nullable=False),
    Column("asset_tag", String(50), nullable=False),
    Column("description", String(200), nullable=False),
    _netbox_id(),
    Column("rated_current_a", Double),
    Column("polled_via_id", Integer),
    Column("polled_unit", String(50), nullable=False, server_default=""),
)

power_port = Table(
    "power_port",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("device_id", _reference("device.id"), nullable=False),
    Column("name", String(64), nullable=False),
    Column("type", String(50), nullable=False),
    Column("maximum_draw_w", Integer),
    Column("allocated_draw_w", Integer),
    Column("mark_connected", Boolean, nullable=False),
    Column("label", String(64), nullable=False),
    Column("description", String(200), nullable=False),
    _netbox_id(),
)

power_outlet = Table(
    "power_outlet",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("device_id", _reference("device.id"), nullable=False),
    Column("name", String(64), nullable=False),
    Column("type", String(50), nullable=False),
    # Indexed: whoever removes a port has to find its outlets.
    Column("power_port_id", _reference("power_port.id"), index=True),
    Column("feed_leg", Choice(FeedLeg)),
    Column("status", Choice(OutletStatus), nullable=False),
    Column("label", String(64), nullable=False),
    Column("mark_connected", Boolean, nullable=False),
    Column("color", String(6), nullable=False),
    Column("description", String(200), nullable=False),
    _netbox_id(),
    Column("line_pair", Choice(Leg)),
    Column("reported_as", String(100), nullable=False, server_default=""),
)

pdu_branch = Table(
    "pdu_branch",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("device_id", _reference("device.id"), nullable=False),
    Column("name", String(64), nullable=False),
    Column("leg", Choice(Leg)),
    Column("rated_current_a", Double),
)

pdu_branch_outlet = Table(
    "pdu_branch_outlet",
    metadata,
    Column("branch_id", _reference("pdu_branch.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("outlet_id", _reference("power_outlet.id"), nullable=False),
)

cable = Table(
    "cable",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("status", Choice(CableStatus), nullable=False),
    Column("label", String(100), nullable=False),
    Column("type", String(50), nullable=False),
    Column("profile", String(50), nullable=False),
    Column("color", String(6), nullable=False),
    Column("length", Double),
    Column("length_unit", String(10), nullable=False),
    Column("tenant_id", _reference("tenant.id")),
    Column("description", String(200), nullable=False),
    _netbox_id(),
    Column("bundle", String(100), nullable=False, server_default=""),
)

cable_termination = Table(
    "cable_termination",
    metadata,
    Column("cable_id", _reference("cable.id"), primary_key=True),
    Column("cable_end", String(1), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", Choice(TerminationKind), nullable=False),
    Column("object_id", Integer, nullable=False),
    UniqueConstraint("kind", "object_id"),
)

change_log = Table(
    "change_log",
    metadata,
    # Its greatest id is the model's revision: readers that hold an older one load the model again.
    Column("id", Integer, primary_key=True),
    Column("at_s", Double, nullable=False),
    Column("source", String(50), nullable=False),
    Column("who", String(100), nullable=False),
    Column("object_name", String(255), nullable=False),
    Column("summary", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
)

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
    Column("device_id", _reference("device.id", ondelete="SET NULL")),
    Column("power_panel_id", _reference("power_panel.id", ondelete="SET NULL")),
)

subject = Table(
    "subject",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("target_id", _reference("poll_target.id"), nullable=False),
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
    Column("power_port_id", _reference("power_port.id", ondelete="SET NULL")),
    Column("power_outlet_id", _reference("power_outlet.id", ondelete="SET NULL")),
    # Without a foreign key: SQLite adds none to a table that exists. It is looked up in the model, never joined.
    Column("power_feed_id", Integer),
    UniqueConstraint("target_id", "kind", "key"),
)

latest = Table(
    "latest",
    metadata,
    Column("target_id", _reference("poll_target.id"), primary_key=True),
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

history = Table(
    "history",
    metadata,
    # Clustered by time first: clustered by subject, each cycle would write to every page.
    Column("slot_s", BigInteger, primary_key=True, autoincrement=False),
    Column("subject_id", Integer, primary_key=True, autoincrement=False),
    Column("offset_ms", Integer, nullable=False),
    Column("quality", Integer, nullable=False),
    Column("current_ma", BigInteger),
    Column("voltage_mv", BigInteger),
    Column("active_power_mw", BigInteger),
    Column("apparent_power_mva", BigInteger),
    Column("power_factor_milli", BigInteger),
    Column("energy_wh", BigInteger),
    # An OutletState as it is: most are 0 or 1, which SQLite keeps in no byte.
    Column("state", Integer),
    sqlite_with_rowid=False,
    # A partition for each day, which goes at once. Here PostgreSQL has only what was read before it had `history_poll`.
    postgresql_partition_by="RANGE (slot_s)",
)

# PostgreSQL's history: all of a poll in one row (`packed_poll`), clustered by time, a partition for each day.
history_poll = Table(
    "history_poll",
    metadata,
    Column("slot_s", BigInteger, primary_key=True, autoincrement=False),
    Column("layout_id", BigInteger, primary_key=True, autoincrement=False),
    Column("offset_ms", Integer, nullable=False),
    Column("packed", LargeBinary, nullable=False),
    postgresql_partition_by="RANGE (slot_s)",
)

# The layouts that the rows of a day have, and whose they are; they go with the day.
history_layout = Table(
    "history_layout",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("target_id", Integer, primary_key=True, autoincrement=False),
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("parts", LargeBinary, nullable=False),
)

# The slots that history has rows for, or could have had: to read a subject's rows is a look-up in each.
history_slot = Table(
    "history_slot",
    metadata,
    Column("slot_s", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
)

# How far rollups and compaction have come.
history_mark = Table(
    "history_mark",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("until_s", BigInteger, nullable=False),
)

# Quarters of an hour that were written to after they had been rolled up.
history_redo = Table(
    "history_redo",
    metadata,
    Column("bucket_s", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("writes", Integer, nullable=False),
)

# A subject's readings of a closed day. `id` is day << 32 | subject: clustered by day, and on SQLite the row's own id.
history_block = Table(
    "history_block",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("samples", Integer, nullable=False),
    Column("packed", LargeBinary, nullable=False),
)

# Quarters of an hour of the days that are not closed, clustered by time; closed days are in `rollup_block`.
rollup = Table(
    "rollup",
    metadata,
    Column("bucket_s", BigInteger, primary_key=True, autoincrement=False),
    Column("subject_id", Integer, primary_key=True, autoincrement=False),
    Column("coverage_permille", Integer, nullable=False),
    Column("energy_wh", BigInteger),
    Column("energy_end_wh", BigInteger),
    Column("packed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# A subject's closed day in quarters of an hour. `id` is subject << 20 | day: clustered by subject.
rollup_block = Table(
    "rollup_block",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("packed", LargeBinary, nullable=False),
)

# A subject's closed day as a whole; `id` as in `rollup_block`.
rollup_day = Table(
    "rollup_day",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("coverage_permille", Integer, nullable=False),
    Column("energy_wh", BigInteger),
    Column("energy_end_wh", BigInteger),
    Column("packed", LargeBinary, nullable=False),
)

cycle = Table(
    "cycle",
    metadata,
    Column("slot_s", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False, index=True),
    Column("interval_s", Double, nullable=False),
    Column("started_at_s", Double, nullable=False),
    Column("took_s", Double, nullable=False),
    Column("polled", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("value_count", Integer, nullable=False),
    Column("shed", Integer, nullable=False, server_default="0"),
)

poller_lease = Table(
    "poller_lease",
    metadata,
    Column("name", String(50), primary_key=True),
    Column("host", String(255), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("interval_s", Double, nullable=False),
    Column("heartbeat_s", Double, nullable=False),
)

poll_request = Table(
    "poll_request",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("target_id", _reference("poll_target.id"), nullable=False),
    Column("requested_at_s", Double, nullable=False),
)

event = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at_s", Double, nullable=False, index=True),
    Column("kind", Choice(EventKind), nullable=False),
    # No foreign key: an event outlives its target, and one that is removed meanwhile must not make a poll's rows fail.
    Column("target_id", Integer),
    Column("target_name", String(100), nullable=False),
    Column("source", String(64), nullable=False),
    Column("oid", String(255), nullable=False),
    Column("name", String(100), nullable=False),
    Column("detail", Text, nullable=False),
)

alert = Table(
    "alert",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("rule", String(50), nullable=False),
    Column("object_kind", String(20), nullable=False),
    Column("object_id", Integer, nullable=False),
    Column("part", String(100), nullable=False),
    Column("severity", Integer, nullable=False),
    Column("object_name", String(100), nullable=False),
    Column("limit_name", String(100), nullable=False),
    Column("limit_value", Double),
    Column("measured_value", Double),
    Column("peak_value", Double),
    Column("unit", String(10), nullable=False),
    Column("message", Text, nullable=False),
    Column("began_at_s", Double, nullable=False),
    Column("seen_at_s", Double, nullable=False),
    Column("cleared_at_s", Double, index=True),
    Column("acknowledged_at_s", Double),
    Column("acknowledged_by", String(100), nullable=False, server_default=""),
    Column("fired_at_s", Double),
    Column("silenced_until_s", Double),
    Column("silenced_why", String(200), nullable=False, server_default=""),
    # Not a reference: what explains an alert may be gone before it.
    Column("caused_by_id", Integer),
    # JSON: the fields of `domain.alerts.FirstMover`; empty without one.
    Column("first_mover", Text, nullable=False, server_default=""),
    Column("raises", Integer, nullable=False, server_default="1"),
    Column("is_flapping", Boolean, nullable=False, server_default=false()),
    Column("is_low", Boolean, nullable=False, server_default=false()),
    Column("is_estimate", Boolean, nullable=False, server_default=false()),
    Column("advice", Text, nullable=False, server_default=""),
    # JSON: [[kind, id, name], ...].
    Column("places", Text, nullable=False, server_default="[]"),
    # The fields of `domain.alerts.Progress`.
    Column("held", Integer, nullable=False, server_default="0"),
    Column("worse", Integer, nullable=False, server_default="0"),
    Column("worse_since_s", Double),
    Column("calm", Integer, nullable=False, server_default="0"),
    Column("calm_since_s", Double),
    Column("counted_at_s", Double),
)

# One condition, one open alert, whatever evaluates it and however often.
Index(
    "uq_alert_open",
    alert.c.rule,
    alert.c.object_kind,
    alert.c.object_id,
    unique=True,
    sqlite_where=text("cleared_at_s IS NULL"),
    postgresql_where=text("cleared_at_s IS NULL"),
)

alert_transition = Table(
    "alert_transition",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("alert_id", Integer, nullable=False, index=True),
    Column("transition", String(20), nullable=False),
    Column("at_s", Double, nullable=False, index=True),
    Column("severity", Integer, nullable=False),
    Column("done_by", String(100), nullable=False),
    Column("detail", Text, nullable=False),
    # An id is never given twice: receivers know by it what they have.
    sqlite_autoincrement=True,
)

energy_total = Table(
    "energy_total",
    metadata,
    # The fields of `domain.energy.EnergyTotal`.
    Column("subject_id", _reference("subject.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
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
    Column("target_id", _reference("poll_target.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
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
    Column("target_id", _reference("poll_target.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("noted_at_s", Double, nullable=False),
    Column("notes", LargeBinary, nullable=False),
)

# Pollers of a PostgreSQL that several may poll. Whether one is there, its advisory lock says, not its row.
poller = Table(
    "poller",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("host", String(255), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("sites", Text, nullable=False),
    Column("joined_at_s", Double, nullable=False),
    Column("heartbeat_s", Double, nullable=False),
)

# What pollers share out. Whose a shard is, its advisory lock says; its epoch says since which change of hands.
poll_shard = Table(
    "poll_shard",
    metadata,
    Column("id", Integer, primary_key=True),
    # No foreign key: 0 is that of devices without a site, -1 the judging's.
    Column("site_id", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("holder_id", Integer),
    # Until when its last holder took turns; none while it is held, and where it was not given back in order.
    Column("dealt_until_s", Double),
    UniqueConstraint("site_id", "number"),
)

# The outbox of notifications; the fields of `domain.notify`. No foreign key: it outlives the alert that it tells of.
notification = Table(
    "notification",
    metadata,
    Column("id", Integer, primary_key=True),
    # Idempotency: whoever plans the same comes to the same key, and only one row of it can be.
    Column("key", String(64), nullable=False, unique=True),
    Column("route", String(64), nullable=False),
    Column("alert_id", Integer, nullable=False, index=True),
    Column("transition", Choice(Transition), nullable=False),
    Column("severity", Integer, nullable=False),
    Column("state", Choice(NotificationState), nullable=False),
    Column("created_at_s", Double, nullable=False),
    Column("due_at_s", Double, nullable=False),
    Column("is_gathered", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("first_tried_at_s", Double),
    # The key of the message that it was first tried in: again it goes in the same.
    Column("batch", String(64), nullable=False, server_default=""),
    Column("claimed_by", String(64), nullable=False, server_default=""),
    Column("claimed_until_s", Double),
    Column("done_at_s", Double),
    Column("reason", Text, nullable=False, server_default=""),
    Column("notice", Text, nullable=False),
    Index("ix_notification_state_route", "state", "route"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at_s", Double, nullable=False, index=True),
    Column("route", String(64), nullable=False),
    Column("key", String(64), nullable=False),
    Column("outcome", Choice(DeliveryOutcome), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("took_s", Double),
    Column("detail", Text, nullable=False),
)

maintenance_window = Table(
    "maintenance_window",
    metadata,
    Column("id", Integer, primary_key=True),
    # No kind: everything. The text is what it was called when the window was made.
    Column("scope_kind", Choice(ObjectKind)),
    Column("scope_id", Integer, nullable=False),
    Column("scope_text", String(255), nullable=False),
    Column("from_s", Double, nullable=False),
    Column("to_s", Double, nullable=False, index=True),
    Column("why", Text, nullable=False),
    Column("who", String(100), nullable=False),
    Column("created_at_s", Double, nullable=False),
    Column("ended_at_s", Double),
)
