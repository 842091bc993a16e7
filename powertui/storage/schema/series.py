"""What was measured: readings by time, and their rollups. docs/storage.md tells how they are clustered."""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, Table

from powertui.storage.schema.base import metadata

history = Table(
    "history",
    metadata,
    # Clustered by time first: clustered by subject, each cycle would write to every page.
    Column("slot_s", BigInteger, primary_key=True, autoincrement=False),
    Column("subject_id", Integer, primary_key=True, autoincrement=False),
    Column("offset_ms", Integer, nullable=False),
    Column("quality", Integer, nullable=False),
    Column("current_ma", BigInteger),
    Column("voltage_mv", BigInteger),
    Column("active_power_mw", BigInteger),
    Column("apparent_power_mva", BigInteger),
    Column("power_factor_milli", BigInteger),
    Column("energy_wh", BigInteger),
    # An OutletState as it is: most are 0 or 1, which SQLite keeps in no byte.
    Column("state", Integer),
    sqlite_with_rowid=False,
    # A partition for each day, which goes at once. Here PostgreSQL has only what was read before it had `history_poll`.
    postgresql_partition_by="RANGE (slot_s)",
)

# PostgreSQL's history: all of a poll in one row (`packed_poll`), clustered by time, a partition for each day.
history_poll = Table(
    "history_poll",
    metadata,
    Column("slot_s", BigInteger, primary_key=True, autoincrement=False),
    Column("layout_id", BigInteger, primary_key=True, autoincrement=False),
    Column("offset_ms", Integer, nullable=False),
    Column("packed", LargeBinary, nullable=False),
    postgresql_partition_by="RANGE (slot_s)",
)

# The layouts that the rows of a day have, and whose they are; they go with the day.
history_layout = Table(
    "history_layout",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("target_id", Integer, primary_key=True, autoincrement=False),
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("parts", LargeBinary, nullable=False),
)

# The slots that history has rows for, or could have had: to read a subject's rows is a look-up in each.
history_slot = Table(
    "history_slot",
    metadata,
    Column("slot_s", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
)

# How far rollups and compaction have come.
history_mark = Table(
    "history_mark",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("until_s", BigInteger, nullable=False),
)

# Quarters of an hour that were written to after they had been rolled up.
history_redo = Table(
    "history_redo",
    metadata,
    Column("bucket_s", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("writes", Integer, nullable=False),
)

# A subject's readings of a closed day. `id` is day << 32 | subject: clustered by day, and on SQLite the row's own id.
history_block = Table(
    "history_block",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("samples", Integer, nullable=False),
    Column("packed", LargeBinary, nullable=False),
)

# Quarters of an hour of the days that are not closed, clustered by time; closed days are in `rollup_block`.
rollup = Table(
    "rollup",
    metadata,
    Column("bucket_s", BigInteger, primary_key=True, autoincrement=False),
    Column("subject_id", Integer, primary_key=True, autoincrement=False),
    Column("coverage_permille", Integer, nullable=False),
    Column("energy_wh", BigInteger),
    Column("energy_end_wh", BigInteger),
    Column("packed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# A subject's closed day in quarters of an hour. `id` is subject << 20 | day: clustered by subject.
rollup_block = Table(
    "rollup_block",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("packed", LargeBinary, nullable=False),
)

# A subject's closed day as a whole; `id` as in `rollup_block`.
rollup_day = Table(
    "rollup_day",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("coverage_permille", Integer, nullable=False),
    Column("energy_wh", BigInteger),
    Column("energy_end_wh", BigInteger),
    Column("packed", LargeBinary, nullable=False),
)
