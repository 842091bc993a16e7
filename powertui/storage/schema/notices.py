"""What is told of alerts, what became of it, and when nothing is to be told."""

from sqlalchemy import Boolean, Column, Double, Index, Integer, String, Table, Text

from powertui.domain.alerts import ObjectKind, Transition
from powertui.domain.notify.log import DeliveryOutcome
from powertui.domain.notify.notice import NotificationState
from powertui.storage.schema.base import Choice, metadata

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
