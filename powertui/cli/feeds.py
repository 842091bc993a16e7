"""`powertui feeds`: the feeds screen without a screen."""

import click

from powertui.cli.invocation import Invocation
from powertui.cli.options import plant_options
from powertui.cli.output import print_json, print_lines
from powertui.cli.plant import count_honestly, read_with_standings, tell_nothing_found
from powertui.presenters.feed_listing import chosen_feeds, feed_table
from powertui.presenters.honest import honest_feed_record, why_lines
from powertui.presenters.records import feed_record
from powertui.presenters.redundancy_records import peer_lost_record


@click.command()
@plant_options
@click.option("--why", is_flag=True, help="Say where an honest count of the model is not NetBox's, below the table.")
@click.pass_obj
def feeds(invocation: Invocation, name: str, database: str | None, *, as_json: bool, why: bool) -> None:
    """Power feeds: measured load, what they may carry, what the model says.

    NAME: only feeds with this in their name, panel or rack. In the table ~ marks an estimate, ? a stale figure,
    – a missing one. PEER LOST is what a feed, or its worst leg, would carry after the worst single loss elsewhere, of
    what is permissible, on the load of now (◆ modelled). MODEL W is NetBox's; in JSON the honest figures and their
    reasons stand beside it.
    """
    picture = read_with_standings(invocation, database)
    chosen = chosen_feeds(picture, name)
    tell_nothing_found("feed", name, chosen)
    if as_json:
        honest = count_honestly(invocation, database, picture)
        print_json(
            [
                feed_record(picture, load)
                | {"if_peer_lost": peer_lost_record(picture.standings, picture.view.graph, load.feed.id)}
                | {"honest": honest_feed_record(honest, load.feed.id)}
                for load in chosen
            ]
        )
        return
    print_lines(feed_table(picture, chosen))
    if why:
        honest = count_honestly(invocation, database, picture)
        print_lines(entry for load in chosen for entry in why_lines(load.feed.name, honest.feed_reasons(load.feed.id)))
