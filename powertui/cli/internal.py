"""`powertui internal`: the processes that the program starts for itself. Not for people."""

from pathlib import Path

import click

from powertui.cli.invocation import Invocation


@click.group()
def internal() -> None:
    """The program's own processes."""


@internal.command()
@click.option("--directory", type=click.Path(path_type=Path), required=True)
@click.option("--base-port", type=int, default=0)
@click.option("--keep", is_flag=True)
def stage(directory: Path, base_port: int, *, keep: bool) -> None:
    """The demo's database and simulated PDUs, until standard input ends."""
    from powertui.bootstrap.demo_children import run_stage

    run_stage(directory, base_port, is_kept=keep)


@internal.command("demo-poller")
@click.option("--database", required=True)
@click.option("--interval", type=float, required=True)
def demo_poller(database: str, interval: float) -> None:
    """The demo's poller, until standard input ends."""
    from powertui.bootstrap.demo_children import run_poller

    run_poller(database, interval)


@internal.command()
@click.pass_obj
def upkeep(invocation: Invocation) -> None:
    """The poller's coarse jobs, until standard input ends."""
    from powertui.bootstrap.upkeep import run_upkeep

    run_upkeep(invocation.settings())


@internal.command()
@click.pass_obj
def evaluate(invocation: Invocation) -> None:
    """The poller's evaluation, until standard input ends."""
    from powertui.bootstrap.evaluation import run_evaluation

    run_evaluation(invocation.settings())


@internal.command()
@click.pass_obj
def deliver(invocation: Invocation) -> None:
    """The poller's sender of notifications, until standard input ends."""
    from powertui.bootstrap.notify import run_delivery

    run_delivery(invocation.settings())


@internal.command("sync-netbox")
@click.pass_obj
def sync_netbox(invocation: Invocation) -> None:
    """The scheduled import from NetBox, once, unless standard input ends before it does."""
    from powertui.bootstrap.netbox_sync import run_sync

    run_sync(invocation.settings(None))
