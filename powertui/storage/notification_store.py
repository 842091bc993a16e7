"""The outbox of notifications as planning sees it: what there is of an alert, what is new, what is held or dropped.

All of it belongs into the transaction that changes the alerts: either both are there, or neither.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, exists, select, update
from sqlalchemy.dialects import postgresql, sqlite

from powertui.domain.alerts import Severity
from powertui.domain.notify.log import DeliveryOutcome, DeliveryRecord, Told
from powertui.domain.notify.notice import NotificationState, subject
from powertui.domain.notify.planning import Drop, Entry, Plan, Standing
from powertui.domain.notify.releasing import Held, Release
from powertui.storage import schema
from powertui.storage.delivery_store import add_records
from powertui.storage.notice_text import notice_from_text, notice_text

_AT_ONCE = 500
"""So many ids in a statement: SQLite allows some tens of thousands of variables, older ones 999."""


def load_standings(connection: Connection, alert_ids: Iterable[int]) -> tuple[Standing, ...]:
    """The notifications of some alerts, oldest first."""
    table = schema.notification
    columns = (table.c.id, table.c.alert_id, table.c.route, table.c.transition, table.c.severity, table.c.state)
    found: list[Standing] = []
    for some in _portions(sorted(set(alert_ids))):
        rows = connection.execute(
            select(*columns, table.c.attempts, table.c.created_at_s)
            .where(table.c.alert_id.in_(some))
            .order_by(table.c.id)
        )
        found += [_standing(row) for row in rows]
    return tuple(found)


def load_told(connection: Connection, alert_id: int) -> tuple[Told, ...]:
    """What became of an alert's notifications, oldest first."""
    table = schema.notification
    rows = connection.execute(select(table).where(table.c.alert_id == alert_id).order_by(table.c.id))
    return tuple(
        Told(
            row.route,
            row.transition,
            row.state,
            row.due_at_s if row.done_at_s is None else row.done_at_s,
            row.attempts,
            row.reason,
        )
        for row in rows
    )


def store_plan(connection: Connection, plan: Plan, now_s: float) -> None:
    """Write a plan. What is there already, by its key, stays as it is."""
    drop(connection, plan.drops, now_s)
    table = schema.notification
    for some in _portions(plan.hasten):
        connection.execute(
            update(table)
            .where(table.c.id.in_(some), table.c.state == NotificationState.WAITING, table.c.attempts == 0)
            .values(due_at_s=now_s, is_gathered=False)
        )
    if not plan.entries:
        return
    statement: Any = postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
    connection.execute(
        statement.on_conflict_do_nothing(index_elements=[table.c.key]), [_row(entry, now_s) for entry in plan.entries]
    )
    add_records(
        connection,
        [
            DeliveryRecord(
                now_s, entry.route, entry.key, _OUTCOME[entry.state], subject(entry.notice), detail=entry.reason
            )
            for entry in plan.entries
            if entry.state in _OUTCOME
        ],
    )


_OUTCOME = {
    NotificationState.HELD: DeliveryOutcome.HELD,
    NotificationState.DROPPED: DeliveryOutcome.DROPPED,
}


def load_held(connection: Connection) -> tuple[Held, ...]:
    """What maintenance holds back, oldest first."""
    table = schema.notification
    rows = connection.execute(
        select(table.c.id, table.c.route, table.c.notice)
        .where(table.c.state == NotificationState.HELD)
        .order_by(table.c.id)
    )
    return tuple(Held(row.id, row.route, notice_from_text(row.notice)) for row in rows)


def has_held(connection: Connection) -> bool:
    """Whether maintenance holds anything back."""
    table = schema.notification
    return bool(connection.execute(select(exists().where(table.c.state == NotificationState.HELD))).scalar())


def let_go(connection: Connection, releases: Iterable[Release], now_s: float) -> None:
    """Let go what was held."""
    table = schema.notification
    records: list[DeliveryRecord] = []
    for each in releases:
        row = connection.execute(
            select(table.c.route, table.c.key, table.c.notice, table.c.reason).where(table.c.id == each.id)
        ).one()
        connection.execute(
            update(table)
            .where(table.c.id == each.id, table.c.state == NotificationState.HELD)
            .values(state=NotificationState.WAITING, due_at_s=each.due_at_s, is_gathered=each.is_gathered, reason="")
        )
        outcome, words = DeliveryOutcome.RELEASED, f"it still holds after {row.reason}"
        about = subject(notice_from_text(row.notice))
        records.append(DeliveryRecord(now_s, row.route, row.key, outcome, about, detail=words))
    add_records(connection, records)


def drop(connection: Connection, drops: Sequence[Drop], now_s: float) -> None:
    """Drop what nobody has got nor need get any longer; what is being sent at this moment is left alone."""
    reasons = {each.id: each.reason for each in drops}
    records: list[DeliveryRecord] = []
    for some in _portions(sorted(reasons)):
        records += _dropped(connection, some, reasons, now_s)
    add_records(connection, records)


def _dropped(
    connection: Connection, ids: Sequence[int], reasons: Mapping[int, str], now_s: float
) -> Iterator[DeliveryRecord]:
    table = schema.notification
    rows = connection.execute(
        select(table.c.id, table.c.route, table.c.key, table.c.notice)
        .where(table.c.id.in_(ids), table.c.state.in_((NotificationState.WAITING, NotificationState.HELD)))
        .order_by(table.c.id)
        .with_for_update(skip_locked=True)
    ).all()
    if not rows:
        return
    connection.execute(
        update(table)
        .where(table.c.id == bindparam("row_id"))
        .values(state=NotificationState.DROPPED, reason=bindparam("why"), done_at_s=now_s),
        [{"row_id": row.id, "why": reasons[row.id]} for row in rows],
    )
    for row in rows:
        about = subject(notice_from_text(row.notice))
        yield DeliveryRecord(now_s, row.route, row.key, DeliveryOutcome.DROPPED, about, detail=reasons[row.id])


def _standing(row: Any) -> Standing:
    return Standing(
        row.id,
        row.alert_id,
        row.route,
        row.transition,
        Severity(row.severity),
        row.state,
        row.attempts,
        row.created_at_s,
    )


def _row(entry: Entry, now_s: float) -> dict[str, object]:
    return {
        "key": entry.key,
        "route": entry.route,
        "alert_id": entry.notice.alert_id,
        "transition": entry.notice.transition,
        "severity": int(entry.notice.severity),
        "state": entry.state,
        "created_at_s": now_s,
        "due_at_s": entry.due_at_s,
        "is_gathered": entry.is_gathered,
        "done_at_s": now_s if entry.state is NotificationState.DROPPED else None,
        "reason": entry.reason,
        "notice": notice_text(entry.notice),
    }


def _portions(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]
