"""`powertui snmp`: ask one device, without a database. `read` what a profile makes of it; `get` and `walk` objects."""

import asyncio
from typing import TYPE_CHECKING, Any

import click

from powertui.cli.invocation import Invocation
from powertui.cli.snmp_access import access_of, access_options, fail, split_address
from powertui.cli.snmp_objects import get, walk

if TYPE_CHECKING:
    from powertui.bootstrap.device import Access
    from powertui.domain.reading import PollFailure, ReadingBatch, TargetDescription
    from powertui.services.ports import PollTarget


@click.group()
def snmp() -> None:
    """Ask devices over SNMP. Nothing is ever set."""


@snmp.command(epilog="Exit codes: 0 read, 2 wrong usage, 3 no answer, 4 no profile fits, 5 refused.")
@click.argument("address", metavar="HOST[:PORT]")
@access_options
@click.option("--family", default="", help="Use this profile instead of finding one.")
@click.option("--json", "wants_json", is_flag=True, help="For programs.")
@click.option("--raw", "wants_raw", is_flag=True, help="Also where each value comes from: OID, raw value, scale.")
@click.pass_obj
def read(
    invocation: Invocation | None, /, address: str, family: str, *, wants_json: bool, wants_raw: bool, **options: Any
) -> None:
    """Read all that a PDU measures, once."""
    from powertui.domain.reading import PollFailure
    from powertui.services.ports import PollTarget

    host, port = split_address(address)
    target = PollTarget(id=0, name=address, host=host, port=port, credential="", family=family)
    if wants_json and wants_raw:
        raise click.UsageError("--raw is for people and --json for programs: give one of them")
    access = access_of(invocation, **options)
    outcome = asyncio.run(_read(target, access, wants_raw=wants_raw))
    if isinstance(outcome, PollFailure):
        fail(outcome, access)
    from powertui.cli.output import print_json, print_lines
    from powertui.cli.snmp_report import as_json, as_lines, plain
    from powertui.presenters.text import BLANK, line

    description, batch, origins = outcome
    if wants_json:
        print_json(as_json(description, batch))
        return
    print_lines(as_lines(description, batch))
    if origins:
        print_lines([BLANK, line("raw"), *(line(f"  {plain(origin)}") for origin in origins)])


snmp.add_command(get)
snmp.add_command(walk)


async def _read(
    target: "PollTarget", access: "Access", *, wants_raw: bool
) -> "tuple[TargetDescription, ReadingBatch, list[str]] | PollFailure":
    """The device, its readings and, if wanted, a line for each about its origin."""
    from powertui.bootstrap.device import snmp_collector
    from powertui.domain.reading import PollFailure

    collector = snmp_collector(access)
    try:
        description = await collector.discover(target)
        if isinstance(description, PollFailure):
            return description
        batch = await collector.poll(target)
        if isinstance(batch, PollFailure):
            return batch
        origins = await collector.trace(target, description) if wants_raw else ()
        return description, batch, [str(origin) for origin in origins]
    finally:
        await collector.close()
