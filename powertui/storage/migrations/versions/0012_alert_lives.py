"""Alerts with their whole life: pending, firing, acknowledged, silenced, cleared; and the history of its steps.

One alert for an object where there was one for each of its legs, and other names of rules: what was open is closed, and
raised anew by the first evaluation if it still holds.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_OPEN = sa.text("cleared_at_s IS NULL")


def _columns() -> list[sa.Column[object]]:
    return [
        sa.Column("acknowledged_by", sa.String(100), nullable=False, server_default=""),
        sa.Column("fired_at_s", sa.Double()),
        sa.Column("silenced_until_s", sa.Double()),
        sa.Column("silenced_why", sa.String(200), nullable=False, server_default=""),
        sa.Column("caused_by_id", sa.Integer()),
        sa.Column("first_mover", sa.Text(), nullable=False, server_default=""),
        sa.Column("raises", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("is_flapping", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("is_low", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("is_estimate", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("advice", sa.Text(), nullable=False, server_default=""),
        sa.Column("places", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("held", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("worse", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("worse_since_s", sa.Double()),
        sa.Column("calm", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("calm_since_s", sa.Double()),
        sa.Column("counted_at_s", sa.Double()),
    ]


def upgrade() -> None:
    for column in _columns():
        op.add_column("alert", column)
    op.execute("UPDATE alert SET fired_at_s = began_at_s")
    op.execute("UPDATE alert SET cleared_at_s = seen_at_s WHERE cleared_at_s IS NULL")
    op.execute(
        "UPDATE alert SET rule = 'feed-over-permissible' WHERE rule IN ('feed-over-capacity', 'feed-near-capacity')"
    )
    op.drop_index("uq_alert_open", table_name="alert")
    op.create_index(
        "uq_alert_open",
        "alert",
        ["rule", "object_kind", "object_id"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_table(
        "alert_transition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("transition", sa.String(20), nullable=False),
        sa.Column("at_s", sa.Double(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("done_by", sa.String(100), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_transition")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alert_transition_alert_id"), "alert_transition", ["alert_id"])
    op.create_index(op.f("ix_alert_transition_at_s"), "alert_transition", ["at_s"])


def downgrade() -> None:
    op.drop_table("alert_transition")
    op.execute("DELETE FROM alert WHERE rule NOT IN ('pdu-silent', 'pdu-rebooted', 'cord-dead')")
    op.execute("DELETE FROM alert WHERE fired_at_s IS NULL")
    op.drop_index("uq_alert_open", table_name="alert")
    for column in reversed(_columns()):
        op.drop_column("alert", column.name)
    op.create_index(
        "uq_alert_open",
        "alert",
        ["rule", "object_kind", "object_id", "part"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
