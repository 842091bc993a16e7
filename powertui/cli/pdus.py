"""`powertui pdus`: the PDU screens without a screen."""

import click

from powertui.cli.invocation import Invocation
from powertui.cli.options import plant_options
from powertui.cli.output import print_json, print_lines, say
from powertui.cli.plant import read_plant, tell_nothing_found
from powertui.presenters.energy import counting
from powertui.presenters.pdu_listing import chosen_pdus, energy_table, outlet_tables, pdu_table
from powertui.presenters.records import pdu_record


@click.command()
@plant_options
@click.option("--outlets", is_flag=True, help="Each PDU with its outlets (JSON has them always).")
@click.pass_obj
def pdus(invocation: Invocation, name: str, database: str | None, *, as_json: bool, outlets: bool) -> None:
    """PDUs: what they are, what they carry, how their last poll went.

    NAME: only PDUs with this in their name, rack, address, vendor or model.
    """
    picture = read_plant(invocation, database, lambda view: counting(view.targets.values()))
    chosen = chosen_pdus(picture, name)
    tell_nothing_found("PDU", name, chosen)
    shed = picture.view.poller.shed
    if shed:
        polls = f"{shed:,} poll{'' if shed == 1 else 's'}"
        say(f"powertui: {polls} left out in the last interval: `powertui events` says why")
    if as_json:
        print_json([pdu_record(picture, target) for target in chosen])
    elif name and not outlets:
        print_lines([*pdu_table(picture, chosen), *energy_table(picture, chosen)])
    else:
        print_lines(outlet_tables(picture, chosen) if outlets else pdu_table(picture, chosen))
