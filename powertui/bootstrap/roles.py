"""This program as a child process of itself: one command line for all children that share its configuration."""

import os
import sys
from pathlib import Path

from powertui.config import Settings
from powertui.services.child import ChildSpec


def role(settings: Settings, name: str) -> ChildSpec:
    """A process that the program starts for itself alone: `powertui internal NAME`."""
    return own_child(settings, name, "internal", name)


def own_child(settings: Settings, name: str, *command: str, log_file: Path | None = None) -> ChildSpec:
    """`powertui COMMAND` with these settings' file and database; `name` is what messages call the child."""
    # Without a file of its own it would look for the user's, which need not be what these settings are.
    configured = ("--config", str(settings.source or os.devnull))
    # The URL may hold a password: other users of the machine see arguments, but not the environment.
    environment = {**os.environ, "POWERTUI_DATABASE": settings.database.url}
    return ChildSpec(name, (sys.executable, "-m", "powertui", *configured, *command), environment, log_file)
