"""The event log is kept within its bounds, however long a poller runs."""

from sqlalchemy import Engine

from powertui.domain.events import EventRetention
from powertui.storage.engine import writing
from powertui.storage.event_store import is_over, trim_events


def keep_within(engine: Engine, retention: EventRetention, now_s: float) -> None:
    """Remove what is too old or too much. Takes the write lock only where there is something to remove."""
    with engine.connect() as connection:
        if not is_over(connection, retention, now_s):
            return
    with writing(engine) as connection:
        trim_events(connection, retention, now_s)
