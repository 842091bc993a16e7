"""Cycles with the polls that were left out in them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cycle", sa.Column("shed", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("cycle", "shed")
