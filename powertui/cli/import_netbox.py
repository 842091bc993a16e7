"""`powertui import netbox`: the model of a running NetBox."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from powertui.cli.importing import ImportOptions, Incoming, import_options, run_import
from powertui.cli.invocation import Invocation
from powertui.cli.output import say
from powertui.errors import UsageError

if TYPE_CHECKING:
    from powertui.bootstrap.netbox import NetBoxSource
    from powertui.exchange.netbox_api.reader import NetBoxImport

_NOTES_SHOWN = 25


@click.command()
@click.argument("url", required=False)
@click.option("--token-env", metavar="NAME", help="Environment variable that holds the API token.")
@click.option("--token-file", metavar="PATH", type=click.Path(path_type=Path), help="File that holds the API token.")
@click.option("--ca-file", metavar="PATH", type=click.Path(path_type=Path), help="Authorities to trust, in PEM form.")
@click.option("--insecure", is_flag=True, help="Believe whoever answers: do not check the TLS certificate.")
@click.option("--site", "sites", multiple=True, metavar="SLUG", help="Only this site; repeatable.")
@click.option(
    "--tag", "tags", multiple=True, metavar="SLUG", help="Only what carries this tag; repeatable: all of them."
)
@click.option("--tenant", "tenants", multiple=True, metavar="SLUG", help="Only this tenant's; repeatable.")
@click.option("--pages-at-once", type=click.IntRange(1, 32), metavar="N", help="Pages asked for at the same time (4).")
@import_options
@click.pass_obj
def netbox(  # noqa: PLR0913 - click hands over each option by its name
    invocation: Invocation,
    *,
    url: str | None,
    token_env: str | None,
    token_file: Path | None,
    ca_file: Path | None,
    sites: tuple[str, ...],
    tags: tuple[str, ...],
    tenants: tuple[str, ...],
    pages_at_once: int | None,
    options: ImportOptions,
    insecure: bool,
) -> None:
    """Read sites, racks, power panels and feeds, devices with power, and power cables from a NetBox 4.

    URL and token may stand in the configuration, under [netbox]; docs/netbox.md says what the token must be allowed.
    NetBox is only read. Objects keep their NetBox ids, so that a later import knows them again by whatever name.
    """
    from powertui.bootstrap.netbox import NetBoxChoice, netbox_source

    choice = NetBoxChoice(
        url=url,
        token=_reference(token_env, token_file),
        ca_file=ca_file,
        is_insecure=insecure,
        sites=sites,
        tags=tags,
        tenants=tenants,
        pages_at_once=pages_at_once,
    )
    source = netbox_source(invocation.settings(options.database), choice)
    if options.prune and source.scope.selects:
        raise UsageError("--prune does not go with a tag or a tenant: what such a scope leaves out is not gone")
    run_import(invocation, options, source.name, lambda: _read(source))


def _reference(token_env: str | None, token_file: Path | None) -> str | None:
    if token_env is not None and token_file is not None:
        raise UsageError("--token-env and --token-file exclude each other")
    if token_env is not None:
        return f"env:{token_env}"
    return None if token_file is None else f"file:{token_file.absolute()}"


def _read(source: "NetBoxSource") -> Incoming:
    _warn(source)
    counter = Counter(sys.stderr)
    try:
        found = source.read(counter)
    finally:
        counter.clear()
    _tell(found)
    return Incoming(found.topology, source.merge_scope(found))


def _warn(source: "NetBoxSource") -> None:
    if not source.access.verify:
        say("powertui: the TLS certificate is not checked: anyone in between could read the token")
    if source.access.is_in_the_clear:
        say("powertui: http, not https: the token goes over the network in the clear")


def _tell(found: "NetBoxImport") -> None:
    for note in found.notes[:_NOTES_SHOWN]:
        say(f"powertui: {note}")
    if len(found.notes) > _NOTES_SHOWN:
        say(f"powertui: and {len(found.notes) - _NOTES_SHOWN} more of that kind")
    if found.cables_out_of_scope:
        count = found.cables_out_of_scope
        say(f"powertui: left out, for they leave what was asked for: {count} cable{'' if count == 1 else 's'}")


class Counter:
    """One line on a terminal that says how far each list is; nothing where there is no terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_shown = stream.isatty()
        self._lists: dict[str, tuple[int, int]] = {}
        self._width = 0

    def __call__(self, plural: str, done: int, total: int) -> None:
        """Take note of a list's progress."""
        self._lists[plural] = (done, total)
        if self._is_shown:
            objects = sum(read for read, _ in self._lists.values())
            parts = [f"{name} {read:,} of {all_:,}" for name, (read, all_) in self._lists.items() if read < all_]
            self._write(f"NetBox: {objects:,} objects" + "".join(f", {part}" for part in parts[:3]))

    def clear(self) -> None:
        """Take the line away."""
        if self._is_shown and self._width:
            self._write("")
            self._stream.write("\r")
            self._stream.flush()

    def _write(self, text: str) -> None:
        import shutil

        text = text[: shutil.get_terminal_size().columns - 1]
        self._stream.write(f"\r{text}{' ' * max(0, self._width - len(text))}")
        self._stream.flush()
        self._width = len(text)
