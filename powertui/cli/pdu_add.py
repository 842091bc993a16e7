"""`powertui pdu add`: read a PDU, show what it would be in the model, ask, make it."""

from typing import TYPE_CHECKING, Any

import click

from powertui.cli.applying import Consent, finish
from powertui.cli.invocation import Invocation
from powertui.cli.options import changed_database_option, dry_run_option, yes_option
from powertui.cli.output import print_lines, say
from powertui.cli.snmp_access import access_of, access_options, fail, split_address

if TYPE_CHECKING:
    from powertui.bootstrap.device import Access
    from powertui.config import Settings


@click.command(
    epilog="Exit codes: 0 done, 1 refused by the model, 2 wrong usage, 3 no answer, 4 no profile fits, 5 refused."
)
@click.argument("address", metavar="HOST[:PORT]")
@access_options
@click.option("--family", default="", help="Use this profile instead of finding one, now and when it is polled.")
@click.option(
    "--name",
    "device_name",
    default="",
    metavar="NAME",
    help="What the device is called.  [default: as it calls itself]",
)
@click.option("--site", default="", metavar="SITE", help="Its site, by name or slug.  [default: the only one]")
@click.option("--rack", default="", metavar="RACK", help="Its rack.")
@click.option("--panel", default="", metavar="PANEL", help="It is this panel's own meter: its circuits are feeds.")
@dry_run_option
@yes_option
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON, all of them.")
@changed_database_option
@click.pass_obj
def add(  # noqa: PLR0913 -- one for each option of the command
    invocation: Invocation | None,
    /,
    address: str,
    family: str,
    device_name: str,
    site: str,
    rack: str,
    panel: str,
    database: str | None,
    *,
    dry_run: bool,
    yes: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Read a PDU and make the device that it is: inlets, outlets, legs, branches, rating, and where it is polled.

    What the model says already stays; a second run changes nothing. PDUs in a chain become a device each. The model
    keeps the credential's name, never a secret: --credential NAME, or options that say the same as a configured one.
    """
    from powertui.bootstrap.model import open_desk
    from powertui.bootstrap.overrides import configured_overrides
    from powertui.bootstrap.pdus import Agent, is_meter, read_agent
    from powertui.domain.reading import PollFailure
    from powertui.presenters.pdu_reading import reading_lines
    from powertui.services.model_sync import read_model
    from powertui.services.pdu_adding import Wish, plan_pdus

    invocation = invocation or Invocation()
    host, port = split_address(address)
    settings = invocation.settings(database)
    credential, access = _chosen(invocation, settings, **options)
    found = read_agent(Agent(host, port, credential, family, device_name), access, configured_overrides(settings))
    if isinstance(found, PollFailure):
        fail(found, access)
    if is_meter(found.description.family) and not panel:
        raise click.UsageError(f"{address} is a panel's own meter ({found.description.family}): --panel says of which")
    if not as_json:
        print_lines(reading_lines(found.description))
    with open_desk(settings, create=True, is_dry_run=dry_run) as desk:
        adding = plan_pdus(
            read_model(desk.engine), [found], Wish(device_name, site, rack, panel), vocabulary=desk.vocabulary
        )
        exit_code = finish(desk, adding.plan, Consent(dry_run, yes, as_json), source="pdu add", asking="Add this?")
    for note in adding.notes:
        say(f"powertui: {_shown(note)}")
    if exit_code:
        click.get_current_context().exit(exit_code)


def _chosen(invocation: Invocation, settings: "Settings", *, name: str | None, **options: Any) -> "tuple[str, Access]":
    """The name that the model keeps, and how to speak to the device now."""
    from powertui.bootstrap.pdus import configured_name, only_name

    is_stated = bool(options["community"] or options["user"])
    if name is None and not is_stated:
        name = only_name(settings)
    if name is not None and (name in settings.snmp.credentials or not is_stated):
        return name, access_of(invocation, name=name, **options)
    access = access_of(invocation, name=None, **options)
    if name is not None:
        say(f"powertui: the configuration has no credential {name!r} yet; without it the PDU cannot be polled")
        return name, access
    found = configured_name(settings, access)
    if found is None:
        raise click.UsageError(
            "the model keeps a credential's name, never the secret, and the configuration has none like this:"
            " add it as [snmp.credentials.NAME], and give --credential NAME"
        )
    return found, access


def _shown(text: str) -> str:
    from powertui.presenters.numbers import plain

    return plain(text)
