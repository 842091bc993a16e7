"""`powertui import`: a command for each source."""

import click

from powertui.cli.lazy import LazyCommand, LazyGroup

SOURCES = (
    LazyCommand("netbox", "powertui.cli.import_netbox", "netbox", "A running NetBox, over its REST API."),
    LazyCommand("csv", "powertui.cli.import_csv", "csv", "NetBox's CSV files: exports, or import templates."),
    LazyCommand("plan", "powertui.cli.import_plan", "plan", "A plan file: a hall written by hand, in YAML."),
    LazyCommand("json", "powertui.cli.import_json", "as_json", "What `powertui export json` wrote."),
    LazyCommand(
        "device-types", "powertui.cli.import_device_types", "device_types", "Device types of the community's library."
    ),
)


@click.group(name="import", cls=LazyGroup, lazy=SOURCES)
def import_group() -> None:
    """Take the power model from elsewhere.

    Shows what would change, and asks before it does. A second run changes nothing; nothing is removed without
    --prune; what cannot be leaves everything as it was.
    """
