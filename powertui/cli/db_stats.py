"""`powertui db stats`: how large the database is, what of, and how it will grow."""

import click

from powertui.cli.invocation import Invocation
from powertui.cli.options import database_option
from powertui.cli.output import print_json, print_lines, say
from powertui.presenters.database_listing import budget_words, database_lines, database_record


@click.command()
@database_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object, sizes in bytes.")
@click.pass_context
def stats(context: click.Context, database: str | None, *, as_json: bool) -> None:
    """What takes how much room, and how it will grow.

    For each level of history: bytes, rows, bytes a value, what a day takes, how many days there are and are kept. Then
    the other tables, and when the disk budget ([history] in config.toml) is reached. Reads all of an SQLite file once.
    """
    from powertui.bootstrap.database_stats import stats_of_database

    invocation: Invocation = context.obj
    found = stats_of_database(invocation.settings(database))
    if as_json:
        print_json(database_record(found))
    else:
        print_lines(database_lines(found))
    if found.is_over_soon:
        say(f"powertui: {budget_words(found)}")
