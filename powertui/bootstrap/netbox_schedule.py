"""When the poller's process imports from NetBox by itself, and how the process for it is started.

In a process of its own, since a large model takes seconds of computing that no poll should wait for.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Engine

from powertui.config import Settings, redacted_url
from powertui.presenters.numbers import plain
from powertui.services.sync_log import SyncOutcome, note_sync, sync_event, sync_is_due

LOOK_EVERY_S = 20.0
"""How often it is looked whether one is due."""

TAKES_AT_MOST_S = 3600.0
"""A sync that takes longer is ended."""


@dataclass(frozen=True, slots=True)
class ScheduledSync:
    """When a sync is due, and how its process is started."""

    every_s: float
    source: str
    """What the log calls the NetBox."""
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    """May hold secrets."""

    def work(self, engine: Engine, now_s: float) -> None:
        """Sync if one is due, and wait until it is done. How it ended is in the event log then."""
        if not sync_is_due(engine, now_s, self.every_s):
            return
        told = self._run()
        if told:
            note_sync(engine, sync_event(now_s, SyncOutcome.FAILED, self.source, told))

    def _run(self) -> str:
        """Empty: the process has told by itself how it went."""
        process = subprocess.Popen(  # noqa: S603 - the command is this program itself
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env=dict(self.environment),
            start_new_session=True,
        )
        with process:
            try:
                code = process.wait(TAKES_AT_MOST_S)
            except subprocess.TimeoutExpired:
                process.kill()
                return f"it took more than {TAKES_AT_MOST_S:.0f} s, and was ended"
        return "" if code == 0 else f"its process ended unexpectedly (exit status {code})"


def scheduled_sync(settings: Settings) -> ScheduledSync | None:
    """As the configuration has it; None where it asks for none."""
    every_s = settings.netbox.sync_every_s
    if every_s is None:
        return None
    configured = ("--config", str(settings.source)) if settings.source else ()
    command = (sys.executable, "-m", "powertui", *configured, "internal", "sync-netbox")
    # The URL may hold a password: other users of the machine see arguments, but not the environment.
    environment = {**os.environ, "POWERTUI_DATABASE": settings.database.url}
    return ScheduledSync(every_s, shown_url(settings), command, environment)


def shown_url(settings: Settings) -> str:
    """NetBox's address, as it may be shown."""
    return plain(redacted_url(settings.netbox.url or ""))
