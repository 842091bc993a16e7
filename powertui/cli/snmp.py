"""`powertui snmp`: ask one device, without a database. `read` what a profile makes of it; `get` and `walk` objects."""

import asyncio
from typing import TYPE_CHECKING, Any

import click

from powertui.cli.invocation import Invocation
from powertui.cli.snmp_access import access_of, access_options, fail, split_address
from powertui.cli.snmp_objects import get, walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from powertui.bootstrap.device import Access
    from powertui.domain.provenance import Trace
    from powertui.domain.reading import PollFailure, ReadingBatch, TargetDescription
    from powertui.domain.scale_override import ScaleOverride
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
    access = access_of(invocation, **options)
    from powertui.bootstrap.overrides import configured_overrides

    overrides = configured_overrides((invocation or Invocation()).settings())
    outcome = asyncio.run(_read(target, access, overrides, wants_raw=wants_raw))
    if isinstance(outcome, PollFailure):
        fail(outcome, access)
    from powertui.cli.output import print_json, print_lines
    from powertui.cli.snmp_origins import origin_lines, origin_records
    from powertui.cli.snmp_report import as_json, as_lines

    description, batch, origins = outcome
    if wants_json:
        raw = {"raw": origin_records(origins)} if wants_raw else {}
        print_json({**as_json(description, batch), **raw})
        return
    print_lines(as_lines(description, batch))
    if origins:
        print_lines(origin_lines(origins))


snmp.add_command(get)
snmp.add_command(walk)


async def _read(
    target: "PollTarget", access: "Access", overrides: "Sequence[ScaleOverride]", *, wants_raw: bool
) -> "tuple[TargetDescription, ReadingBatch, Sequence[Trace]] | PollFailure":
    """The device, its readings and, if wanted, the origin of each."""
    from powertui.bootstrap.device import snmp_collector
    from powertui.domain.reading import PollFailure

    collector = snmp_collector(access, overrides)
    try:
        description = await collector.discover(target)
        if isinstance(description, PollFailure):
            return description
        batch = await collector.poll(target)
        if isinstance(batch, PollFailure):
            return batch
        origins = await collector.trace(target, description) if wants_raw else ()
        return description, batch, origins
    finally:
        await collector.close()
