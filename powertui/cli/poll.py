"""`powertui poll`: the poller in the foreground."""

import click

from powertui.cli.invocation import Invocation
from powertui.cli.options import changed_database_option


@click.command()
@changed_database_option
@click.option("--lifeline", is_flag=True, hidden=True, help="End when standard input does: for a parent process.")
@click.pass_obj
def poll(invocation: Invocation, database: str | None, *, lifeline: bool) -> None:
    """Read all PDUs of the database, again and again, until Ctrl-C or SIGTERM.

    Screens on the same database show what it reads; they need no poller of their own while this one runs.
    """
    import logging

    from powertui.bootstrap.poller import run_poller

    if not lifeline:
        # Whoever starts it by hand sees how far it has come.
        logging.basicConfig(format="powertui: %(message)s", level=logging.WARNING)
        logging.getLogger("powertui.services.turn_taking").setLevel(logging.INFO)
    run_poller(invocation.settings(database), lifeline=lifeline)
