"""What evaluation has worked out, for whoever would else have to work it out again."""

from sqlalchemy import Column, Double, Integer, LargeBinary, Table

from powertui.storage.schema.base import metadata

# One row, of id 1: `domain.redundancy.record`, packed by `storage.failover_store`. It refers to nothing: who reads it
# leaves out what has gone from the model since.
failover = Table(
    "failover",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at_s", Double, nullable=False),
    Column("due_at_s", Double, nullable=False),
    Column("supplies", LargeBinary, nullable=False),
    Column("devices", LargeBinary, nullable=False),
    Column("racks", LargeBinary, nullable=False),
)
