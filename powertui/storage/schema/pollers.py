"""Who polls: cycles, the lease, what is asked for, and what several pollers share out."""

from sqlalchemy import BigInteger, Column, Double, Integer, String, Table, Text, UniqueConstraint

from powertui.storage.schema.base import metadata, reference

cycle = Table(
    "cycle",
    metadata,
    Column("slot_s", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False, index=True),
    Column("interval_s", Double, nullable=False),
    Column("started_at_s", Double, nullable=False),
    Column("took_s", Double, nullable=False),
    Column("polled", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("value_count", Integer, nullable=False),
    Column("shed", Integer, nullable=False, server_default="0"),
)

poller_lease = Table(
    "poller_lease",
    metadata,
    Column("name", String(50), primary_key=True),
    Column("host", String(255), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("interval_s", Double, nullable=False),
    Column("heartbeat_s", Double, nullable=False),
)

poll_request = Table(
    "poll_request",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("target_id", reference("poll_target.id"), nullable=False),
    Column("requested_at_s", Double, nullable=False),
)

# One row: when a round of evaluation was finished last. Whoever watches over it has nothing else to go by.
judged = Table(
    "judged",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at_s", Double, nullable=False),
)

# Pollers of a PostgreSQL that several may poll. Whether one is there, its advisory lock says, not its row.
poller = Table(
    "poller",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("host", String(255), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("sites", Text, nullable=False),
    Column("joined_at_s", Double, nullable=False),
    Column("heartbeat_s", Double, nullable=False),
)

# What pollers share out. Whose a shard is, its advisory lock says; its epoch says since which change of hands.
poll_shard = Table(
    "poll_shard",
    metadata,
    Column("id", Integer, primary_key=True),
    # No foreign key: 0 is that of devices without a site, -1 the judging's.
    Column("site_id", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("holder_id", Integer),
    # Until when its last holder took turns; none while it is held, and where it was not given back in order.
    Column("dealt_until_s", Double),
    UniqueConstraint("site_id", "number"),
)
