"""`powertui edit`: an object as YAML in the person's editor, checked, shown as a diff, applied."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from powertui.cli.applying import REFUSED, Consent, finish, tell_refusals
from powertui.cli.editor import edit_draft, new_draft
from powertui.cli.invocation import Invocation
from powertui.cli.options import changed_database_option, dry_run_option, json_changes_option, yes_option
from powertui.cli.output import say

if TYPE_CHECKING:
    from powertui.domain.merge_kinds import ModelObject
    from powertui.domain.vocabulary import Vocabulary
    from powertui.services.model_sync import CurrentModel, SyncPlan


@click.command()
@click.argument("name", metavar="OBJECT")
@dry_run_option
@yes_option
@click.option("--print", "is_print", is_flag=True, help="Print the YAML instead of opening an editor.")
@json_changes_option
@changed_database_option
@click.pass_context
def edit(
    context: click.Context,
    name: str,
    database: str | None,
    *,
    dry_run: bool,
    yes: bool,
    is_print: bool,
    as_json: bool,
) -> None:
    """Change an object in your editor ($VISUAL, $EDITOR).

    OBJECT: rack:R12 (with its devices, ports, outlets and cables), feed:PP-A1/A1-01, pdu-r01-a:"Outlet 3", or a name
    that is the only one of its sort. An unchanged file changes nothing; a mistake is shown with its line.
    """
    from powertui.bootstrap.model import open_desk
    from powertui.services.editing import document_of, object_called
    from powertui.services.model_sync import read_model

    invocation: Invocation = context.obj
    with open_desk(invocation.settings(database), create=False) as desk:
        model = read_model(desk.engine)
        item = object_called(model, name)
        text = document_of(model, item)
        if is_print:
            click.echo(text, nl=False)
            return
        draft = new_draft(text)
        is_kept = False
        try:
            plan = _edited(model, item, draft, text, desk.vocabulary)
            is_kept = plan is None or bool(plan.refusals)
            if plan is not None:
                consent = Consent(dry_run, yes, as_json)
                is_kept = True
                exit_code = finish(desk, plan, consent, source="edit", asking="Change this?")
                is_kept = exit_code != 0
            else:
                say("powertui: nothing is written")
                exit_code = REFUSED
        finally:
            if is_kept:
                say(f"powertui: your text is kept in {draft}")
            else:
                draft.unlink(missing_ok=True)
        context.exit(exit_code)


def _edited(
    model: "CurrentModel", item: "ModelObject", draft: Path, before: str, vocabulary: "Vocabulary"
) -> "SyncPlan | None":
    """The plan of an edited draft; opened again while there is somebody to mend it. None: it stays wrong."""
    from powertui.services.editing import plan_document
    from powertui.services.model_sync import plan_result

    while True:
        after = edit_draft(draft)
        if after == before:
            return plan_result(model, model.topology)
        plan = plan_document(model, item, after, vocabulary=vocabulary)
        if isinstance(plan, tuple):
            for mistake in plan:
                say(f"powertui: {_shown(str(mistake))}")
        elif not plan.refusals:
            return plan
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            return None if isinstance(plan, tuple) else plan
        if not isinstance(plan, tuple):
            tell_refusals(plan)
        if not click.confirm("Edit it again?", default=True, err=True):
            return None


def _shown(text: str) -> str:
    from powertui.presenters.numbers import plain

    return plain(text)
