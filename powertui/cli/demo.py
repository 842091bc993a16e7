"""`powertui demo`: a simulated plant that answers real SNMP, polled and shown live."""

import sys
from pathlib import Path

import click

from powertui.cli.output import print_json, print_lines, say
from powertui.domain.plant import PlantView
from powertui.presenters.cycle import cycle_line, cycle_object
from powertui.presenters.text import Span


@click.command()
@click.option("--headless", is_flag=True, help="Without the screens: one line a cycle.")
@click.option("--cycles", metavar="N", type=click.IntRange(min=1), help="End after N cycles; implies --headless.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a cycle; implies --headless.")
@click.option(
    "--keep",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the database in DIR; otherwise nothing is left behind.",
)
@click.option(
    "--interval",
    metavar="SECONDS",
    type=click.FloatRange(min=0.5, max=3600),
    default=5.0,
    show_default=True,
    help="From one poll to the next.",
)
@click.option(
    "--port",
    metavar="BASE",
    type=click.IntRange(min=1024, max=65_000),
    help="First UDP port of the simulated PDUs on 127.0.0.1, one port each; otherwise free ones are found.",
)
def demo(
    cycles: int | None, keep: Path | None, interval: float, port: int | None, *, headless: bool, as_json: bool
) -> None:
    """A simulated plant, live: nothing to set up, no network, no root, nothing left behind.

    Two halls of racks with A and B feeds; their PDUs are simulated and answer real SNMP on loopback. Within the first
    minute a feed climbs past its capacity; a cord dies, a PDU falls silent, another one reboots.
    """
    from powertui.bootstrap.demo import run_demo, run_headless_demo
    from powertui.services.demo_home import DemoOptions

    options = DemoOptions(keep=keep, interval_s=interval, base_port=port or 0)
    is_headless = headless or as_json or cycles is not None
    if not is_headless and not (sys.stdin.isatty() and sys.stdout.isatty()):
        say("powertui: no terminal here, so this goes on as powertui demo --headless; Ctrl-C ends it")
        is_headless = True
    if is_headless:
        run_headless_demo(options, cycles, _print_object if as_json else _print_line)
    else:
        run_demo(options)


def _print_line(view: PlantView) -> None:
    print_lines([(Span(cycle_line(view)),)])
    sys.stdout.flush()


def _print_object(view: PlantView) -> None:
    print_json(cycle_object(view), indent=None)
    sys.stdout.flush()
