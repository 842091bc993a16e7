"""`powertui alerts show`: one alert with its whole story."""

import click

from powertui.cli.invocation import Invocation
from powertui.cli.output import print_json, print_lines
from powertui.cli.plant import database_option, json_option


@click.command()
@click.argument("alert_id", type=click.IntRange(min=1), metavar="ID")
@json_option
@database_option
@click.pass_obj
def show(invocation: Invocation, alert_id: int, database: str | None, *, as_json: bool) -> None:
    """One alert by its number: why, since when, what moved first, what to do, and all steps of its life."""
    from powertui.bootstrap.alert_hands import read_alert
    from powertui.presenters.alert_story import story, story_record
    from powertui.services.ports import SystemClock

    alert, steps = read_alert(invocation.settings(database), alert_id)
    if as_json:
        print_json(story_record(alert, steps))
    else:
        print_lines(story(alert, steps, SystemClock().now_s()))
