"""`powertui snmp`: ask one device, without a configuration or a database."""

import asyncio
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from powertui.bootstrap.device import SnmpAccess
    from powertui.domain.reading import PollFailure, ReadingBatch, TargetDescription
    from powertui.services.ports import PollTarget

AUTH_PROTOCOLS = ("MD5", "SHA", "SHA-224", "SHA-256", "SHA-384", "SHA-512")
PRIV_PROTOCOLS = ("DES", "3DES", "AES", "AES-192", "AES-256", "AES-192-C", "AES-256-C")
SHORTEST_KEY = 8
"""Characters of a v3 key (RFC 3414)."""

NO_ANSWER = 3
NO_PROFILE = 4
REFUSED = 5


@click.group()
def snmp() -> None:
    """Ask devices over SNMP."""


@snmp.command(epilog="Exit codes: 0 read, 2 wrong usage, 3 no answer, 4 no profile fits, 5 refused.")
@click.argument("address", metavar="HOST[:PORT]")
@click.option("-c", "--community", envvar="POWERTUI_SNMP_COMMUNITY", help="SNMP v2c. Also POWERTUI_SNMP_COMMUNITY.")
@click.option("-u", "--user", help="SNMP v3.")
@click.option("--auth-protocol", type=click.Choice(AUTH_PROTOCOLS, case_sensitive=False))
@click.option("--auth-key", envvar="POWERTUI_SNMP_AUTH_KEY", help="Better in POWERTUI_SNMP_AUTH_KEY.")
@click.option("--priv-protocol", type=click.Choice(PRIV_PROTOCOLS, case_sensitive=False), help="-C: Cisco's keys.")
@click.option("--priv-key", envvar="POWERTUI_SNMP_PRIV_KEY", help="Better in POWERTUI_SNMP_PRIV_KEY.")
@click.option("--context", default="", help="Context name of SNMP v3.")
@click.option("--timeout", type=click.FloatRange(0.05, 60), default=2.0, show_default=True, help="Seconds per request.")
@click.option("--retries", type=click.IntRange(0, 10), default=2, show_default=True)
@click.option("--family", default="", help="Use this profile instead of finding one.")
@click.option("--json", "wants_json", is_flag=True, help="For programs.")
@click.option("--raw", "wants_raw", is_flag=True, help="Also where each value comes from: OID, raw value, scale.")
def read(address: str, family: str, *, wants_json: bool, wants_raw: bool, **access: Any) -> None:
    """Read all that a PDU measures, once."""
    from powertui.domain.reading import PollFailure
    from powertui.services.ports import PollTarget

    host, port = split_address(address)
    target = PollTarget(id=0, name=address, host=host, port=port, credential="", family=family)
    if wants_json and wants_raw:
        raise click.UsageError("--raw is for people and --json for programs: give one of them")
    outcome = asyncio.run(_read(target, _access(**access), wants_raw=wants_raw))
    if isinstance(outcome, PollFailure):
        _fail(outcome, community=bool(access["community"]) and not access["user"])
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


def split_address(address: str) -> tuple[str, int]:
    """`pdu`, `pdu:1161`, `::1`, `[::1]:161`: host and port."""
    host, port = address, "161"
    if address.startswith("["):
        host, bracket, rest = address[1:].partition("]")
        if not bracket or (rest and not rest.startswith(":")):
            raise click.BadParameter(f"{address!r} is not HOST, HOST:PORT or [IPV6]:PORT")
        port = rest[1:] or port
    elif address.count(":") == 1:
        host, _, port = address.partition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise click.BadParameter(f"{address!r} is not HOST, HOST:PORT or [IPV6]:PORT")
    return host, int(port)


def _access(  # noqa: PLR0913 -- one for each option of the command
    *,
    community: str | None,
    user: str | None,
    auth_protocol: str | None,
    auth_key: str | None,
    priv_protocol: str | None,
    priv_key: str | None,
    context: str,
    timeout: float,
    retries: int,
) -> "SnmpAccess":
    """The options as one thing, or a sentence about what does not fit together."""
    from powertui.bootstrap.device import SnmpAccess

    if user is None:
        if community is None:
            raise click.UsageError("give --community for SNMP v2c, or --user for v3")
        return SnmpAccess(community=community, timeout_s=timeout, retries=retries)
    for name, protocol, key in (("auth", auth_protocol, auth_key), ("priv", priv_protocol, priv_key)):
        if bool(protocol) != bool(key):
            raise click.UsageError(f"--{name}-protocol and --{name}-key go together")
        if key and len(key) < SHORTEST_KEY:
            raise click.UsageError(
                f"--{name}-key has fewer than {SHORTEST_KEY} characters, which SNMP v3 does not allow"
            )
    if priv_protocol and not auth_protocol:
        raise click.UsageError("privacy needs authentication: give --auth-protocol and --auth-key too")
    return SnmpAccess(
        user=user,
        auth_protocol=auth_protocol,
        auth_key=auth_key or "",
        priv_protocol=priv_protocol,
        priv_key=priv_key or "",
        context=context,
        timeout_s=timeout,
        retries=retries,
    )


async def _read(
    target: "PollTarget", access: "SnmpAccess", *, wants_raw: bool
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


def _fail(failure: "PollFailure", *, community: bool) -> NoReturn:
    """One sentence, and the exit code that tells a script which way it failed."""
    from powertui.cli.output import say
    from powertui.domain.reading import PollOutcome

    detail = failure.detail
    if failure.outcome is PollOutcome.TIMEOUT and community:
        detail += "; an agent is silent to a wrong community too"
    say(f"powertui: {detail}")
    codes = {PollOutcome.REFUSED: REFUSED, PollOutcome.NO_PROFILE: NO_PROFILE, PollOutcome.BAD_ANSWER: NO_PROFILE}
    raise SystemExit(codes.get(failure.outcome, NO_ANSWER))
