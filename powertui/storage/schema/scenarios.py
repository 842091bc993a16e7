"""What-ifs that people keep."""

from sqlalchemy import Column, Double, Integer, String, Table, Text

from powertui.storage.schema.base import metadata

# They refer to objects by kind and id and keep their names, for a sentence once an object is gone; no foreign keys.
scenario = Table(
    "scenario",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
    # JSON: [[kind, id, name], ...].
    Column("failing", Text, nullable=False),
    # JSON: [[kind, id, name, load], ...].
    Column("adding", Text, nullable=False),
    Column("saved_by", String(100), nullable=False),
    Column("saved_at_s", Double, nullable=False),
)
