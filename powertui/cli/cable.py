"""`powertui cable`: plug a cord."""

import click

from powertui.cli.applying import Consent, finish
from powertui.cli.invocation import Invocation
from powertui.cli.options import changed_database_option, dry_run_option, json_changes_option, yes_option


@click.command()
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@dry_run_option
@yes_option
@json_changes_option
@changed_database_option
@click.pass_context
def cable(
    context: click.Context, a: str, b: str, database: str | None, *, dry_run: bool, yes: bool, as_json: bool
) -> None:
    """Plug a cord from A to B: an outlet or a feed to a power port.

    \b
    powertui cable pdu-r01-a:"Outlet 3" srv-db03:PSU1
    powertui cable feed:PP-A1/A1-01 pdu-r01-a:Inlet

    Where a device's port and outlet have the same name, say which: outlet:pdu-r01-a:1, port:pdu-r01-a:1.
    """  # noqa: D301 - a backspace, by which click knows lines that are to stay as they are
    from powertui.bootstrap.model import open_desk
    from powertui.services.editing import plan_cable
    from powertui.services.model_sync import read_model

    invocation: Invocation = context.obj
    with open_desk(invocation.settings(database), create=False) as desk:
        plan = plan_cable(read_model(desk.engine), a, b, vocabulary=desk.vocabulary)
        context.exit(finish(desk, plan, Consent(dry_run, yes, as_json), source="cable", asking="Plug this?"))
