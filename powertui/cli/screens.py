"""`powertui` without a command: the screens on the configured database."""

import sys

from powertui.cli.invocation import Invocation
from powertui.errors import UsageError


def run_screens(invocation: Invocation) -> None:
    """Open the screens; they need a terminal at both ends."""
    settings = invocation.settings()
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("the screens need a terminal; without one there are powertui tree, feeds, pdus and alerts")
    from powertui.bootstrap.screens import run_tui

    run_tui(settings)
