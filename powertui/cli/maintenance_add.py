"""`powertui maintenance add`: a window."""

import click

from powertui.cli.instants import FORMS, moment_s
from powertui.cli.invocation import Invocation
from powertui.cli.options import changed_database_option, json_option
from powertui.cli.output import print_json, print_lines
from powertui.errors import UsageError


@click.command()
@click.option("--scope", required=True, metavar="SCOPE", help="What on: site:AMS1, panel:P-A2, rack:R14, pdu:NAME …")
@click.option("--from", "from_text", default="now", metavar="TIME", help="When it begins; else now.")
@click.option("--to", "to_text", required=True, metavar="TIME", help="When it is over: +2h, 2026-11-23 22:00 …")
@click.option("--why", required=True, metavar="TEXT", help="What is done; it is told with what it holds back.")
@json_option
@changed_database_option
@click.pass_obj
def add(
    invocation: Invocation,
    scope: str,
    from_text: str,
    to_text: str,
    why: str,
    database: str | None,
    *,
    as_json: bool,
) -> None:
    """Plan a maintenance window. Prints it with its number.

    \b
    powertui maintenance add --scope panel:P-A2 --from "2026-11-23 22:00" --to +6h --why "breaker A2-7"

    Times without a zone are this machine's. A --to of +6h counts from --from.
    """  # noqa: D301 - a backspace, by which click knows lines that are to stay as they are
    from powertui.bootstrap.maintenance import Wish, add_maintenance
    from powertui.presenters.maintenance_listing import window_record, window_table
    from powertui.services.ports import SystemClock

    now_s = SystemClock().now_s()
    from_s = _moment("--from", from_text, now_s)
    to_s = _moment("--to", to_text, from_s if to_text.strip().startswith("+") else now_s)
    window = add_maintenance(invocation.settings(database), Wish(scope, from_s, to_s, why), now_s)
    if as_json:
        print_json(window_record(window, now_s))
    else:
        print_lines(window_table([window], now_s))


def _moment(option: str, text: str, base_s: float) -> float:
    found = moment_s(text, base_s)
    if found is None:
        raise UsageError(f"{option} {text!r} is no moment; right would be {FORMS}")
    return found
