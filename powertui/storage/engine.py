"""Opening the database: SQLite or PostgreSQL, at the version that this program knows."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from powertui.errors import DatabaseError

_WRITES = "powertui_writes"

_MIGRATING = Lock()
"""Alembic keeps its environment in globals of a module: one migration at a time in a process."""

_MIGRATION_LOCK = 0x706F776572
"""PostgreSQL's advisory lock of whoever migrates."""

HEAD_REVISION = "0018"
"""The migration that this version of the program is written for."""

KNOWN_REVISIONS = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
    "0013",
    "0014",
    "0015",
    "0016",
    "0017",
    "0018",
)
"""All migrations, oldest first."""


def open_database(url: str, *, create: bool) -> Engine:
    """An engine on a database of this version; an older one is migrated, an absent one made if `create`.

    Raises DatabaseError, in one sentence, where the database cannot be used.
    """
    engine = _engine(url)
    try:
        _bring_up(engine, url, create=create)
    except DatabaseError:
        engine.dispose()
        raise
    return engine


def _bring_up(engine: Engine, url: str, *, create: bool) -> None:
    try:
        if not create:
            _require_file(url, engine)
        revision = _revision(engine)
    except DBAPIError as error:
        raise DatabaseError(f"cannot open the database {_shown(url)}: {_reason(error)}") from error
    if revision == HEAD_REVISION:
        return
    if revision is None and not create:
        raise DatabaseError(
            f"the database {_shown(url)} holds no plant yet: make one with `powertui demo --keep DIR`, or name another"
        )
    if revision is not None and revision not in KNOWN_REVISIONS:
        raise DatabaseError(
            f"the database {_shown(url)} was written by a newer version of powertui (schema {revision}, this one knows"
            f" {HEAD_REVISION}): update powertui, or name another database"
        )
    _migrate(engine)


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            engine = create_engine(parsed, connect_args={"timeout": 10})
            event.listen(engine, "connect", _tune_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        return create_engine(parsed, pool_pre_ping=True)
    except ImportError as error:
        raise DatabaseError(f"the driver for {_shown(url)} is not installed: pip install {error.name}") from error
    except (ArgumentError, NoSuchModuleError) as error:
        raise DatabaseError(
            f"{_shown(url)} is no database URL: write sqlite:////path/to/file.db or postgresql+psycopg://host/name"
        ) from error


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes; commits at the end.

    On SQLite it takes the write lock at once: a transaction that has read before it writes would otherwise be refused
    whenever another one wrote in between.
    """
    with engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads, all of it from one snapshot: nothing in it is newer than what it read first."""
    is_postgres = engine.dialect.name == "postgresql"
    options: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if is_postgres else {}
    # SQLite's transactions are snapshots by themselves.
    with engine.connect().execution_options(**options) as connection:
        yield connection


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(_WRITES) else "BEGIN")


def _tune_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transactions begin too late to be of use: ours begin in _begin_sqlite.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _require_file(url: str, engine: Engine) -> None:
    name = engine.url.database
    if engine.dialect.name == "sqlite" and name and name != ":memory:" and not Path(name).exists():
        raise DatabaseError(
            f"there is no database {_shown(url)}: make one with `powertui demo --keep DIR`, or name another"
        )


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with _MIGRATING, writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            # Several pollers may open a new database at the same moment.
            connection.execute(select(func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _shown(url: str) -> str:
    """A URL without its password."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return repr(re.sub(r"^.*@", "***@", url))


def _reason(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0] if error.orig else str(error)
