"""On PostgreSQL a poll's readings are one row.

What is in `history` there stays: it is read from where it is until its day is packed, so that no database has to wait
until all its rows are written once more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "history_poll",
        sa.Column("slot_s", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("layout_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("offset_ms", sa.Integer(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("slot_s", "layout_id", name=op.f("pk_history_poll")),
        postgresql_partition_by="RANGE (slot_s)",
    )
    op.create_table(
        "history_layout",
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("target_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("parts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("day", "target_id", "id", name=op.f("pk_history_layout")),
    )
    if op.get_bind().dialect.name == "postgresql":
        # To be cut, not to be compressed: a subject's values are taken out of the middle.
        op.execute("ALTER TABLE history_poll ALTER COLUMN packed SET STORAGE EXTERNAL")


def downgrade() -> None:
    op.drop_table("history_layout")
    op.drop_table("history_poll")
