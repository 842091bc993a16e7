"""`powertui notify test`: a message that says that it is a test, through each route."""

import click

from powertui.cli.invocation import Invocation
from powertui.cli.output import print_json, print_lines


@click.command()
@click.argument("route", required=False, default="")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
@click.pass_context
def test(context: click.Context, route: str, *, as_json: bool) -> None:
    """Send a test through each route, or through ROUTE alone, and say what each receiver answers.

    It goes at once, whatever scope, severity and quiet hours a route has. The exit code is 1 if any was not accepted.
    """
    from powertui.bootstrap.notify_trial import try_routes
    from powertui.presenters.notify_listing import tried_record, tried_table

    invocation: Invocation = context.obj
    results = try_routes(invocation.settings(), route)
    if as_json:
        print_json([tried_record(result) for result in results])
    else:
        print_lines(tried_table(results))
    context.exit(0 if all(result.is_accepted for result in results) else 1)
