"""A click group whose commands are imported when they run, and not to be listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import click


@dataclass(frozen=True, slots=True)
class LazyCommand:
    """A command that is not imported yet."""

    name: str
    module: str
    attribute: str
    summary: str
    """Its line in the group's help; the command's own help says the rest."""
    is_hidden: bool = False

    def load(self) -> click.Command:
        """Import the command."""
        command = getattr(import_module(self.module), self.attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{self.module}:{self.attribute} is not a click command")
        return command


class LazyGroup(click.Group):
    """A group over LazyCommands, listed in the order in which they were given."""

    def __init__(self, *args: Any, lazy: Sequence[LazyCommand] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lazy = {command.name: command for command in lazy}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, without importing anything."""
        return [*self._lazy, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; imports it."""
        lazy = self._lazy.get(cmd_name)
        return super().get_command(ctx, cmd_name) if lazy is None else lazy.load()

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the name that was meant."""
        name = args[0]
        if not ctx.resilient_parsing and not name.startswith("-") and name not in self.list_commands(ctx):
            visible = [command.name for command in self._lazy.values() if not command.is_hidden]
            close = get_close_matches(name, visible, n=1)
            hint = f'did you mean "{close[0]}"?' if close else f"there are {', '.join(visible)}"
            raise click.UsageError(f'there is no command "{name}"; {hint}', ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """The list of commands, from their summaries."""
        rows = [(command.name, command.summary) for command in self._lazy.values() if not command.is_hidden]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)
