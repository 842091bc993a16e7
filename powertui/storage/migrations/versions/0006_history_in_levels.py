"""History in levels: readings, packed days, rollups; revisions that become visible in their order."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_DAY_S = 86_400
_COLUMNS = (
    "slot_s, subject_id, offset_ms, quality, current_ma, voltage_mv, active_power_mw, apparent_power_mva,"
    " power_factor_milli, energy_wh"
)


def upgrade() -> None:
    op.create_table(
        "revision",
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_revision")),
    )
    op.execute("INSERT INTO revision SELECT 'latest', coalesce(max(revision), 0) FROM latest")
    op.execute("INSERT INTO revision VALUES ('model', 0)")
    op.create_index(op.f("ix_cycle_number"), "cycle", ["number"])
    _bookkeeping()
    _levels()
    op.execute("INSERT INTO history_slot SELECT slot_s FROM cycle UNION SELECT slot_s FROM history")
    if op.get_bind().dialect.name == "postgresql":
        _partition()
    else:
        op.add_column("history", sa.Column("state", sa.Integer()))


def _bookkeeping() -> None:
    op.create_table(
        "history_slot",
        sa.Column("slot_s", _big(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("slot_s", name=op.f("pk_history_slot")),
    )
    op.create_table(
        "history_mark",
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("until_s", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_history_mark")),
    )
    op.create_table(
        "history_redo",
        sa.Column("bucket_s", _big(), autoincrement=False, nullable=False),
        sa.Column("writes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("bucket_s", name=op.f("pk_history_redo")),
    )


def _levels() -> None:
    op.create_table(
        "history_block",
        sa.Column("id", _big(), autoincrement=False, nullable=False),
        sa.Column("samples", sa.Integer(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_block")),
    )
    op.create_table(
        "rollup",
        sa.Column("bucket_s", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        *_figures(),
        sa.PrimaryKeyConstraint("bucket_s", "subject_id", name=op.f("pk_rollup")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rollup_block",
        sa.Column("id", _big(), autoincrement=False, nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollup_block")),
    )
    op.create_table(
        "rollup_day",
        sa.Column("id", _big(), autoincrement=False, nullable=False),
        *_figures(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollup_day")),
    )
    if op.get_bind().dialect.name == "postgresql":
        # They are compressed already.
        for table in ("history_block", "rollup_block"):
            op.execute(f"ALTER TABLE {table} ALTER COLUMN packed SET STORAGE EXTERNAL")


def _figures() -> "tuple[sa.Column[int] | sa.Column[bytes], ...]":
    return (
        sa.Column("coverage_permille", sa.Integer(), nullable=False),
        sa.Column("energy_wh", sa.BigInteger()),
        sa.Column("energy_end_wh", sa.BigInteger()),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
    )


def _partition() -> None:
    """History becomes a table of days; what it holds so far moves into them."""
    op.execute("ALTER TABLE history RENAME TO history_before")
    op.execute("ALTER TABLE history_before RENAME CONSTRAINT pk_history TO pk_history_before")
    op.create_table(
        "history",
        sa.Column("slot_s", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("offset_ms", sa.Integer(), nullable=False),
        sa.Column("quality", sa.Integer(), nullable=False),
        sa.Column("current_ma", sa.BigInteger(), nullable=True),
        sa.Column("voltage_mv", sa.BigInteger(), nullable=True),
        sa.Column("active_power_mw", sa.BigInteger(), nullable=True),
        sa.Column("apparent_power_mva", sa.BigInteger(), nullable=True),
        sa.Column("power_factor_milli", sa.BigInteger(), nullable=True),
        sa.Column("energy_wh", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("slot_s", "subject_id", name=op.f("pk_history")),
        postgresql_partition_by="RANGE (slot_s)",
    )
    slots = op.get_bind().execute(sa.text("SELECT DISTINCT slot_s FROM history_before")).scalars()
    for day in sorted({slot_s // _DAY_S for slot_s in slots}):
        bounds = f"FROM ({day * _DAY_S}) TO ({(day + 1) * _DAY_S})"
        op.execute(f"CREATE TABLE history_{day} PARTITION OF history FOR VALUES {bounds}")
    op.execute(f"INSERT INTO history ({_COLUMNS}) SELECT {_COLUMNS} FROM history_before")  # noqa: S608 - our own columns
    op.drop_table("history_before")


def _big() -> "sa.types.TypeEngine[int]":
    """SQLite keeps rows by an INTEGER key, and by no other."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
