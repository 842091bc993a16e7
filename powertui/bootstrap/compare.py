"""`powertui compare`: a configured database, measured beside modelled."""

from powertui.config import Settings, redacted_url
from powertui.domain.compared import ComparedKind, ComparedObject
from powertui.errors import DatabaseError
from powertui.services.comparing import compared_objects
from powertui.services.ports import Clock, SystemClock
from powertui.storage.engine import open_database


def compared_plant(settings: Settings, kind: ComparedKind, clock: Clock | None = None) -> tuple[ComparedObject, ...]:
    """All objects of a kind. Raises DatabaseError if there is no plant."""
    engine = open_database(settings.database.url, create=False)
    try:
        found = compared_objects(engine, clock or SystemClock(), kind)
    finally:
        engine.dispose()
    if found is None:
        raise DatabaseError(
            f"{redacted_url(settings.database.url)} holds no plant yet; one that does comes from:"
            " powertui demo --keep DIR"
        )
    return found
