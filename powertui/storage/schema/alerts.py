"""Alerts, and the steps of their lives."""

from sqlalchemy import Boolean, Column, Double, Index, Integer, String, Table, Text, false, text

from powertui.storage.schema.base import metadata

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
