"""`powertui feeds`: the feeds screen without a screen."""

import click

from powertui.cli.invocation import Invocation
from powertui.cli.output import print_json, print_lines
from powertui.cli.plant import plant_options, read_plant, tell_nothing_found
from powertui.presenters.feed_listing import chosen_feeds, feed_table
from powertui.presenters.records import feed_record


@click.command()
@plant_options
@click.pass_obj
def feeds(invocation: Invocation, name: str, database: str | None, *, as_json: bool) -> None:
    """Power feeds: measured load, what they may carry, what the model says.

    NAME: only feeds with this in their name, panel or rack. In the table ~ marks an estimate, ? a stale figure,
    – a missing one.
    """
    picture = read_plant(invocation, database)
    chosen = chosen_feeds(picture, name)
    tell_nothing_found("feed", name, chosen)
    if as_json:
        print_json([feed_record(picture, load) for load in chosen])
    else:
        print_lines(feed_table(picture, chosen))
