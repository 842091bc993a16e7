"""`powertui import json`: a model that was exported as JSON, back into a database."""

from pathlib import Path

import click

from powertui.cli.importing import ImportOptions, import_options, run_import
from powertui.cli.invocation import Invocation


@click.command(name="json")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True))
@import_options
@click.pass_obj
def as_json(invocation: Invocation, file: Path, options: ImportOptions) -> None:
    """What `powertui export json` wrote; - is stdin."""
    from powertui.bootstrap.files import read_json_file

    run_import(invocation, options, "json", lambda: read_json_file(file))
