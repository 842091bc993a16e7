"""`powertui discover`: find PDUs in the ranges that a person names, and nowhere else."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from powertui.cli.applying import Consent, finish
from powertui.cli.invocation import Invocation
from powertui.cli.options import changed_database_option
from powertui.cli.output import print_json, print_lines, say
from powertui.cli.snmp_access import NO_ANSWER, NO_PROFILE, REFUSED

if TYPE_CHECKING:
    from powertui.config import Settings
    from powertui.domain.address_ranges import AddressRange
    from powertui.services.pdu_search import Findings

MOST_UNASKED = 4096
"""More addresses than a /20 has, somebody has to mean."""

INTERRUPTED = 130
_DAY_S, _HOUR_S, _MINUTE_S = 86_400, 3_600, 60


@click.command(
    epilog="Exit codes: 0 some found, 2 wrong usage, 3 nobody answered, 4 no profile fits, 5 refused, 130 Ctrl-C."
)
@click.argument("ranges", metavar="RANGE...", nargs=-1, required=True)
@click.option(
    "--credential",
    "credentials",
    metavar="NAME",
    multiple=True,
    help="A credential of the configuration; several are tried in order.  [default: all of them]",
)
@click.option("--rate", type=click.FloatRange(0.1, 1000), default=50.0, show_default=True, help="Probes a second.")
@click.option("--timeout", type=click.FloatRange(0.05, 60), default=1.0, show_default=True, help="Seconds to wait.")
@click.option("--retries", type=click.IntRange(0, 10), default=1, show_default=True)
@click.option("--add", "is_add", is_flag=True, help="Put what is found into the model, as `powertui pdu add` does.")
@click.option("--site", default="", metavar="SITE", help="With --add: the site of new devices.")
@click.option("--rack", default="", metavar="RACK", help="With --add: their rack.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask, and search giant ranges too.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@changed_database_option
@click.pass_obj
def discover(  # noqa: PLR0913 -- one for each option of the command
    invocation: Invocation | None,
    /,
    ranges: tuple[str, ...],
    *,
    credentials: tuple[str, ...],
    rate: float,
    timeout: float,
    retries: int,
    site: str,
    rack: str,
    database: str | None,
    is_add: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Find PDUs in the ranges that you name: 10.0.0.0/24, 10.0.0.5-20, a host; :PORT may stand behind each.

    Each address is asked who it is, and a PDU what it has. Nothing is changed without --add.
    """
    from powertui.presenters.pdu_search import findings_lines, findings_record, summary
    from powertui.services.pdu_search import Findings

    settings = (invocation or Invocation()).settings(database)
    wanted = _ranges(ranges)
    count = sum(one.count for one in wanted)
    names = credentials or tuple(settings.snmp.credentials)
    if not names:
        raise click.UsageError("the configuration has no credential to try: add one as [snmp.credentials.NAME]")
    if (site or rack) and not is_add:
        raise click.UsageError("--site and --rack are for --add")
    if count > MOST_UNASKED and not yes:
        longest = _duration(count * len(names) / rate)
        raise click.UsageError(
            f"these are {count:,} addresses, and at {rate:g} probes a second that takes up to {longest};"
            " --yes if that is meant"
        )
    findings = Findings(count)
    is_complete = _search(settings, wanted, names, (rate, timeout, retries), findings)
    exit_code = _exit_code(findings) if is_complete else INTERRUPTED
    if is_add and findings.pdus and is_complete:
        exit_code = _add(settings, findings, Consent(yes=yes, as_json=as_json), (site, rack))
    elif as_json:
        print_json({**findings_record(findings), "complete": is_complete})
    else:
        print_lines(findings_lines(findings))
    say(f"powertui: {'' if is_complete else 'interrupted: '}{summary(findings)}")
    click.get_current_context().exit(exit_code)


def _ranges(texts: Sequence[str]) -> "tuple[AddressRange, ...]":
    from powertui.domain.address_ranges import BadRange, merged, range_of

    found = [range_of(text) for text in texts]
    for one in found:
        if isinstance(one, BadRange):
            raise click.UsageError(one.sentence)
    return merged([one for one in found if not isinstance(one, BadRange)])


def _search(
    settings: "Settings",
    wanted: "Sequence[AddressRange]",
    names: Sequence[str],
    manners: tuple[float, float, int],
    findings: "Findings",
) -> bool:
    """Search, and note what is found; False where somebody pressed Ctrl-C."""
    import asyncio
    from time import monotonic

    from powertui.bootstrap.device import Tries
    from powertui.bootstrap.pdus import collector_for
    from powertui.domain.address_ranges import places
    from powertui.services.pdu_search import Pace, search

    rate, timeout_s, retries = manners

    async def run() -> None:
        collector = collector_for(settings, names, Tries(timeout_s, retries))
        try:
            await search(collector, places(wanted), names, Pace(rate, monotonic), findings, progress)
        finally:
            await collector.close()

    with _progress_bar(findings.count) as progress:
        try:
            asyncio.run(run())
        except KeyboardInterrupt:
            return False
    return True


@contextmanager
def _progress_bar(count: int) -> "Iterator[Callable[[Findings], None]]":
    """A bar on stderr, where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=count, label="Looking", file=sys.stderr, show_pos=True) as bar:

        def show(findings: "Findings") -> None:
            bar.label = f"Looking, {len(findings.pdus)} found"
            bar.update(1)

        yield show


def _add(settings: "Settings", findings: "Findings", consent: Consent, place: tuple[str, str]) -> int:
    from powertui.bootstrap.model import open_desk
    from powertui.bootstrap.pdus import is_meter, role_of
    from powertui.presenters.numbers import plain
    from powertui.presenters.pdu_search import findings_lines, in_order
    from powertui.services.model_sync import read_model
    from powertui.services.pdu_adding import PduRead, Wish, plan_pdus

    if not consent.as_json:
        print_lines(findings_lines(findings))
        click.echo()
    reads = []
    for found in in_order(findings):
        family = found.description.family
        if is_meter(family):
            say(
                f"powertui: {found.place.host} is a panel's own meter ({family}):"
                f" powertui pdu add {found.place.host} --panel PANEL says of which"
            )
            continue
        reads.append(
            PduRead(found.description, found.place.host, found.place.port, found.credential, role=role_of(family))
        )
    site, rack = place
    with open_desk(settings, create=True) as desk:
        adding = plan_pdus(read_model(desk.engine), reads, Wish(site=site, rack=rack), vocabulary=desk.vocabulary)
        exit_code = finish(desk, adding.plan, consent, source="discover", asking="Add these?")
    for note in adding.notes:
        say(f"powertui: {plain(note)}")
    return exit_code


def _exit_code(findings: "Findings") -> int:
    from powertui.domain.reading import PollOutcome

    if findings.pdus:
        return 0
    if not findings.others:
        return NO_ANSWER
    is_refused = all(other.failure.outcome is PollOutcome.REFUSED for other in findings.others)
    return REFUSED if is_refused else NO_PROFILE


def _duration(seconds: float) -> str:
    for unit_s, word in ((_DAY_S, "days"), (_HOUR_S, "hours"), (_MINUTE_S, "minutes")):
        if seconds >= 2 * unit_s:
            return f"{seconds / unit_s:,.0f} {word}"
    return f"{seconds:.0f} s"
