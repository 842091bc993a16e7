"""`powertui metrics`: the plant as metrics, asked for by Prometheus or pushed to it."""

import click

from powertui.cli.invocation import Invocation
from powertui.cli.options import database_option
from powertui.cli.output import say


def _address(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[str, int] | None:
    from powertui.config_events import address_of

    if value is None:
        return None
    try:
        return address_of(value)
    except ValueError as error:
        raise click.BadParameter(str(error).partition(";")[0] + "; right would be 127.0.0.1:9847") from None


@click.command()
@click.option(
    "--listen",
    callback=_address,
    metavar="ADDRESS:PORT",
    help="Serve /metrics there; else where the configuration says, else 127.0.0.1:9847.",
)
@click.option("--push", is_flag=True, help="Push to [metrics.remote_write]; serve only where told to.")
@click.option("--print", "is_printed", is_flag=True, help="Print the metrics once, as OpenMetrics, and end.")
@click.option("--lifeline", is_flag=True, hidden=True, help="End when standard input does: for a parent process.")
@database_option
@click.pass_obj
def metrics(
    invocation: Invocation,
    database: str | None,
    listen: tuple[str, int] | None,
    *,
    push: bool,
    is_printed: bool,
    lifeline: bool,
) -> None:
    """Serve what the database knows as OpenMetrics, until Ctrl-C or SIGTERM; or push it.

    It reads the database and nothing else: a poller fills it. Names, labels and rules: docs/metrics.md.
    """
    from powertui.bootstrap.metrics import metrics_text, run_metrics

    settings = invocation.settings(database)
    if is_printed:
        for piece in metrics_text(settings):
            click.echo(piece, nl=False)
        return
    run_metrics(settings, listen=listen, push=push, say=lambda text: say(f"powertui: {text}"), lifeline=lifeline)
