"""The change log in bulk: an import is thousands of rows."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, insert

from powertui.storage import schema
from powertui.storage.revisions import hold_model
from powertui.storage.topology_store import model_revision


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """What happened to one object."""

    object_name: str
    summary: str
    before: str
    """JSON; empty of an addition."""
    after: str
    """JSON; empty of a removal."""


def note_changes(connection: Connection, changes: Sequence[LoggedChange], *, at_s: float, source: str, who: str) -> int:
    """Log changes of the model and return the new revision; call it in the transaction that makes the changes."""
    shared = {"at_s": at_s, "source": source[:50], "who": who[:100]}
    rows = [{**shared, **asdict(change), "object_name": change.object_name[:255]} for change in changes]
    if rows:
        hold_model(connection)
        connection.execute(insert(schema.change_log), rows)
    return model_revision(connection)
