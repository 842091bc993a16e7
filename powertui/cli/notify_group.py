"""`powertui notify`: who is told of alerts."""

import click

from powertui.cli.lazy import LazyCommand, LazyGroup

COMMANDS = (
    LazyCommand("test", "powertui.cli.notify_test", "test", "Send a test through each route, or through one."),
    LazyCommand("log", "powertui.cli.notify_log", "log", "What was sent to whom, what failed, what is held back."),
    LazyCommand("routes", "powertui.cli.notify_routes", "routes", "The configured routes, and what waits for each."),
)


@click.group(name="notify", cls=LazyGroup, lazy=COMMANDS)
def notify_group() -> None:
    """Notifications of alerts, by the routes of the configuration ([[notify.route]], docs/notifications.md).

    The poller sends them; these commands try the routes out, and say what has become of what was sent.
    """
