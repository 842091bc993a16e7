"""`powertui alerts ack`, `silence`, `unsilence` and `note`."""

import click

from powertui.cli.invocation import Invocation
from powertui.cli.options import changed_database_option
from powertui.cli.output import say
from powertui.cli.row_number import ROW_NUMBER
from powertui.cli.spans import span_s

LONGEST_S = 366 * 86_400.0

_ids = click.argument("ids", type=ROW_NUMBER, nargs=-1, required=True, metavar="ID...")


@click.command()
@_ids
@changed_database_option
@click.pass_obj
def ack(invocation: Invocation, ids: tuple[int, ...], database: str | None) -> None:
    """Acknowledge alerts by their numbers: somebody has seen them.

    They stay open until they clear; one that gets worse is to be seen again.
    """
    from powertui.bootstrap.alert_hands import acknowledge_alerts
    from powertui.presenters.alert_listing import handled_line
    from powertui.services.ports import SystemClock

    for alert in acknowledge_alerts(invocation.settings(database), ids, SystemClock().now_s()):
        say(handled_line(alert))


@click.command()
@_ids
@click.option("--for", "for_s", required=True, callback=span_s, metavar="SPAN", help="How long: 30m, 2h, 1d, 1w.")
@click.option("--why", required=True, metavar="TEXT", help="Why; it stands beside the alert.")
@changed_database_option
@click.pass_obj
def silence(invocation: Invocation, ids: tuple[int, ...], for_s: float, why: str, database: str | None) -> None:
    """Tell nobody of alerts for a while, by their numbers.

    They stay open and listed. What else happens to the same object is told: for planned work there is `powertui
    maintenance`.
    """
    from powertui.bootstrap.alert_hands import silence_alerts
    from powertui.presenters.alert_listing import handled_line
    from powertui.services.ports import SystemClock

    if not 0 < for_s <= LONGEST_S:
        raise click.BadParameter("a silence lasts more than nothing and a year at most", param_hint="--for")
    if not why.strip() or not why.isprintable():
        raise click.BadParameter("must say why, in one line", param_hint="--why")
    now_s = SystemClock().now_s()
    for alert in silence_alerts(invocation.settings(database), ids, now_s + for_s, why.strip(), now_s):
        say(handled_line(alert))


@click.command()
@_ids
@changed_database_option
@click.pass_obj
def unsilence(invocation: Invocation, ids: tuple[int, ...], database: str | None) -> None:
    """Let silenced alerts speak again, by their numbers."""
    from powertui.bootstrap.alert_hands import unsilence_alerts
    from powertui.presenters.alert_listing import handled_line
    from powertui.services.ports import SystemClock

    for alert in unsilence_alerts(invocation.settings(database), ids, SystemClock().now_s()):
        say(handled_line(alert))


@click.command()
@click.argument("alert_id", type=ROW_NUMBER, metavar="ID")
@click.argument("text")
@changed_database_option
@click.pass_obj
def note(invocation: Invocation, alert_id: int, text: str, database: str | None) -> None:
    """Write a note beside an alert, by its number, whether it is over or not.

    It is kept in the alert's history with who wrote it and when, and shown wherever the alert is. Nobody is sent it.
    """
    from powertui.bootstrap.alert_hands import note_alert
    from powertui.domain.alert_life.hands import LONGEST_NOTE
    from powertui.presenters.alert_listing import noted_line
    from powertui.services.ports import SystemClock

    if not text.strip() or not text.isprintable() or len(text) > LONGEST_NOTE:
        raise click.BadParameter(f"must be one line of text, {LONGEST_NOTE:,} characters at most", param_hint="TEXT")
    say(noted_line(note_alert(invocation.settings(database), alert_id, text.strip(), SystemClock().now_s())))
