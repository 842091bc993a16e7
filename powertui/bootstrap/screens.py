"""The screens on the configured database, with a poller of their own if none is at work."""

from pathlib import Path

from powertui.bootstrap.logs import log_of
from powertui.bootstrap.redundancy import redundancy_settings
from powertui.bootstrap.roles import own_child
from powertui.config import Settings
from powertui.domain.assumptions import Assumptions
from powertui.services.lazy_plant import LazyPlant
from powertui.services.poller import lease_is_live
from powertui.services.ports import Clock, SystemClock
from powertui.services.processes import ChildProcesses
from powertui.services.scenarios import SavedScenarios
from powertui.storage.engine import open_database
from powertui.storage.lease_store import load_lease
from powertui.tui.alarms import Telling
from powertui.tui.app import PowertuiApp


def run_tui(settings: Settings) -> None:
    """Run until quit. Raises DatabaseError before anything is drawn if there is no plant."""
    clock = SystemClock()
    engine = open_database(settings.database.url, create=False)
    with engine.connect() as connection:
        is_polled = lease_is_live(load_lease(connection), clock.now_s())
    engine.dispose()
    children = None if is_polled else _poller_child(settings, clock)
    scope = Path(engine.url.database or "").stem
    assumptions = Assumptions(settings.model.power_factor)
    telling = Telling(toast=settings.notify.toast, bell=settings.notify.bell)
    source = LazyPlant(settings.database.url, clock)
    PowertuiApp(
        source,
        children,
        clock,
        scope=scope,
        assumptions=assumptions,
        telling=telling,
        redundancy=redundancy_settings(settings),
        scenarios=SavedScenarios(settings.database.url),
    ).run()


def _poller_child(settings: Settings, clock: Clock) -> ChildProcesses:
    return ChildProcesses((own_child(settings, "poller", "poll", "--lifeline", log_file=log_of("poller")),), clock)
