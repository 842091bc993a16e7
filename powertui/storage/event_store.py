"""The event log in the database: written at its end, read in the order of time, bounded by age and by rows."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from powertui.domain.events import Event, EventKind, EventRetention
from powertui.storage import schema

_DAY_S = 86_400.0


def add_events(connection: Connection, events: Sequence[Event]) -> None:
    """Write events; texts longer than their columns are cut."""
    if not events:
        return
    connection.execute(
        insert(schema.event),
        [
            {
                "at_s": event.at_s,
                "kind": event.kind,
                "target_id": event.target_id,
                "target_name": event.target_name[:100],
                "source": event.source[:64],
                "oid": event.oid[:255],
                "name": event.name[:100],
                "detail": event.detail,
            }
            for event in events
        ],
    )


def untold(connection: Connection, events: Sequence[Event], within_s: float) -> list[Event]:
    """Those of which the log has no like yet: the same kind, of the same target, within so many seconds."""
    if not events:
        return []
    table = schema.event
    moments = [event.at_s for event in events]
    near = table.c.at_s.between(min(moments) - within_s, max(moments) + within_s)
    kinds = sorted({event.kind for event in events}, key=attrgetter("value"))
    rows = connection.execute(
        select(table.c.kind, table.c.target_id, table.c.at_s).where(near, table.c.kind.in_(kinds))
    )
    told: dict[tuple[EventKind, int | None], list[float]] = {}
    for row in rows:
        told.setdefault((row.kind, row.target_id), []).append(row.at_s)
    found = []
    for event in events:
        known = told.setdefault((event.kind, event.target_id), [])
        if all(abs(event.at_s - at_s) > within_s for at_s in known):
            found.append(event)
            known.append(event.at_s)
    return found


def load_events(connection: Connection, *, since_s: float | None = None) -> tuple[Event, ...]:
    """All events, or those since a moment; the newest last."""
    table = schema.event
    chosen = select(table).order_by(table.c.at_s, table.c.id)
    if since_s is not None:
        chosen = chosen.where(table.c.at_s >= since_s)
    return tuple(_event(row) for row in connection.execute(chosen))


def newest_of_kind(connection: Connection, kind: EventKind, most: int) -> tuple[tuple[int, Event], ...]:
    """The events of a kind that were written last, the newest first, with their ids."""
    table = schema.event
    chosen = select(table).where(table.c.kind == kind).order_by(table.c.id.desc()).limit(most)
    return tuple((row.id, _event(row)) for row in connection.execute(chosen))


def remove_event(connection: Connection, event_id: int) -> None:
    """Take an event back: another one says the same, and more."""
    connection.execute(delete(schema.event).where(schema.event.c.id == event_id))


def _event(row: Any) -> Event:
    return Event(
        at_s=row.at_s,
        kind=row.kind,
        target_id=row.target_id,
        target_name=row.target_name,
        source=row.source,
        oid=row.oid,
        name=row.name,
        detail=row.detail,
    )


def is_over(connection: Connection, retention: EventRetention, now_s: float) -> bool:
    """Whether there may be anything to remove: cheap, and takes no lock."""
    table = schema.event
    # Each by itself: SQLite answers one minimum from an index, and several from the whole table.
    extremes = (func.min(table.c.id), func.max(table.c.id), func.min(table.c.at_s))
    first, last, oldest_s = connection.execute(select(*(select(each).scalar_subquery() for each in extremes))).one()
    if first is None:
        return False
    return bool(last - first >= retention.most_rows or oldest_s < _keep_since_s(retention, now_s))


def trim_events(connection: Connection, retention: EventRetention, now_s: float) -> int:
    """Remove what is too old, then the oldest rows of too many; returns how many were removed."""
    table = schema.event
    removed = connection.execute(delete(table).where(table.c.at_s < _keep_since_s(retention, now_s))).rowcount
    newest_too_many = select(table.c.id).order_by(table.c.id.desc()).offset(retention.most_rows).limit(1)
    last_id = connection.execute(newest_too_many).scalar()
    if last_id is not None:
        removed += connection.execute(delete(table).where(table.c.id <= last_id)).rowcount
    return removed


def _keep_since_s(retention: EventRetention, now_s: float) -> float:
    return now_s - retention.keep_days * _DAY_S
