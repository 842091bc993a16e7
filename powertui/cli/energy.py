"""`powertui energy`: what was consumed in a month, or between two days, and what it costs."""

from typing import TYPE_CHECKING

import click

from powertui.cli.invocation import Invocation
from powertui.cli.options import database_option, name_argument
from powertui.cli.output import print_json, print_lines, print_text, say
from powertui.cli.plant import tell_nothing_found
from powertui.errors import UsageError

if TYPE_CHECKING:
    from powertui.config import Settings
    from powertui.domain.energy_groups import EnergyGroup
    from powertui.domain.periods import Period

GROUPINGS = ("rack", "tenant", "feed", "device", "panel", "site")


@click.command()
@name_argument
@click.option("--by", type=click.Choice(GROUPINGS), default="rack", show_default=True, help="What a row is.")
@click.option("--month", metavar="YYYY-MM", help="The month; without it and --from, the one that is.")
@click.option("--from", "since", metavar="DAY", help="From this day on, or YYYY-MM-DDTHH:MM.")
@click.option("--to", "until", metavar="DAY", help="To the end of this day, or to YYYY-MM-DDTHH:MM; else to now.")
@click.option("--csv", "form", flag_value="csv", help="Print CSV: a row for each, without a total.")
@click.option("--json", "form", flag_value="json", help="Print JSON: keys with units, null where nothing was measured.")
@database_option
@click.pass_obj
def energy(
    invocation: Invocation,
    name: str,
    by: str,
    month: str | None,
    since: str | None,
    until: str | None,
    database: str | None,
    form: str | None,
) -> None:
    """Energy: kWh, mean and peak power, cost, and how much of the time was measured.

    NAME: only rows with this in their name or place. kWh are what counters rose by; ~ marks those of which a part is
    mean power times measured time. What was not measured is not made up: MEASURED says how much was. The peak is the
    greatest mean of a quarter of an hour. Prices and time zone are [energy] in config.toml; docs/energy.md says more.
    """
    from powertui.bootstrap.energy import report_of_database
    from powertui.cli.progress import ProgressLine
    from powertui.domain.energy_groups import Grouping
    from powertui.presenters.energy_listing import energy_csv, energy_notes, energy_report_record, energy_table
    from powertui.presenters.table import matches

    settings = invocation.settings(database)
    period = _period(settings, month, since, until)

    def is_chosen(group: "EnergyGroup") -> bool:
        return matches(f"{group.name} {group.where}", name)

    with ProgressLine(f"{by}s") as progress:
        report = report_of_database(settings, Grouping(by), period, is_chosen=is_chosen, progress=progress)
    tell_nothing_found(by, name, report.rows)
    zone = settings.energy.zone
    if form == "json":
        print_json(energy_report_record(report, Grouping(by), zone))
    elif form == "csv":
        print_text(energy_csv(report, Grouping(by), zone))
    elif report.rows:
        print_lines(energy_table(report, Grouping(by), zone))
        for note in energy_notes(report, zone):
            say(f"powertui: {note}")
    elif not name:
        say(f"powertui: the model has no {by} that power goes to")


def _period(settings: "Settings", month: str | None, since: str | None, until: str | None) -> "Period":
    """What was asked for, as far as it is over. Raises UsageError."""
    from powertui.domain import periods
    from powertui.services.ports import SystemClock

    if month is not None and (since is not None or until is not None):
        raise UsageError("--month is a period by itself: give it, or --from and --to")
    if until is not None and since is None:
        raise UsageError("--to needs --from beside it")
    now_s = SystemClock().now_s()
    zone = settings.energy.zone
    try:
        if since is not None:
            asked = periods.span(since, until or periods.today(now_s, zone), zone)
        else:
            asked = periods.month_of(now_s, zone) if month is None else periods.month(month, zone)
        return periods.settled(asked, now_s)
    except ValueError as error:
        raise UsageError(str(error)) from None
