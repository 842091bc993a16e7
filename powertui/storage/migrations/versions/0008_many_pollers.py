"""Many pollers of one PostgreSQL: who polls, and which shard of the devices is whose."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "poller",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("sites", sa.Text(), nullable=False),
        sa.Column("joined_at_s", sa.Double(), nullable=False),
        sa.Column("heartbeat_s", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poller")),
    )
    op.create_table(
        "poll_shard",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("holder_id", sa.Integer()),
        sa.Column("dealt_until_s", sa.Double()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_shard")),
        sa.UniqueConstraint("site_id", "number", name=op.f("uq_poll_shard_site_id_number")),
    )


def downgrade() -> None:
    op.drop_table("poll_shard")
    op.drop_table("poller")
