"""`powertui alerts`: what is wrong, and what people do about it."""

import click

from powertui.cli.lazy import LazyCommand, LazyGroup

COMMANDS = (
    LazyCommand("list", "powertui.cli.alerts_list", "list_alerts", "Open ones, then those of the last day."),
    LazyCommand("show", "powertui.cli.alerts_show", "show", "One alert: why, what moved first, its history."),
    LazyCommand("ack", "powertui.cli.alerts_hands", "ack", "Acknowledge alerts: somebody has seen them."),
    LazyCommand("silence", "powertui.cli.alerts_hands", "silence", "Tell nobody of alerts for a while."),
    LazyCommand("unsilence", "powertui.cli.alerts_hands", "unsilence", "Let silenced alerts speak again."),
    LazyCommand("note", "powertui.cli.alerts_hands", "note", "Write a note beside an alert."),
)


class AlertsGroup(LazyGroup):
    """Lists where no command is named: `powertui alerts`, `powertui alerts --open`, `powertui alerts R14`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What is no command is for the list."""
        if not args or (args[0] not in self.list_commands(ctx) and args[0] != "--help"):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(name="alerts", cls=AlertsGroup, lazy=COMMANDS)
def alerts() -> None:
    """Alerts: what is wrong now, and what was within the last day.

    Without a command they are listed: `powertui alerts --open R14` is `powertui alerts list --open R14`.
    """
