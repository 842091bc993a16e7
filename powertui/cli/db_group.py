"""`powertui db`: the database itself."""

import click

from powertui.cli.lazy import LazyCommand, LazyGroup

COMMANDS = (LazyCommand("stats", "powertui.cli.db_stats", "stats", "What takes how much room, and how it will grow."),)


@click.group(name="db", cls=LazyGroup, lazy=COMMANDS)
def db_group() -> None:
    """The database that model and readings are kept in."""
