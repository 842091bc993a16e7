"""For commands that need the plant and its history: the view of now, and the database that it is from."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from powertui.config import redacted_url
from powertui.domain.plant import PlantView
from powertui.errors import DatabaseError
from powertui.services.live import LivePlant
from powertui.services.ports import Clock
from powertui.storage.engine import open_database


@contextmanager
def whole_plant(database_url: str, clock: Clock) -> Iterator[tuple[Engine, PlantView]]:
    """Open for as long as the context lasts. Raises DatabaseError if there is no database, or no plant in it."""
    engine = open_database(database_url, create=False)
    try:
        view = LivePlant(engine, clock).refresh()
        if view is None:
            raise DatabaseError(
                f"{redacted_url(database_url)} holds no plant yet; one that does comes from: powertui demo --keep DIR"
            )
        yield engine, view
    finally:
        engine.dispose()
