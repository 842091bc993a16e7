"""The steps in the lives of alerts: written once, never changed."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, insert, select

from powertui.domain.alerts import Alert, AlertEvent, AlertNote, RecordedStep, Severity, Transition
from powertui.storage import schema

_AT_ONCE = 500
"""Alerts named in one statement."""


def add_transitions(connection: Connection, events: Sequence[AlertEvent]) -> tuple[AlertEvent, ...]:
    """Write steps of stored alerts; returns them with their ids."""
    if not events:
        return ()
    table = schema.alert_transition
    rows = [
        {
            "alert_id": event.alert.id,
            "transition": event.transition.value,
            "at_s": event.at_s,
            "severity": int(event.alert.finding.severity),
            "done_by": event.by[:100],
            "detail": event.detail,
        }
        for event in events
    ]
    ids = connection.execute(insert(table).returning(table.c.id, sort_by_parameter_order=True), rows).scalars().all()
    return tuple(replace(event, id=new_id) for event, new_id in zip(events, ids, strict=True))


def with_notes(connection: Connection, alerts: Sequence[Alert]) -> tuple[Alert, ...]:
    """The same alerts with what people wrote beside them."""
    table = schema.alert_transition
    found: dict[int, list[AlertNote]] = {}
    ids = [alert.id for alert in alerts]
    for start in range(0, len(ids), _AT_ONCE):
        chosen = select(table).where(
            table.c.alert_id.in_(ids[start : start + _AT_ONCE]), table.c.transition == Transition.NOTED.value
        )
        for row in connection.execute(chosen.order_by(table.c.id)):
            found.setdefault(row.alert_id, []).append(AlertNote(row.at_s, row.done_by, row.detail))
    return tuple(replace(alert, notes=tuple(found[alert.id])) if alert.id in found else alert for alert in alerts)


def load_steps(connection: Connection, alert_ids: Sequence[int]) -> tuple[RecordedStep, ...]:
    """The steps of some alerts, oldest first."""
    table = schema.alert_transition
    rows = connection.execute(select(table).where(table.c.alert_id.in_(list(alert_ids))).order_by(table.c.id))
    return tuple(
        RecordedStep(
            row.id, row.alert_id, Transition(row.transition), row.at_s, Severity(row.severity), row.done_by, row.detail
        )
        for row in rows
    )
