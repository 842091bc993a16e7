"""`powertui db stats`: a configured database, measured."""

from powertui.config import Settings
from powertui.services.database_stats import DatabaseStats, database_stats
from powertui.storage.engine import open_database


def stats_of_database(settings: Settings) -> DatabaseStats:
    """Sizes and forecast. Raises DatabaseError if there is no such database."""
    engine = open_database(settings.database.url, create=False)
    try:
        return database_stats(engine, settings.history.retention())
    finally:
        engine.dispose()
