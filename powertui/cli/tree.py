"""`powertui tree`: the topology screen without a screen."""

import click

from powertui.cli.invocation import Invocation
from powertui.cli.options import plant_options
from powertui.cli.output import print_json, print_lines
from powertui.cli.plant import count_honestly, read_plant, tell_nothing_found
from powertui.presenters.tree_listing import branches, tree_record, tree_table


@click.command()
@plant_options
@click.option("--outlets", is_flag=True, help="Down to the outlets and what is plugged in (JSON goes there always).")
@click.pass_obj
def tree(invocation: Invocation, name: str, database: str | None, *, as_json: bool, outlets: bool) -> None:
    """The topology with its loads: sites, halls, panels, feeds, PDUs.

    NAME: only objects with this in their name, with all above and below them. For a place with two sides, USED % is
    that of the side nearer to its limit: A and B are never shown against A+B.
    """
    picture = read_plant(invocation, database)
    roots = branches(picture, name, with_outlets=outlets or as_json)
    tell_nothing_found("object", name, roots)
    if as_json:
        honest = count_honestly(invocation, database, picture)
        print_json([tree_record(picture, root, honest) for root in roots])
    else:
        print_lines(tree_table(picture, roots))
