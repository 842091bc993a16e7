"""`powertui compare`: what is measured beside what the model says."""

import click

from powertui.cli.invocation import Invocation
from powertui.cli.options import plant_options
from powertui.cli.output import print_json, print_lines
from powertui.cli.plant import tell_nothing_found
from powertui.domain.compared import ComparedKind


@click.command()
@plant_options
@click.option(
    "--by",
    type=click.Choice([kind.value for kind in ComparedKind]),
    default=ComparedKind.FEED.value,
    show_default=True,
    help="What a row is.",
)
@click.option("--remarks", "only_remarks", is_flag=True, help="Only what stands out.")
@click.pass_obj
def compare(
    invocation: Invocation, name: str, database: str | None, by: str, *, as_json: bool, only_remarks: bool
) -> None:
    """Measured load beside the model's allocated and maximum draw, in W.

    NAME: only rows with this in their name or place. ~ marks an estimate, ? a stale figure, – a missing one. A remark
    says what stands out: a live outlet without a cable, a load that drew nothing (for days, by the history), one over
    its maximum, an inlet that its outlets do not add up to.
    """
    from powertui.bootstrap.compare import compared_plant
    from powertui.presenters.compare_listing import compare_records, compare_table
    from powertui.presenters.table import matches

    kind = ComparedKind(by)
    found = [
        one
        for one in compared_plant(invocation.settings(database), kind)
        if matches(f"{one.name} {one.where}", name) and (one.remark is not None or not only_remarks)
    ]
    tell_nothing_found(by, name, found)
    if as_json:
        print_json(compare_records(kind, found))
    else:
        print_lines(compare_table(kind, found))
