"""Maintenance windows in the database."""

from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from powertui.domain.notify.scopes import Scope
from powertui.domain.notify.windows import MaintenanceWindow
from powertui.storage import schema


def add_window(connection: Connection, window: MaintenanceWindow) -> int:
    """Store a new window; returns its id."""
    made = connection.execute(
        insert(schema.maintenance_window).values(
            scope_kind=window.scope.kind,
            scope_id=window.scope.object_id,
            scope_text=window.scope.text[:255],
            from_s=window.from_s,
            to_s=window.to_s,
            why=window.why,
            who=window.who[:100],
            created_at_s=window.created_at_s,
        )
    )
    key = made.inserted_primary_key
    assert key is not None  # noqa: S101 - of one inserted row there always is one
    return int(key[0])


def load_windows(connection: Connection, *, over_after_s: float | None = None) -> tuple[MaintenanceWindow, ...]:
    """All windows, or those that are not over at a moment, in the order in which they begin."""
    table = schema.maintenance_window
    chosen = select(table).order_by(table.c.from_s, table.c.id)
    if over_after_s is not None:
        chosen = chosen.where(
            table.c.to_s > over_after_s, or_(table.c.ended_at_s.is_(None), table.c.ended_at_s > over_after_s)
        )
    return tuple(_window(row) for row in connection.execute(chosen))


def find_window(connection: Connection, window_id: int) -> MaintenanceWindow | None:
    """The window of an id."""
    table = schema.maintenance_window
    row = connection.execute(select(table).where(table.c.id == window_id)).one_or_none()
    return None if row is None else _window(row)


def end_window(connection: Connection, window_id: int, now_s: float) -> None:
    """End a window now; one that has not begun never will."""
    table = schema.maintenance_window
    connection.execute(update(table).where(table.c.id == window_id).values(ended_at_s=now_s))


def _window(row: Any) -> MaintenanceWindow:
    return MaintenanceWindow(
        id=row.id,
        scope=Scope(row.scope_text, row.scope_kind, row.scope_id),
        from_s=row.from_s,
        to_s=row.to_s,
        why=row.why,
        who=row.who,
        created_at_s=row.created_at_s,
        ended_at_s=row.ended_at_s,
    )
