"""Options that several commands have, with one name, one form and one sentence each."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

name_argument = click.argument("name", required=False, default="")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON: keys with units, null where missing.")
database_option = click.option("--database", metavar="URL", help="Database to read: a URL, or an SQLite file's path.")

changed_database_option = click.option(
    "--database", metavar="URL", help="Database to change: a URL, or an SQLite file's path."
)
dry_run_option = click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
yes_option = click.option("-y", "--yes", is_flag=True, help="Do not ask.")
json_changes_option = click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON.")


def plant_options(command: Command) -> Command:
    """The options of each command that reads the plant."""
    return name_argument(json_option(database_option(command)))
