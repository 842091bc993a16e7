"""Alerts in the database; at most one open for each rule and object."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, or_, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from powertui.domain.alert_life.machine import LifeChanges
from powertui.domain.alerts import Alert, AlertEvent, AlertKey
from powertui.storage import schema
from powertui.storage.alert_rows import alert_of, row_of
from powertui.storage.transition_store import add_transitions, with_notes

_AT_ONCE = 200
"""Alerts named in one statement."""


def load_alerts(
    connection: Connection, *, cleared_since_s: float | None, limit: int = 500, pending: bool = False
) -> tuple[Alert, ...]:
    """Open alerts, worst and newest first; then those cleared since a moment, if one is given: both with their notes.

    With `pending`, those too whose condition does not hold for long enough yet: for whoever is to write them.
    """
    table = schema.alert
    chosen = select(table).where(table.c.cleared_at_s.is_(None))
    if not pending:
        chosen = chosen.where(table.c.fired_at_s.is_not(None))
    if pending:
        # Whoever asks for these will write them: what a person does to one meanwhile waits.
        chosen = chosen.with_for_update()
    rows: list[Row[Any]] = list(
        connection.execute(chosen.order_by(table.c.severity.desc(), table.c.began_at_s.desc(), table.c.id.desc()))
    )
    if cleared_since_s is not None:
        cleared = select(table).where(table.c.cleared_at_s >= cleared_since_s)
        rows += connection.execute(cleared.order_by(table.c.cleared_at_s.desc(), table.c.id.desc()).limit(limit))
        return with_notes(connection, _alerts(connection, rows))
    return _alerts(connection, rows)


def load_cleared_since(connection: Connection, since_s: float) -> tuple[Alert, ...]:
    """All alerts that cleared since a moment, in no particular order."""
    table = schema.alert
    return _alerts(connection, list(connection.execute(select(table).where(table.c.cleared_at_s >= since_s))))


def load_alerts_of(connection: Connection, key: AlertKey, since_s: float) -> tuple[Alert, ...]:
    """The open alert of a key, pending or not, and those that cleared since a moment: to be written, and no others."""
    table = schema.alert
    chosen = select(table).where(
        table.c.rule == key.rule.slug,
        table.c.object_kind == key.object_kind.value,
        table.c.object_id == key.object_id,
        or_(table.c.cleared_at_s.is_(None), table.c.cleared_at_s >= since_s),
    )
    return _alerts(connection, list(connection.execute(chosen.with_for_update())))


def load_alert(connection: Connection, alert_id: int, *, to_write: bool = False) -> Alert | None:
    """One, open or not; `to_write` it, it is nobody else's until the transaction ends."""
    table = schema.alert
    chosen = select(table).where(table.c.id == alert_id)
    found = _alerts(connection, list(connection.execute(chosen.with_for_update() if to_write else chosen)))
    return found[0] if found else None


def save_changes(connection: Connection, changes: LifeChanges) -> tuple[AlertEvent, ...]:
    """Write what a round changes, and its steps; returns these with their ids and the alerts with theirs.

    An alert that another evaluation has opened meanwhile is left to that one.
    """
    table = schema.alert
    for ids in _portions([alert.id for alert in changes.dropped]):
        connection.execute(delete(table).where(table.c.id.in_(ids), table.c.fired_at_s.is_(None)))
    ids_by_key = {alert.finding.key: alert.id for alert in changes.changed}
    causes = {alert.caused_by for alert in (*changes.opened, *changes.changed) if alert.caused_by is not None}
    ids_by_key |= _newest_ids(connection, causes - ids_by_key.keys())
    # What explains others is stored before them.
    opened = sorted(changes.opened, key=lambda alert: alert.caused_by is not None)
    stored: dict[AlertKey, Alert] = {}
    for alert in opened:
        new_id = _insert(connection, _linked(alert, ids_by_key))
        if new_id is not None:
            ids_by_key[alert.finding.key] = new_id
            stored[alert.finding.key] = replace(_linked(alert, ids_by_key), id=new_id)
    for alert in changes.changed:
        stored[alert.finding.key] = _linked(alert, ids_by_key)
    update_alerts(connection, [stored[alert.finding.key] for alert in changes.changed])
    events = [
        replace(event, alert=stored[event.alert.finding.key])
        for event in changes.events
        if event.alert.finding.key in stored
    ]
    return add_transitions(connection, events)


def update_alerts(connection: Connection, alerts: Sequence[Alert]) -> None:
    """Write alerts that are on record as they are now."""
    if not alerts:
        return
    rows = [{f"new_{name}": value for name, value in row_of(alert).items()} | {"which": alert.id} for alert in alerts]
    names = row_of(alerts[0])
    changing = update(schema.alert).where(schema.alert.c.id == bindparam("which"))
    connection.execute(changing.values({name: bindparam(f"new_{name}") for name in names}), rows)


def _insert(connection: Connection, alert: Alert) -> int | None:
    table = schema.alert
    # The two databases share the words, SQLAlchemy has them once for each.
    adding = postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
    return connection.execute(
        adding.values(**row_of(alert)).on_conflict_do_nothing().returning(table.c.id)
    ).scalar_one_or_none()


def _linked(alert: Alert, ids_by_key: dict[AlertKey, int]) -> Alert:
    cause = alert.caused_by
    return replace(alert, caused_by_id=None if cause is None else ids_by_key.get(cause, alert.caused_by_id))


def _newest_ids(connection: Connection, keys: Iterable[AlertKey]) -> dict[AlertKey, int]:
    """The newest alert of each key, open or not."""
    table = schema.alert
    of_key = {(key.rule.slug, key.object_kind.value, key.object_id): key for key in keys}
    found: dict[AlertKey, int] = {}
    columns: tuple[ColumnElement[Any], ...] = (table.c.rule, table.c.object_kind, table.c.object_id)
    for portion in _portions(list(of_key)):
        chosen = select(table.c.id, *columns).where(tuple_(*columns).in_(portion)).order_by(table.c.id)
        for row in connection.execute(chosen):
            found[of_key[row.rule, row.object_kind, row.object_id]] = row.id
    return found


def _alerts(connection: Connection, rows: Sequence[Row[Any]]) -> tuple[Alert, ...]:
    """With what explains each, whose row may be another one than those asked for."""
    by_id = {row.id: row for row in rows}
    table = schema.alert
    wanted = sorted({row.caused_by_id for row in rows if row.caused_by_id is not None} - by_id.keys())
    for ids in _portions(wanted):
        chosen = select(table.c.id, table.c.rule, table.c.object_kind, table.c.object_id).where(table.c.id.in_(ids))
        by_id |= {row.id: row for row in connection.execute(chosen)}
    return tuple(alert_of(row, by_id.get(row.caused_by_id)) for row in rows)


def _portions(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (items[start : start + _AT_ONCE] for start in range(0, len(items), _AT_ONCE))
