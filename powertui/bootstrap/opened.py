"""A database for as long as a process needs it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from powertui.storage.engine import open_database


@contextmanager
def opened(database_url: str) -> Iterator[Engine]:
    """An engine on a database that there is; its connections are closed when the body ends.

    The body's threads have ended then: what one of them gave back later, nobody would close. Raises DatabaseError as
    `open_database` does.
    """
    engine = open_database(database_url, create=False)
    try:
        yield engine
    finally:
        engine.dispose()
