"""`powertui maintenance list`: the windows."""

import click

from powertui.cli.invocation import Invocation
from powertui.cli.options import database_option, json_option
from powertui.cli.output import print_json, print_lines, say


@click.command("list")
@click.option("--all", "is_all", is_flag=True, help="Those that are over too.")
@json_option
@database_option
@click.pass_obj
def list_windows(invocation: Invocation, database: str | None, *, is_all: bool, as_json: bool) -> None:
    """The windows that are active or planned, in the order in which they begin."""
    from powertui.bootstrap.maintenance import read_maintenance
    from powertui.presenters.maintenance_listing import window_record, window_table
    from powertui.services.ports import SystemClock

    now_s = SystemClock().now_s()
    found = read_maintenance(invocation.settings(database), over_after_s=None if is_all else now_s)
    if as_json:
        print_json([window_record(window, now_s) for window in found])
    elif found:
        print_lines(window_table(found, now_s))
    else:
        say("powertui: no maintenance windows")
