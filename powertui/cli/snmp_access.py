"""What all of `powertui snmp` has in common: which device, how to speak to it, how to say that it failed."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from powertui.cli.invocation import Invocation

if TYPE_CHECKING:
    from powertui.bootstrap.device import Access
    from powertui.domain.reading import PollFailure

VERSIONS = ("1", "2c", "3")
AUTH_PROTOCOLS = ("MD5", "SHA", "SHA-224", "SHA-256", "SHA-384", "SHA-512")
PRIV_PROTOCOLS = ("DES", "3DES", "AES", "AES-192", "AES-256", "AES-192-C", "AES-256-C")
SHORTEST_KEY = 8
"""Characters of a v3 password (RFC 3414)."""

REFERENCES = ("env:", "file:")
"""How what is not a secret itself begins, but says where it is."""

NO_ANSWER = 3
NO_PROFILE = 4
REFUSED = 5

T = TypeVar("T", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--credential", "name", metavar="NAME", help="A credential of the configuration, in place of these:"),
    click.option(
        "-v", "--version", type=click.Choice(VERSIONS), help="SNMP version.  [default: 3 with --user, else 2c]"
    ),
    click.option(
        "-c",
        "--community",
        envvar="POWERTUI_SNMP_COMMUNITY",
        help="SNMP v1 and v2c. Like all secrets here: itself, env:NAME or file:/path. Also POWERTUI_SNMP_COMMUNITY.",
    ),
    click.option("-u", "--user", help="SNMP v3."),
    click.option("--auth-protocol", type=click.Choice(AUTH_PROTOCOLS, case_sensitive=False)),
    click.option(
        "--auth-key",
        envvar="POWERTUI_SNMP_AUTH_KEY",
        help="Password. Better in POWERTUI_SNMP_AUTH_KEY, or env:, file:.",
    ),
    click.option(
        "--priv-protocol",
        type=click.Choice(PRIV_PROTOCOLS, case_sensitive=False),
        help="-C: long keys made in Reeder's way, as Cisco does; others in Blumenthal's.",
    ),
    click.option(
        "--priv-key",
        envvar="POWERTUI_SNMP_PRIV_KEY",
        help="Password. Better in POWERTUI_SNMP_PRIV_KEY, or env:, file:.",
    ),
    click.option("--context", default="", help="Context name of SNMP v3."),
    click.option(
        "--timeout",
        type=click.FloatRange(0.05, 60),
        default=2.0,
        show_default=True,
        help="Seconds for a first answer; then the device's own latency decides.",
    ),
    click.option("--retries", type=click.IntRange(0, 10), default=2, show_default=True),
)


def access_options(command: T) -> T:
    """The options that say how to speak to the device; `access_of` makes something of them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def access_of(
    invocation: Invocation | None, *, name: str | None, timeout: float, retries: int, **options: Any
) -> "Access":
    """The options as one thing, or a sentence about what does not fit together."""
    from powertui.bootstrap.device import SnmpAccess, Tries, named_access, stated_access

    tries = Tries(timeout, retries)
    if name is not None:
        given = [option for option in ("version", "user", "auth_protocol", "priv_protocol") if options[option]]
        if given:
            option = given[0].replace("_", "-")
            raise click.UsageError(f"--credential {name} says all; --{option} has no place beside it")
        return named_access((invocation or Invocation()).settings(), name, tries)
    secrets = {secret: options.pop(secret) or "" for secret in ("community", "auth_key", "priv_key")}
    version = options.pop("version") or ("3" if options["user"] else "2c")
    if version == "3":
        _check_user(options, secrets)
        secrets["community"] = ""
    elif options["user"]:
        raise click.UsageError(f"--user belongs to SNMP v3, not to v{version}")
    elif not secrets["community"]:
        raise click.UsageError(f"give --community for SNMP v{version}, or --user for v3")
    else:
        # Those of the environment may be there for another device.
        secrets |= {"auth_key": "", "priv_key": ""}
    access = SnmpAccess(version, **{**options, "user": options["user"] or ""}, **secrets)
    return stated_access(access, tries)


def _check_user(options: Mapping[str, str | None], secrets: Mapping[str, str]) -> None:
    """Whether what v3 was given fits together."""
    if not options["user"]:
        raise click.UsageError("SNMP v3 needs --user")
    for part in ("auth", "priv"):
        protocol, key = options[f"{part}_protocol"], secrets[f"{part}_key"]
        if bool(protocol) != bool(key):
            raise click.UsageError(f"--{part}-protocol and --{part}-key go together")
        if key and not key.startswith(REFERENCES) and len(key) < SHORTEST_KEY:
            raise click.UsageError(
                f"--{part}-key has fewer than {SHORTEST_KEY} characters, which SNMP v3 does not allow"
            )
    if options["priv_protocol"] and not options["auth_protocol"]:
        raise click.UsageError("privacy needs authentication: give --auth-protocol and --auth-key too")


def split_address(address: str) -> tuple[str, int]:
    """`pdu`, `pdu:1161`, `::1`, `[::1]:161`: host and port."""
    from powertui.domain.poll_address import NoAddress, poll_address

    found = poll_address(address)
    if isinstance(found, NoAddress):
        raise click.BadParameter(found.sentence)
    return found.host, found.port or 161


def fail(failure: "PollFailure", access: "Access") -> NoReturn:
    """One sentence, and the exit code that tells a script which way it failed."""
    from powertui.cli.output import say
    from powertui.domain.reading import PollOutcome

    detail = failure.detail
    if failure.outcome is PollOutcome.TIMEOUT and access.hides_wrong_secret:
        detail += "; an agent is silent to a wrong community too"
    say(f"powertui: {detail}")
    codes = {PollOutcome.REFUSED: REFUSED, PollOutcome.NO_PROFILE: NO_PROFILE, PollOutcome.BAD_ANSWER: NO_PROFILE}
    raise SystemExit(codes.get(failure.outcome, NO_ANSWER))
