"""`powertui maintenance`: planned work, during which nobody is told of what it does."""

import click

from powertui.cli.lazy import LazyCommand, LazyGroup

COMMANDS = (
    LazyCommand("add", "powertui.cli.maintenance_add", "add", "From when to when, on what, and why."),
    LazyCommand("list", "powertui.cli.maintenance_list", "list_windows", "The windows that are not over, or all."),
    LazyCommand("end", "powertui.cli.maintenance_end", "end", "End a window now."),
)


@click.group(name="maintenance", cls=LazyGroup, lazy=COMMANDS)
def maintenance_group() -> None:
    """Maintenance windows: what happens to a part of the plant meanwhile is an alert, and nobody is sent one.

    What still holds when a window is over is sent then.
    """
