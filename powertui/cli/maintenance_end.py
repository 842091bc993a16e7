"""`powertui maintenance end`: a window is over now."""

import click

from powertui.cli.invocation import Invocation
from powertui.cli.options import changed_database_option, json_option
from powertui.cli.output import print_json, print_lines
from powertui.cli.row_number import ROW_NUMBER


@click.command()
@click.argument("number", metavar="NUMBER", type=ROW_NUMBER)
@json_option
@changed_database_option
@click.pass_obj
def end(invocation: Invocation, number: int, database: str | None, *, as_json: bool) -> None:
    """End the window of this NUMBER now; one that has not begun never will.

    What it held back and still holds is sent with the next round of the poller.
    """
    from powertui.bootstrap.maintenance import end_maintenance
    from powertui.presenters.maintenance_listing import window_record, window_table
    from powertui.services.ports import SystemClock

    now_s = SystemClock().now_s()
    window = end_maintenance(invocation.settings(database), number, now_s)
    if as_json:
        print_json(window_record(window, now_s))
    else:
        print_lines(window_table([window], now_s))
