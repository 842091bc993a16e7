"""What discoveries found, so that a poller that starts need not walk each device."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "discovery_note",
        sa.Column("target_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("noted_at_s", sa.Double(), nullable=False),
        sa.Column("notes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["target_id"],
            ["poll_target.id"],
            name=op.f("fk_discovery_note_target_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("target_id", name=op.f("pk_discovery_note")),
    )


def downgrade() -> None:
    op.drop_table("discovery_note")
