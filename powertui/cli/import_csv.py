"""`powertui import csv`: NetBox's CSV files into the model."""

from pathlib import Path

import click

from powertui.cli.importing import ImportOptions, Incoming, import_options, run_import
from powertui.cli.invocation import Invocation
from powertui.cli.output import say


@click.command()
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@import_options
@click.pass_obj
def csv(invocation: Invocation, paths: tuple[Path, ...], options: ImportOptions) -> None:
    """NetBox's CSV: files, or a directory of them; exports and import templates alike.

    Which kind each file is, its headings tell. Sites, racks, devices and so on that a file names must be listed by
    another of the files.
    """

    def read() -> Incoming:
        from powertui.bootstrap.files import read_csv

        model = read_csv(paths, invocation.settings(options.database))
        for note in model.notes:
            say(f"powertui: {note}")
        return Incoming(model.topology, model.scope)

    run_import(invocation, options, "csv", read)
