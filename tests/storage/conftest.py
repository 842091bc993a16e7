"""An empty database on each engine."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from powertui.storage.engine import open_database, writing
from tests.storage.recorded import INTERVAL_S, Recorded
from tests.storage.targets import poll_target


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    """An empty database."""
    engine = open_database(database_url, create=True)
    yield engine
    engine.dispose()


@pytest.fixture
def recorded(database: Engine) -> Iterator[Recorded]:
    with writing(database) as connection:
        layout = poll_target(connection, 1, interval_s=INTERVAL_S)
    yield Recorded(database, layout)
