"""`powertui trend`: which feeds and panels will be full, and when."""

from typing import TYPE_CHECKING

import click

from powertui.cli.invocation import Invocation
from powertui.cli.options import database_option, name_argument
from powertui.cli.output import print_json, print_lines, print_text, say
from powertui.cli.plant import tell_nothing_found

if TYPE_CHECKING:
    from powertui.domain.trend_loads import TrendObject


@click.command()
@name_argument
@click.option("--by", type=click.Choice(("feed", "panel")), default="feed", show_default=True, help="What a row is.")
@click.option(
    "--days", type=click.IntRange(28, 1000), default=90, show_default=True, help="How many days to look back on."
)
@click.option("--csv", "form", flag_value="csv", help="Print CSV.")
@click.option("--json", "form", flag_value="json", help="Print JSON: keys with units, null where there is no trend.")
@database_option
@click.pass_obj
def trend(invocation: Invocation, name: str, by: str, days: int, database: str | None, form: str | None) -> None:
    """Where loads are going: days until feeds and panels reach their limit, worst first.

    NAME: only those with this in their name, panel or site. From the daily peaks (the greatest mean of a quarter of an
    hour): a robust line, no trend where its 95 % interval holds 0 or there are fewer than 28 days, and steps left out.
    FULL IN is when one day in twenty reaches the limit, with its interval. docs/energy.md says how.
    """
    from powertui.bootstrap.trend import trends_of_database
    from powertui.cli.progress import ProgressLine
    from powertui.domain.trend_loads import TrendSubject
    from powertui.presenters.table import matches
    from powertui.presenters.trend_listing import trend_csv, trend_record, trend_table

    def is_chosen(one: "TrendObject") -> bool:
        return matches(f"{one.name} {one.where}", name)

    with ProgressLine(f"{by}s") as progress:
        found = trends_of_database(
            invocation.settings(database), TrendSubject(by), days, is_chosen=is_chosen, progress=progress
        )
    tell_nothing_found(by, name, found)
    if form == "json":
        print_json([trend_record(one) for one in found])
    elif form == "csv":
        print_text(trend_csv(found, TrendSubject(by)))
    elif found:
        print_lines(trend_table(found, TrendSubject(by)))
    elif not name:
        say(f"powertui: no {by} is measured")
