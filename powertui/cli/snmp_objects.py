"""`powertui snmp get` and `powertui snmp walk`: objects as a device gives them, for whoever looks into one."""

import asyncio
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from powertui.cli.invocation import Invocation
from powertui.cli.snmp_access import access_of, access_options, fail, split_address

if TYPE_CHECKING:
    from powertui.bootstrap.device import DeviceObject

WHOLE_TREE = ("1.3.6.1.2.1", "1.3.6.1.4.1")
"""What a walk without an OID shows: all standard MIBs and all of vendors."""

_OID = re.compile(r"\.?[0-2](\.\d{1,10})+")
_MOST_ARC = 2**32 - 1
_MOST_ARCS = 128
_EXIT_CODES = "Exit codes: 0 done, 2 wrong usage, 3 no answer, 4 a bad answer, 5 refused."


@click.command(epilog=_EXIT_CODES)
@click.argument("address", metavar="HOST[:PORT]")
@click.argument("oids", metavar="OID...", nargs=-1, required=True)
@access_options
@click.option("--json", "wants_json", is_flag=True, help="For programs.")
@click.pass_obj
def get(
    invocation: Invocation | None, /, address: str, oids: tuple[str, ...], *, wants_json: bool, **options: Any
) -> None:
    """Get single objects, by their numeric OIDs with instance: 1.3.6.1.2.1.1.5.0."""
    _show(invocation, address, oids, options, wants_json=wants_json, walks=False)


@click.command(epilog=_EXIT_CODES)
@click.argument("address", metavar="HOST[:PORT]")
@click.argument("oids", metavar="[OID]...", nargs=-1)
@access_options
@click.option("--json", "wants_json", is_flag=True, help="For programs.")
@click.pass_obj
def walk(
    invocation: Invocation | None, /, address: str, oids: tuple[str, ...], *, wants_json: bool, **options: Any
) -> None:
    """Walk all objects below numeric OIDs; without one, all that the device has.

    Of a family that is not known yet, this is what a profile is made from.
    """
    _show(invocation, address, oids or WHOLE_TREE, options, wants_json=wants_json, walks=True)


def _show(
    invocation: Invocation | None,
    address: str,
    oids: Sequence[str],
    options: dict[str, Any],
    *,
    wants_json: bool,
    walks: bool,
) -> None:
    for oid in oids:
        _check(oid)
    host, port = split_address(address)
    access = access_of(invocation, **options)
    from powertui.bootstrap.device import get_objects, walk_objects
    from powertui.cli.output import print_json, print_lines
    from powertui.presenters.text import line

    ask = walk_objects if walks else get_objects
    found, failure = asyncio.run(ask(host, port, access, oids))
    if wants_json:
        print_json([as_record(each) for each in found])
    else:
        print_lines(line(as_text(each)) for each in found)
    if failure is not None:
        fail(failure, access)


def _check(oid: str) -> None:
    arcs = oid.strip(".").split(".")
    if not _OID.fullmatch(oid) or len(arcs) > _MOST_ARCS or any(int(arc) > _MOST_ARC for arc in arcs):
        raise click.BadParameter(f"{oid!r} is not a numeric OID such as 1.3.6.1.2.1.1.5.0")


def as_text(found: "DeviceObject") -> str:
    """A line for a person: name, type, value. What is no text is shown in hexadecimal."""
    if found.value is None:
        return f"{found.oid} = {found.type}"
    return f"{found.oid} = {found.type}: {_shown(found.value)}"


def as_record(found: "DeviceObject") -> dict[str, str | int | None]:
    """The same for a program; octets that are no text are null there, and `hex` always has them."""
    record: dict[str, str | int | None] = {"oid": found.oid, "type": found.type}
    if isinstance(found.value, bytes):
        return {**record, "value": _text(found.value), "hex": found.value.hex()}
    return {**record, "value": found.value}


def _shown(value: int | str | bytes) -> str:
    if not isinstance(value, bytes):
        return str(value)
    text = _text(value)
    return f'"{text}"' if text is not None else value.hex(" ").upper()


def _text(octets: bytes) -> str | None:
    """Octets as text, where a terminal takes them for nothing but text."""
    try:
        text = octets.decode()
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() else None
