"""`powertui lint`: what in the model is wrong, doubtful or will surprise."""

import click

from powertui.cli.invocation import Invocation
from powertui.cli.options import plant_options
from powertui.cli.output import print_json, print_lines, say
from powertui.cli.plant import tell_nothing_found
from powertui.domain.alerts import Severity
from powertui.errors import DatabaseError
from powertui.presenters.lint_listing import chosen_findings, lint_lines, lint_record, lint_summary


@click.command()
@plant_options
@click.option("--strict", is_flag=True, help="Exit with 1 if there is any warning or worse.")
@click.pass_context
def lint(context: click.Context, name: str, database: str | None, *, as_json: bool, strict: bool) -> None:
    """What in the model is wrong, doubtful or will surprise: what, where, why it matters, how to mend it.

    NAME: only findings with this in their code, object, place or text; --strict judges those.
    """
    from powertui.bootstrap.lint import lint_database
    from powertui.config import redacted_url

    invocation: Invocation = context.obj
    settings = invocation.settings(database)
    findings = lint_database(settings)
    if findings is None:
        url = redacted_url(settings.database.url)
        raise DatabaseError(f"{url} holds no model yet; one comes from: powertui import")
    chosen = chosen_findings(findings, name)
    tell_nothing_found("finding", name, chosen)
    if as_json:
        print_json([lint_record(finding) for finding in chosen])
    else:
        print_lines(lint_lines(chosen))
    if not name or chosen:
        say(f"powertui: {lint_summary(chosen)}")
    if strict and any(finding.severity >= Severity.WARNING for finding in chosen):
        context.exit(1)
