"""`powertui rm`: remove an object."""

import click

from powertui.cli.applying import Consent, finish
from powertui.cli.invocation import Invocation
from powertui.cli.options import changed_database_option, json_changes_option, yes_option


@click.command()
@click.argument("name", metavar="OBJECT")
@click.option("--dry-run", is_flag=True, help="Show what would go, and remove nothing.")
@yes_option
@json_changes_option
@changed_database_option
@click.pass_context
def rm(context: click.Context, name: str, database: str | None, *, dry_run: bool, yes: bool, as_json: bool) -> None:
    """Remove an object from the model, and what hangs on it.

    OBJECT: rack:R12, feed:PP-A1/A1-01, pdu-r01-a:"Outlet 3", cable:#17, or a name that is the only one of its sort.
    A device takes its ports and outlets along, and its poll target with all that was measured: it is polled no more.
    Its cables keep their other end. What others refer to stays: a panel with feeds, a rack with devices.
    """
    from powertui.bootstrap.model import open_desk
    from powertui.services.editing import object_called, plan_removal
    from powertui.services.model_sync import read_model

    invocation: Invocation = context.obj
    with open_desk(invocation.settings(database), create=False) as desk:
        model = read_model(desk.engine)
        plan = plan_removal(model, object_called(model, name), vocabulary=desk.vocabulary)
        context.exit(finish(desk, plan, Consent(dry_run, yes, as_json), source="rm", asking="Remove this?"))
