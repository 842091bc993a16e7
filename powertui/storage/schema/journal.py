"""What happened: changes of the model, and events."""

from sqlalchemy import Column, Double, Integer, String, Table, Text

from powertui.domain.events import EventKind
from powertui.storage.schema.base import Choice, metadata

change_log = Table(
    "change_log",
    metadata,
    # Its greatest id is the model's revision: readers that hold an older one load the model again.
    Column("id", Integer, primary_key=True),
    Column("at_s", Double, nullable=False),
    Column("source", String(50), nullable=False),
    Column("who", String(100), nullable=False),
    Column("object_name", String(255), nullable=False),
    Column("summary", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
)

event = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at_s", Double, nullable=False, index=True),
    Column("kind", Choice(EventKind), nullable=False),
    # No foreign key: an event outlives its target, and one that is removed meanwhile must not make a poll's rows fail.
    Column("target_id", Integer),
    Column("target_name", String(100), nullable=False),
    Column("source", String(64), nullable=False),
    Column("oid", String(255), nullable=False),
    Column("name", String(100), nullable=False),
    Column("detail", Text, nullable=False),
)
