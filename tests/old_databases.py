"""Databases as earlier versions of the program left them."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

import powertui.storage


def migrate_to(connection: Connection, revision: str) -> None:
    """Make the tables of a revision in an empty database."""
    config = Config()
    config.set_main_option("script_location", str(Path(powertui.storage.__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
