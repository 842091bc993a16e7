"""What people do to alerts, from the command line and the screens: stored at once, told with the next round."""

from collections.abc import Callable

from sqlalchemy import Connection, Engine, select

from powertui.domain.alert_life.hands import (
    AlertWish,
    Handled,
    Note,
    Refusal,
    Silence,
    acknowledged,
    noted,
    silenced,
    unsilenced,
)
from powertui.domain.alerts import Alert, AlertEvent, Transition
from powertui.storage import schema
from powertui.storage.alert_store import load_alert, update_alerts
from powertui.storage.engine import writing
from powertui.storage.transition_store import add_transitions

BY_PEOPLE = (Transition.ACKNOWLEDGED, Transition.SILENCED, Transition.UNSILENCED)
"""What may be told of. A note is for whoever looks."""

_Act = Callable[[Alert], Handled | Refusal]


def fulfil(engine: Engine, wish: AlertWish, by: str, now_s: float) -> Alert | Refusal:
    """What a person asks for on a screen."""
    if isinstance(wish, Silence):
        return silence(engine, wish.alert_id, now_s + wish.for_s, wish.why, by, now_s)
    if isinstance(wish, Note):
        return note_on(engine, wish.alert_id, wish.text, by, now_s)
    return acknowledge(engine, wish.alert_id, by, now_s)


def acknowledge(engine: Engine, alert_id: int, by: str, now_s: float) -> Alert | Refusal:
    """Somebody has seen it: it stays open, and is marked."""
    return _handle(engine, alert_id, lambda alert: acknowledged(alert, by, now_s))


def silence(engine: Engine, alert_id: int, until_s: float, why: str, by: str, now_s: float) -> Alert | Refusal:
    """Nobody is told of it until a moment."""
    return _handle(engine, alert_id, lambda alert: silenced(alert, until_s, why, by, now_s))


def end_silence(engine: Engine, alert_id: int, by: str, now_s: float) -> Alert | Refusal:
    """It may speak again."""
    return _handle(engine, alert_id, lambda alert: unsilenced(alert, by, now_s))


def note_on(engine: Engine, alert_id: int, text: str, by: str, now_s: float) -> Alert | Refusal:
    """Write something beside it: it is kept with its history, and nobody is told."""
    return _handle(engine, alert_id, lambda alert: noted(alert, text, by, now_s))


def steps_of_people(connection: Connection, after_id: int) -> tuple[AlertEvent, ...]:
    """What people did to alerts after a step, oldest first, with the alerts as they are now."""
    table = schema.alert_transition
    chosen = (
        select(table)
        .where(table.c.id > after_id, table.c.transition.in_([step.value for step in BY_PEOPLE]), table.c.done_by != "")
        .order_by(table.c.id)
    )
    found = []
    for row in connection.execute(chosen).all():
        alert = load_alert(connection, row.alert_id)
        if alert is not None:
            step = Transition(row.transition)
            found.append(AlertEvent(alert, step, row.at_s, id=row.id, by=row.done_by, detail=row.detail))
    return tuple(found)


def newest_step(connection: Connection, before_s: float) -> int:
    """The id of the newest step that is older than a moment; 0 if there is none."""
    table = schema.alert_transition
    chosen = select(table.c.id).where(table.c.at_s < before_s).order_by(table.c.at_s.desc(), table.c.id.desc()).limit(1)
    return connection.execute(chosen).scalar() or 0


def _handle(engine: Engine, alert_id: int, act: _Act) -> Alert | Refusal:
    # In one transaction: evaluation may be writing the same alert.
    with writing(engine) as connection:
        alert = load_alert(connection, alert_id, to_write=True)
        if alert is None:
            return Refusal.UNKNOWN
        handled = act(alert)
        if isinstance(handled, Refusal):
            return handled
        if handled.events:
            update_alerts(connection, [handled.alert])
            add_transitions(connection, handled.events)
        return handled.alert
