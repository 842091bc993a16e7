"""`powertui simulate`: one device of any family that answers SNMP, for those who write tests."""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from powertui.cli.output import print_json, print_lines
from powertui.presenters.text import Span

if TYPE_CHECKING:
    from powertui.bootstrap.simulate import DeviceOrder, Listener, Served

SHORTEST_KEY = 8
"""Characters of a v3 password (RFC 3414)."""
PUBLIC = "public"


@click.command()
@click.option("--list", "is_list", is_flag=True, help="The families, and what each shows.")
@click.option("--json", "as_json", is_flag=True, help="With --list: for programs.")
@click.option("--family", metavar="FAMILY", help="Which one to be.")
@click.option("--outlets", metavar="N", type=click.IntRange(1, 96), help="Of each unit.  [default: 12]")
@click.option("--units", metavar="N", type=click.IntRange(1, 16), default=1, show_default=True, help="In the chain.")
@click.option("--phases", type=click.Choice(("1", "3")), default="3", show_default=True)
@click.option("--wiring", type=click.Choice(("wye", "delta")), default="wye", show_default=True)
@click.option("--branches", metavar="N", type=click.IntRange(0, 48), help="Of each unit.  [default: as the family has]")
@click.option("--load", "load_w", metavar="W", type=click.FloatRange(0, 100_000), default=3000.0, show_default=True)
@click.option("--seed", metavar="N", type=int, default=0, show_default=True, help="Another one is another load.")
@click.option("--port", metavar="PORT", type=click.IntRange(0, 65535), default=1161, show_default=True, help="0: any.")
@click.option("--bind", metavar="ADDRESS", default="127.0.0.1", show_default=True)
@click.option("--beyond-loopback", is_flag=True, help="Allow a --bind that others can reach.")
@click.option(
    "--community", default=PUBLIC, show_default=True, help="SNMP v1 and v2c. Secrets: themselves, env:NAME, file:/path."
)
@click.option("--v3-user", default="", help="Answer SNMP v3 too, with SHA and AES.")
@click.option("--v3-auth-key", envvar="POWERTUI_SNMP_AUTH_KEY", default="", help="Or POWERTUI_SNMP_AUTH_KEY.")
@click.option("--v3-priv-key", envvar="POWERTUI_SNMP_PRIV_KEY", default="", help="Or POWERTUI_SNMP_PRIV_KEY.")
def simulate(family: str | None, *, is_list: bool, as_json: bool, **options: Any) -> None:
    """One device of any family that answers SNMP on loopback, made from the family's profile. Ctrl-C ends it.

    Its values drift as a rack's do, its energy counts up. It proves that a reader agrees with the profile, not that the
    profile is right: that only recordings of real devices do.
    """
    if is_list:
        _list(as_json=as_json)
        return
    if family is None:
        raise click.UsageError("give --family, or --list to see them")
    from powertui.bootstrap.simulate import ordered_device, serve

    listener = _listener(options)
    serve(ordered_device(_order(family, options)), listener, lambda served: _report(served, listener))


def _order(family: str, options: Mapping[str, Any]) -> "DeviceOrder":
    from powertui.bootstrap.simulate import DeviceOrder

    is_delta = options["wiring"] == "delta"
    if options["phases"] == "1" and is_delta:
        raise click.UsageError("--wiring delta needs three phases")
    return DeviceOrder(
        family,
        outlets=options["outlets"],
        units=options["units"],
        phases=int(options["phases"]),
        is_delta=is_delta,
        branches=options["branches"],
        load_w=options["load_w"],
        seed=options["seed"],
    )


def _listener(options: Mapping[str, Any]) -> "Listener":
    from powertui.bootstrap.simulate import Listener

    listener = Listener(
        options["bind"],
        options["port"],
        options["community"],
        user=options["v3_user"],
        auth_key=options["v3_auth_key"],
        priv_key=options["v3_priv_key"],
        may_leave_loopback=options["beyond_loopback"],
    )
    for name, key in (("--v3-auth-key", listener.auth_key), ("--v3-priv-key", listener.priv_key)):
        if listener.user and not key.startswith(("env:", "file:")) and len(key) < SHORTEST_KEY:
            raise click.UsageError(f"--v3-user needs {name}, of {SHORTEST_KEY} characters or more")
    return listener


def _report(served: "Served", listener: "Listener") -> None:
    """One line: what it is, and how to read it. A secret that somebody chose is not shown."""
    host = f"[{listener.host}]" if ":" in listener.host else listener.host
    parts = ", ".join(f"{count} {kind}{_plural(kind, count)}" for kind, count in served.parts) or "identity only"
    how = f"powertui snmp read {host}:{served.port}"
    if listener.community == PUBLIC:
        how += f" --community {PUBLIC}"
    elif not listener.user:
        how = f"POWERTUI_SNMP_COMMUNITY=... {how}"
    else:
        how += f" --user {listener.user} --auth-protocol SHA --priv-protocol AES"
    print_lines([(Span(f"{served.family}: {parts}; read it with: {how}"),)])
    sys.stdout.flush()


def _list(*, as_json: bool) -> None:
    from powertui.bootstrap.simulate import families

    known = families()
    if as_json:
        print_json([{"family": name, "vendor": vendor, "parts": list(parts)} for name, vendor, parts in known])
        return
    names = max(len(name) for name, _, _ in known)
    vendors = max(len(vendor) for _, vendor, _ in known)
    print_lines(
        [
            (Span(f"{name:<{names}}  {vendor:<{vendors}}  {', '.join(parts) or 'identity only'}"),)
            for name, vendor, parts in known
        ]
    )


def _plural(kind: str, count: int) -> str:
    return "" if count == 1 else "es" if kind.endswith("ch") else "s"
