"""`powertui racks`: what the model puts on each side of each rack, and on one side when the other is lost."""

import click

from powertui.cli.invocation import Invocation
from powertui.cli.options import plant_options
from powertui.cli.output import print_json, print_lines, say
from powertui.cli.plant import count_honestly, read_with_standings, tell_nothing_found
from powertui.presenters.honest import chosen_racks, honest_rack_record, rack_table, why_lines
from powertui.presenters.redundancy_records import verdict_record


@click.command()
@plant_options
@click.option("--why", is_flag=True, help="Say why figures are not NetBox's, below the table.")
@click.pass_obj
def racks(invocation: Invocation, name: str, database: str | None, *, as_json: bool, why: bool) -> None:
    """Racks as modelled: each side against what that side may carry, never A and B against A+B.

    NAME: only racks with this in their name, place or feeds. WORST % is the side's feed or leg that is nearest to its
    limit, OTHER LOST the same once the other side is lost; NETBOX shows NetBox's own figures. The last two columns are
    on the load of now: what a side would carry once the other is lost (~ estimated, ◆ modelled), and whether the rack
    survives any single loss.
    """
    picture = read_with_standings(invocation, database)
    honest = count_honestly(invocation, database, picture)
    chosen = chosen_racks(honest, name)
    tell_nothing_found("rack", name, chosen)
    if as_json:
        print_json(
            [
                honest_rack_record(honest, area) | {"redundancy": verdict_record(picture.standings, area.id)}
                for area in chosen
            ]
        )
        return
    print_lines(rack_table(honest, chosen, picture.standings))
    if why:
        print_lines(entry for area in chosen for entry in why_lines(area.name, honest.area_reasons(area)))
    if chosen:
        say(f"powertui: VA and shares: {honest.assumptions.words}")
