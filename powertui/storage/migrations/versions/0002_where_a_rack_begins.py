"""Racks whose lowest unit is not number 1."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rack", sa.Column("starting_unit", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    op.drop_column("rack", "starting_unit")
