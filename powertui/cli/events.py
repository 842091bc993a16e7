"""`powertui events`: what happened, one line each."""

import click

from powertui.cli.invocation import Invocation
from powertui.cli.options import database_option, json_option
from powertui.cli.output import print_json, print_lines, say
from powertui.cli.plant import tell_nothing_found
from powertui.cli.spans import span_s


@click.command()
@click.option("--pdu", metavar="NAME", default="", help="Only those of PDUs with this in their name.")
@click.option(
    "--since", "since_s", callback=span_s, metavar="SPAN", help="Only those of the last 90s, 15m, 1h, 2d or 1w."
)
@json_option
@database_option
@click.pass_obj
def events(invocation: Invocation, pdu: str, since_s: float | None, database: str | None, *, as_json: bool) -> None:
    """Events: traps and informs, reboots, replaced devices; the newest last.

    Traps come only where [traps] is configured. What a trap says is shown as it came, and is never a reading.
    """
    from powertui.bootstrap.events import read_events
    from powertui.presenters.event_listing import chosen_events, event_record, event_table
    from powertui.services.ports import SystemClock

    now_s = SystemClock().now_s()
    found = read_events(
        invocation.settings(database).database.url, since_s=None if since_s is None else now_s - since_s
    )
    chosen = chosen_events(found, pdu)
    tell_nothing_found("event of a PDU", pdu, chosen)
    if as_json:
        print_json([event_record(event) for event in chosen])
    elif chosen:
        print_lines(event_table(chosen, now_s))
    elif not pdu:
        say("powertui: no events")
