"""Alerts that are over are kept for a good while, not for ever; those that are open always."""

from sqlalchemy import Connection, delete, func, select

from powertui.storage import schema

_AT_ONCE = 5_000


def has_old_alerts(connection: Connection, before_s: float, most: int) -> bool:
    """Whether there may be anything to remove; cheap, and takes no lock."""
    table = schema.alert
    oldest_s = connection.execute(select(func.min(table.c.cleared_at_s))).scalar()
    if oldest_s is None:
        return False
    if oldest_s < before_s:
        return True
    over = select(table.c.id).where(table.c.cleared_at_s.is_not(None)).offset(most).limit(1)
    return connection.execute(over).first() is not None


def trim_alerts(connection: Connection, before_s: float, most: int) -> int:
    """Remove those that cleared before a moment, then the longest over of too many, with their steps; some at once."""
    table, steps = schema.alert, schema.alert_transition
    newest_first = table.c.cleared_at_s.desc(), table.c.id.desc()
    cleared = select(table.c.id).where(table.c.cleared_at_s.is_not(None))
    too_many = cleared.order_by(*newest_first).offset(most).limit(_AT_ONCE)
    too_old = select(table.c.id).where(table.c.cleared_at_s < before_s).limit(_AT_ONCE)
    ids = list(connection.execute(too_old).scalars()) or list(connection.execute(too_many).scalars())
    for start in range(0, len(ids), 500):
        portion = ids[start : start + 500]
        connection.execute(delete(steps).where(steps.c.alert_id.in_(portion)))
        connection.execute(delete(table).where(table.c.id.in_(portion)))
    return len(ids)
