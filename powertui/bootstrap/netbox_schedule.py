"""When a poller imports from NetBox by itself, and how the process for it is started.

In a process of its own: a large model takes hundreds of MB, which are the system's again afterwards.
"""

from dataclasses import dataclass

from sqlalchemy import Engine

from powertui.bootstrap.roles import role
from powertui.config import Settings, redacted_url
from powertui.presenters.numbers import plain
from powertui.services.child import ChildSpec, run_to_end
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
    child: ChildSpec

    def work(self, engine: Engine, now_s: float) -> None:
        """Sync if one is due, and wait until it is done. How it ended is in the event log then."""
        if not sync_is_due(engine, now_s, self.every_s):
            return
        told = self._run()
        if told:
            note_sync(engine, sync_event(now_s, SyncOutcome.FAILED, self.source, told))

    def _run(self) -> str:
        """Empty: the process has told by itself how it went."""
        code = run_to_end(self.child, TAKES_AT_MOST_S)
        if code is None:
            return f"it took more than {TAKES_AT_MOST_S:.0f} s, and was ended"
        return "" if code == 0 else f"its process ended unexpectedly (exit status {code})"


def scheduled_sync(settings: Settings) -> ScheduledSync | None:
    """As the configuration has it; None where it asks for none."""
    every_s = settings.netbox.sync_every_s
    if every_s is None:
        return None
    return ScheduledSync(every_s, shown_url(settings), role(settings, "sync-netbox"))


def shown_url(settings: Settings) -> str:
    """NetBox's address, as it may be shown."""
    return plain(redacted_url(settings.netbox.url or ""))
