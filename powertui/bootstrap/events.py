"""The event log, for commands."""

from powertui.domain.events import Event
from powertui.storage.engine import open_database
from powertui.storage.event_store import load_events


def read_events(database_url: str, *, since_s: float | None) -> tuple[Event, ...]:
    """The events of an existing database, the newest last. Raises DatabaseError if there is none."""
    engine = open_database(database_url, create=False)
    try:
        with engine.connect() as connection:
            return load_events(connection, since_s=since_s)
    finally:
        engine.dispose()
