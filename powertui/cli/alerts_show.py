"""`powertui alerts show`: one alert with its whole story."""

import click

from powertui.cli.invocation import Invocation
from powertui.cli.options import database_option, json_option
from powertui.cli.output import print_json, print_lines
from powertui.cli.row_number import ROW_NUMBER


@click.command()
@click.argument("alert_id", type=ROW_NUMBER, metavar="ID")
@json_option
@database_option
@click.pass_obj
def show(invocation: Invocation, alert_id: int, database: str | None, *, as_json: bool) -> None:
    """One alert by its number: why, since when, what moved first, what to do, all steps of its life, who was told."""
    from powertui.bootstrap.alert_hands import read_alert
    from powertui.bootstrap.deliveries import told_of_alert
    from powertui.presenters.alert_story import story, story_record
    from powertui.presenters.told import told_lines, told_records
    from powertui.services.ports import SystemClock

    settings = invocation.settings(database)
    alert, steps = read_alert(settings, alert_id)
    told = told_of_alert(settings, alert_id)
    if as_json:
        print_json({**story_record(alert, steps), "told": told_records(told)})
    else:
        now_s = SystemClock().now_s()
        print_lines([*story(alert, steps, now_s), *told_lines(told, now_s)])
