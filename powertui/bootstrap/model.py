"""Commands that change the model: a database, made where there is none, and the services that write to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import ArgumentError

from powertui.bootstrap.vocabulary import vocabulary_of
from powertui.config import Settings
from powertui.domain.vocabulary import Vocabulary
from powertui.services.login import login_name
from powertui.services.ports import Clock, SystemClock
from powertui.storage.engine import open_database


@dataclass(frozen=True, slots=True)
class ModelDesk:
    """Where the model is changed, and by whom."""

    engine: Engine
    clock: Clock
    who: str
    vocabulary: Vocabulary
    """What may be chosen, with what the configuration adds."""


@contextmanager
def open_desk(settings: Settings, *, create: bool, is_dry_run: bool = False) -> Iterator[ModelDesk]:
    """The database, for the length of a command. With `create`, one is made where there is none.

    A dry run makes none on disk: it works on an empty one in memory then.
    """
    url = settings.database.url
    path = _sqlite_path(url)
    if create and path is not None and not path.exists():
        if is_dry_run:
            url = "sqlite://"
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
    engine = open_database(url, create=create)
    try:
        yield ModelDesk(engine, SystemClock(), login_name(), vocabulary_of(settings.model))
    finally:
        engine.dispose()


def _sqlite_path(database_url: str) -> Path | None:
    """Where an SQLite database lies; None of another kind, or one in memory."""
    try:
        url = make_url(database_url)
    except ArgumentError:
        # Whoever opens it says what is wrong with it.
        return None
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database)
