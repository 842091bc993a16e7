"""Bundles that cables run in."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cable", sa.Column("bundle", sa.String(length=100), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("cable", "bundle")
