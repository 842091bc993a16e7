"""`powertui import device-types`: the community's device-type files into the model."""

from pathlib import Path

import click

from powertui.cli.importing import ImportOptions, Incoming, import_options, run_import
from powertui.cli.invocation import Invocation


@click.command(name="device-types")
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@import_options
@click.pass_obj
def device_types(invocation: Invocation, paths: tuple[Path, ...], options: ImportOptions) -> None:
    """Device types of the community's library: YAML files, or directories of them at any depth.

    A device that is made from a type, in a plan file for one, gets the type's power ports and outlets.
    """

    def read() -> Incoming:
        from powertui.bootstrap.files import read_types
        from powertui.domain.merge_kinds import ModelKind
        from powertui.domain.merge_scope import Scope

        return Incoming(read_types(paths), Scope(kinds=frozenset({ModelKind.DEVICE_TYPE})))

    run_import(invocation, options, "device-types", read)
