"""Lifetime totals of energy; what the check of devices' first readings found."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "energy_total",
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("lifetime_wh", sa.Double(), nullable=False),
        sa.Column("counter_wh", sa.BigInteger()),
        sa.Column("at_s", sa.Double(), nullable=False),
        sa.Column("moved_at_s", sa.Double(), nullable=False),
        sa.Column("power_w", sa.Double()),
        sa.Column("pending_wh", sa.Double(), nullable=False),
        sa.Column("is_pending_known", sa.Boolean(), nullable=False),
        sa.Column("is_pending_whole", sa.Boolean(), nullable=False),
        sa.Column("segment", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(255), nullable=False),
        sa.Column("checked_counter_wh", sa.Double(), nullable=False),
        sa.Column("checked_power_wh", sa.Double(), nullable=False),
        sa.Column("is_drift_told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_energy_total")),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["subject.id"],
            name=op.f("fk_energy_total_subject_id"),
            ondelete="CASCADE",
            deferrable=True,
            initially="IMMEDIATE",
        ),
    )
    op.create_table(
        "target_warning",
        sa.Column("target_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(20)),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("quantity", sa.Integer()),
        sa.Column("is_scale", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("target_id", "position", name=op.f("pk_target_warning")),
        sa.ForeignKeyConstraint(
            ["target_id"],
            ["poll_target.id"],
            name=op.f("fk_target_warning_target_id"),
            ondelete="CASCADE",
            deferrable=True,
            initially="IMMEDIATE",
        ),
    )


def downgrade() -> None:
    op.drop_table("target_warning")
    op.drop_table("energy_total")
