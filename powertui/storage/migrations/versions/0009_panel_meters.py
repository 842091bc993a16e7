"""Panel meters: feeds under the key that they report. Energy totals: since when, and how often a counter fell."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("power_feed", sa.Column("reported_as", sa.String(100), nullable=False, server_default=""))
    op.add_column("subject", sa.Column("power_feed_id", sa.Integer()))
    op.add_column("energy_total", sa.Column("since_s", sa.Double()))
    op.add_column("energy_total", sa.Column("wraps", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("energy_total", sa.Column("falls", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("energy_total", "falls")
    op.drop_column("energy_total", "wraps")
    op.drop_column("energy_total", "since_s")
    op.drop_column("subject", "power_feed_id")
    op.drop_column("power_feed", "reported_as")
