"""What all rooms' tests share."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.collectors.truths import table_of
from tests.databases import ENGINES, fresh_database, migrated_template, postgres_server
from tests.order import long_first
from tests.surroundings import plain_surroundings

# How long an example takes says how busy the machine is: the benchmark measures time, tests do not.
settings.register_profile("whole suite", deadline=None)
settings.load_profile("whole suite")


GARBAGE_AFTER = 20_000
"""Objects that were made and not freed. With Python's own number a test that has an app looks for garbage for a quarter
of its time, among thousands of tests and all that they import."""


@pytest.fixture(scope="session", autouse=True)
def _surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with plain_surroundings(tmp_path_factory.mktemp("home")):
        yield


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server."""
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> Iterator[str]:
    """The name of a database on it that has all tables and no rows."""
    with migrated_template(postgres_url) as name:
        yield name


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of its own for a test, on each engine that the program knows."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.db'}"
        return
    template = request.getfixturevalue("postgres_template")
    with fresh_database(request.getfixturevalue("postgres_url"), template) as url:
        yield url


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: half of the time, what tests wait for is another process, or the clock."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = long_first(items)


def pytest_collection_finish() -> None:
    gc.set_threshold(GARBAGE_AFTER, 10, 10)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The recordings of real devices: for each family how many numbers were right, missing, wrong."""
    results = [
        value
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, value in report.user_properties
        if name == "recording"
    ]
    if results:
        terminalreporter.section("recordings of real devices: numbers that are right, missing, wrong")
        for line in table_of(results):
            terminalreporter.write_line(line)
