"""Maintenance windows, for commands."""

from dataclasses import dataclass, replace

from powertui.config import Settings
from powertui.domain.notify.scopes import resolve_scope
from powertui.domain.notify.windows import MaintenanceWindow
from powertui.domain.object_lookup import NotFound
from powertui.errors import UsageError
from powertui.services.login import login_name
from powertui.storage.engine import open_database, writing
from powertui.storage.maintenance_store import add_window, end_window, find_window, load_windows
from powertui.storage.topology_store import load_topology

LONGEST_S = 366 * 86_400.0
MOST_WHY = 500


@dataclass(frozen=True, slots=True)
class Wish:
    """A window as somebody asks for it."""

    scope: str
    from_s: float
    to_s: float
    why: str


def add_maintenance(settings: Settings, wish: Wish, now_s: float) -> MaintenanceWindow:
    """Store a window. Raises UsageError where it names nothing, or no time."""
    _check(wish, now_s)
    engine = open_database(settings.database.url, create=False)
    try:
        with writing(engine) as connection:
            scope = resolve_scope(load_topology(connection), wish.scope)
            if isinstance(scope, NotFound):
                raise UsageError(f"--scope: {scope.sentence}")
            window = MaintenanceWindow(0, scope, wish.from_s, wish.to_s, wish.why.strip(), login_name(), now_s)
            return replace(window, id=add_window(connection, window))
    finally:
        engine.dispose()


def read_maintenance(settings: Settings, *, over_after_s: float | None) -> tuple[MaintenanceWindow, ...]:
    """The windows that are not over at a moment, or all."""
    engine = open_database(settings.database.url, create=False)
    try:
        with engine.connect() as connection:
            return load_windows(connection, over_after_s=over_after_s)
    finally:
        engine.dispose()


def end_maintenance(settings: Settings, window_id: int, now_s: float) -> MaintenanceWindow:
    """End a window now. Raises UsageError where there is none of this number, or it is over."""
    engine = open_database(settings.database.url, create=False)
    try:
        with writing(engine) as connection:
            window = find_window(connection, window_id)
            if window is None:
                raise UsageError(f"there is no maintenance window {window_id}: `powertui maintenance list` has them")
            if window.until_s <= now_s:
                raise UsageError(f"maintenance window {window_id} is over already")
            end_window(connection, window_id, now_s)
            return replace(window, ended_at_s=now_s)
    finally:
        engine.dispose()


def _check(wish: Wish, now_s: float) -> None:
    if not wish.why.strip() or not wish.why.isprintable() or len(wish.why) > MOST_WHY:
        raise UsageError(
            f'--why must say in one line, of {MOST_WHY} characters at most, what is done: "swap breaker 7"'
        )
    if wish.to_s <= wish.from_s:
        raise UsageError("--to must be after --from")
    if wish.to_s <= now_s:
        raise UsageError("--to is over already")
    if wish.to_s - wish.from_s > LONGEST_S:
        raise UsageError("a window of more than a year is no maintenance: narrow the scope of a route instead")
