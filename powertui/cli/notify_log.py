"""`powertui notify log`: what became of each notification."""

import click

from powertui.cli.invocation import Invocation
from powertui.cli.options import database_option, json_option
from powertui.cli.output import print_json, print_lines, say
from powertui.cli.spans import span_s


@click.command()
@click.option("--route", metavar="NAME", default="", help="Only those of this route.")
@click.option(
    "--since", "since_s", callback=span_s, metavar="SPAN", help="Only those of the last 90s, 15m, 1h, 2d or 1w."
)
@click.option("--failed", "only_failed", is_flag=True, help="Only what failed or was given up.")
@json_option
@database_option
@click.pass_obj
def log(
    invocation: Invocation,
    route: str,
    since_s: float | None,
    database: str | None,
    *,
    only_failed: bool,
    as_json: bool,
) -> None:
    """Each attempt to deliver, and what was held back or dropped, with the reason; the newest last."""
    from powertui.bootstrap.deliveries import read_deliveries
    from powertui.presenters.notify_listing import chosen_records, delivery_record, delivery_table
    from powertui.services.ports import SystemClock

    now_s = SystemClock().now_s()
    url = invocation.settings(database).database.url
    found = read_deliveries(url, since_s=None if since_s is None else now_s - since_s, route=route)
    chosen = chosen_records(found, only_failed=only_failed)
    if as_json:
        print_json([delivery_record(record) for record in chosen])
    elif chosen:
        print_lines(delivery_table(chosen, now_s))
    else:
        say("powertui: nothing was to be delivered")
