"""`powertui alerts`, also `alerts list`: the alerts screen without a screen."""

import click

from powertui.cli.invocation import Invocation
from powertui.cli.options import plant_options
from powertui.cli.output import print_json, print_lines, say
from powertui.cli.plant import read_plant, tell_nothing_found
from powertui.presenters.alert_listing import alert_table, chosen_alerts
from powertui.presenters.records import alert_record


@click.command(name="list")
@plant_options
@click.option("--open", "only_open", is_flag=True, help="Only those that are open.")
@click.pass_obj
def list_alerts(invocation: Invocation, name: str, database: str | None, *, as_json: bool, only_open: bool) -> None:
    """Alerts: open ones, worst and newest first, then those that cleared within the last day.

    NAME: only alerts with this in their object or message. The exit code is 0 whether or not there are any.
    """
    picture = read_plant(invocation, database)
    chosen = chosen_alerts(picture, name, only_open=only_open)
    tell_nothing_found("alert", name, chosen)
    if as_json:
        print_json([alert_record(alert) for alert in chosen])
    elif chosen:
        print_lines(alert_table(picture, chosen))
    elif not name:
        say("powertui: no alerts")
