"""An empty database on each engine."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from powertui.storage.engine import open_database


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    """An empty database."""
    engine = open_database(database_url, create=True)
    yield engine
    engine.dispose()
