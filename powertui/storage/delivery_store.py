"""The log of deliveries in the database: written at its end, bounded by age and by rows."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from powertui.domain.notify.log import DeliveryRecord
from powertui.domain.notify.notice import UNFINISHED, NotificationState
from powertui.storage import schema

KEEP_DAYS = 90.0
MOST_ROWS = 50_000
_DAY_S = 86_400.0
_MOST_SUBJECT, _MOST_DETAIL = 255, 1000


def add_records(connection: Connection, records: Sequence[DeliveryRecord]) -> None:
    """Write lines; texts longer than there is room for are cut."""
    if not records:
        return
    connection.execute(
        insert(schema.delivery),
        [
            {
                "at_s": record.at_s,
                "route": record.route,
                "key": record.key,
                "outcome": record.outcome,
                "subject": record.subject[:_MOST_SUBJECT],
                "attempt": record.attempt,
                "took_s": record.took_s,
                "detail": record.detail[:_MOST_DETAIL],
            }
            for record in records
        ],
    )


def load_records(
    connection: Connection, *, since_s: float | None = None, route: str = "", most: int = 1000
) -> tuple[DeliveryRecord, ...]:
    """The newest lines, the newest last."""
    table = schema.delivery
    chosen = select(table).order_by(table.c.id.desc()).limit(most)
    if since_s is not None:
        chosen = chosen.where(table.c.at_s >= since_s)
    if route:
        chosen = chosen.where(table.c.route == route)
    found = [
        DeliveryRecord(row.at_s, row.route, row.key, row.outcome, row.subject, row.attempt, row.took_s, row.detail)
        for row in connection.execute(chosen)
    ]
    return tuple(reversed(found))


def trim_deliveries(connection: Connection, now_s: float) -> None:
    """Remove what is too old, in the log and of the outbox what is done with; then the oldest lines of too many."""
    log, outbox = schema.delivery, schema.notification
    before_s = now_s - KEEP_DAYS * _DAY_S
    connection.execute(delete(log).where(log.c.at_s < before_s))
    last_id = connection.execute(select(log.c.id).order_by(log.c.id.desc()).offset(MOST_ROWS).limit(1)).scalar()
    if last_id is not None:
        connection.execute(delete(log).where(log.c.id <= last_id))
    unfinished = (*UNFINISHED, NotificationState.HELD)
    # Of an open alert it must be known what was told: only what is of a closed one goes.
    open_ids = select(schema.alert.c.id).where(schema.alert.c.cleared_at_s.is_(None))
    connection.execute(
        delete(outbox).where(
            outbox.c.state.not_in(unfinished), outbox.c.done_at_s < before_s, outbox.c.alert_id.not_in(open_ids)
        )
    )
