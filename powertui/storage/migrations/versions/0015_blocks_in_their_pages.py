"""On PostgreSQL a unit's day of quarters stays in its page: out of it, each day of a year costs two more look-ups."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TABLES = ("history_block", "rollup_block")
_MOST_BYTES = 8160
"""The most of a row that a page can hold; what is there already stays where it is."""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in _TABLES:
            op.execute(f"ALTER TABLE {table} SET (toast_tuple_target = {_MOST_BYTES})")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in _TABLES:
            op.execute(f"ALTER TABLE {table} RESET (toast_tuple_target)")
