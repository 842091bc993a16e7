"""Chains of PDUs behind one poll target, outlets under the key that a PDU reports, branches of unknown rating."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("device", sa.Column("polled_via_id", sa.Integer()))
    op.add_column("device", sa.Column("polled_unit", sa.String(50), nullable=False, server_default=""))
    op.add_column("power_outlet", sa.Column("reported_as", sa.String(100), nullable=False, server_default=""))
    _replace_rating(sa.Column("rating", sa.Double()))


def downgrade() -> None:
    op.execute("UPDATE pdu_branch SET rated_current_a = 0 WHERE rated_current_a IS NULL")
    _replace_rating(sa.Column("rating", sa.Double(), nullable=False, server_default="0"))
    op.drop_column("power_outlet", "reported_as")
    op.drop_column("device", "polled_unit")
    op.drop_column("device", "polled_via_id")


def _replace_rating(column: "sa.Column[float]") -> None:
    """SQLite changes no column's NOT NULL; to make the table anew would break the references to it for a moment."""
    op.add_column("pdu_branch", column)
    op.execute("UPDATE pdu_branch SET rating = rated_current_a")
    op.drop_column("pdu_branch", "rated_current_a")
    op.execute("ALTER TABLE pdu_branch RENAME COLUMN rating TO rated_current_a")
