"""`powertui export`: the model as files that other tools, and this one, take."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from powertui.cli.invocation import Invocation
from powertui.cli.options import database_option
from powertui.cli.output import say
from powertui.errors import UsageError

if TYPE_CHECKING:
    from powertui.domain.topology import Topology

file_argument = click.argument(
    "file", metavar="[FILE]", required=False, type=click.Path(path_type=Path, dir_okay=False, allow_dash=True)
)


@click.group()
def export() -> None:
    """The power model as files: a plan file, JSON, or NetBox's CSV.

    Where it is one file, it goes to stdout unless FILE is given. The same model gives the same bytes.
    """


@export.command()
@file_argument
@database_option
@click.pass_obj
def plan(invocation: Invocation, file: Path | None, database: str | None) -> None:
    """A plan file, which `powertui import plan` takes back."""
    from powertui.bootstrap.files import plan_of

    _write(_stored(invocation, database), plan_of, file)


@export.command(name="json")
@file_argument
@database_option
@click.pass_obj
def as_json(invocation: Invocation, file: Path | None, database: str | None) -> None:
    """JSON: every field, with units in the names of the keys; ids hold within the file."""
    from powertui.bootstrap.files import json_of

    _write(_stored(invocation, database), json_of, file)


@export.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--changed", "changed_only", is_flag=True, help="Only what was changed here since a NetBox had it.")
@database_option
@click.pass_obj
def csv(invocation: Invocation, directory: Path, database: str | None, *, changed_only: bool) -> None:
    """NetBox's CSV: a file for each kind of object, with the columns that NetBox's own import takes.

    Import them in the order in which they are printed.
    """
    from powertui.bootstrap.files import csv_of

    export = csv_of(invocation.settings(database).database.url, changed_only=changed_only)
    for note in export.notes:
        say(f"powertui: {note}")
    if not export.files:
        say("powertui: nothing to export")
        return
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{directory} cannot be made: {error.strerror or error}") from None
    for file in export.files:
        _write_file(directory / file.name, file.text)
        click.echo(str(directory / file.name))


def _stored(invocation: Invocation, database: str | None) -> "Topology":
    from powertui.bootstrap.files import stored_topology

    return stored_topology(invocation.settings(database).database.url)


def _write(topology: "Topology", text_of: "Callable[[Topology], str]", file: Path | None) -> None:
    text = text_of(topology)
    if file is None or str(file) == "-":
        # UTF-8 whatever the terminal's encoding is: this is a file, even where it is piped.
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())
        return
    _write_file(file, text)
    say(f"powertui: wrote {file}")


def _write_file(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror or error}") from None
