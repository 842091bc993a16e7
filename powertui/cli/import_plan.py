"""`powertui import plan`: a plan file into the model."""

from pathlib import Path

import click

from powertui.cli.importing import ImportOptions, import_options, run_import
from powertui.cli.invocation import Invocation


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True))
@import_options
@click.pass_obj
def plan(invocation: Invocation, file: Path, options: ImportOptions) -> None:
    """A plan file: a hall written by hand, in YAML, with ranges and templates; - is stdin.

    `powertui export plan` writes one of what is there; docs/plan-file.md explains how to write one.
    """
    from powertui.bootstrap.files import read_plan_file

    run_import(invocation, options, "plan", lambda: read_plan_file(file))
