"""Writing many rows over those of the same key."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def put_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows, each in the place of one of the same key."""
    if not rows:
        return
    # The two databases share the words, SQLAlchemy has them once for each.
    statement = postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
    key = table.primary_key.columns
    changes = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in key}
    connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=changes), rows)
