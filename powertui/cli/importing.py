"""What all imports share: read, show what would change, ask, apply all of it or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from powertui.cli.applying import Consent, finish
from powertui.cli.invocation import Invocation
from powertui.cli.options import Command, changed_database_option, dry_run_option, yes_option

if TYPE_CHECKING:
    from powertui.domain.merge_scope import Scope
    from powertui.domain.topology import Topology


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How an import is to go."""

    dry_run: bool = False
    yes: bool = False
    prune: bool = False
    as_json: bool = False
    database: str | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a source holds, and what it speaks of."""

    topology: "Topology"
    scope: "Scope"


def import_options(command: Command) -> Command:
    """The options of each import; they arrive as one argument, `options`."""
    from functools import wraps

    @wraps(command)
    def gathered(
        *arguments: Any, dry_run: bool, yes: bool, prune: bool, as_json: bool, database: str | None, **others: Any
    ) -> Any:
        return command(*arguments, options=ImportOptions(dry_run, yes, prune, as_json, database), **others)

    options: tuple[Callable[[Any], Any], ...] = (
        dry_run_option,
        yes_option,
        click.option("--prune", is_flag=True, help="Also remove what the source no longer has."),
        click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON, all of them."),
        changed_database_option,
    )
    decorated: Any = gathered
    for option in reversed(options):
        decorated = option(decorated)
    return decorated  # type: ignore[no-any-return]  # click's decorators are typed for any callable


def run_import(
    invocation: Invocation, options: ImportOptions, source: str, read: "Callable[[], Topology | Incoming]"
) -> None:
    """Import what `read` gives; `source` is noted in the change log. Exits with 1 where anything is refused."""
    from powertui.bootstrap.model import open_desk
    from powertui.domain.merge_scope import EVERYTHING
    from powertui.services.model_sync import plan

    incoming = read()
    topology, scope = (incoming.topology, incoming.scope) if isinstance(incoming, Incoming) else (incoming, EVERYTHING)
    with open_desk(invocation.settings(options.database), create=True, is_dry_run=options.dry_run) as desk:
        planned = plan(desk.engine, topology, prune=options.prune, scope=scope, vocabulary=desk.vocabulary)
        exit_code = finish(
            desk, planned, Consent(options.dry_run, options.yes, options.as_json), source=source, asking="Import this?"
        )
    if exit_code:
        click.get_current_context().exit(exit_code)
