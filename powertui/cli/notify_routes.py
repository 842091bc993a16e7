"""`powertui notify routes`: the routes as they are configured, and what waits for each."""

import click

from powertui.cli.invocation import Invocation
from powertui.cli.options import database_option, json_option
from powertui.cli.output import print_json, print_lines, say


@click.command()
@json_option
@database_option
@click.pass_obj
def routes(invocation: Invocation, database: str | None, *, as_json: bool) -> None:
    """The routes of the configuration: channel, scope, from which severity on, and how many wait or are held.

    Says so where a scope names nothing in the model.
    """
    from powertui.bootstrap.deliveries import route_standings
    from powertui.presenters.notify_listing import route_record, route_table

    found = route_standings(invocation.settings(database))
    if as_json:
        print_json([route_record(standing) for standing in found])
    elif found:
        print_lines(route_table(found))
    else:
        say("powertui: no routes are configured: [[notify.route]], see docs/notifications.md")
    for standing in found:
        if standing.problem:
            say(f"powertui: route {standing.route.name} takes nothing: {standing.problem}")
