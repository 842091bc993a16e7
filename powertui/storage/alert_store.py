"""Alerts in the database; at most one open for each condition."""

from sqlalchemy import Connection, Row, insert, select, update

from powertui.domain.alerts import RULE_BY_SLUG, Alert, AlertKey, Finding, ObjectKind, Severity
from powertui.domain.rules import AlertChanges
from powertui.storage import schema


def load_alerts(connection: Connection, *, cleared_since_s: float | None, limit: int = 500) -> tuple[Alert, ...]:
    """Open alerts, worst and newest first; then those cleared since a moment, if one is given."""
    table = schema.alert
    open_rows = connection.execute(
        select(table)
        .where(table.c.cleared_at_s.is_(None))
        .order_by(table.c.severity.desc(), table.c.began_at_s.desc(), table.c.id.desc())
    ).all()
    cleared_rows: list[Row[tuple[object, ...]]] = []
    if cleared_since_s is not None:
        cleared_rows = list(
            connection.execute(
                select(table)
                .where(table.c.cleared_at_s >= cleared_since_s)
                .order_by(table.c.cleared_at_s.desc(), table.c.id.desc())
                .limit(limit)
            )
        )
    return tuple(_alert(row) for row in (*open_rows, *cleared_rows))


def save_changes(connection: Connection, changes: AlertChanges, now_s: float) -> None:
    """Write what a round of evaluation found."""
    table = schema.alert
    for finding in changes.opened:
        connection.execute(
            insert(table).values(
                rule=finding.key.rule.slug,
                object_kind=finding.key.object_kind.value,
                object_id=finding.key.object_id,
                part=finding.key.part,
                severity=int(finding.severity),
                object_name=finding.object_name[:100],
                limit_name=finding.limit_name,
                limit_value=finding.limit_value,
                measured_value=finding.measured_value,
                peak_value=finding.measured_value,
                unit=finding.unit,
                message=finding.message,
                began_at_s=now_s,
                seen_at_s=now_s,
            )
        )
    for alert, finding in changes.continued:
        connection.execute(
            update(table)
            .where(table.c.id == alert.id)
            .values(
                severity=int(finding.severity),
                limit_value=finding.limit_value,
                measured_value=finding.measured_value,
                peak_value=_greater(alert.peak_value, finding.measured_value),
                message=finding.message,
                seen_at_s=now_s,
            )
        )
    for alert in changes.cleared:
        connection.execute(update(table).where(table.c.id == alert.id).values(cleared_at_s=now_s))


def _alert(row: Row[tuple[object, ...]]) -> Alert:
    return Alert(
        id=row.id,
        finding=Finding(
            key=AlertKey(RULE_BY_SLUG[row.rule], ObjectKind(row.object_kind), row.object_id, row.part),
            severity=Severity(row.severity),
            object_name=row.object_name,
            limit_name=row.limit_name,
            limit_value=row.limit_value,
            measured_value=row.measured_value,
            unit=row.unit,
            message=row.message,
        ),
        began_at_s=row.began_at_s,
        seen_at_s=row.seen_at_s,
        peak_value=row.peak_value,
        cleared_at_s=row.cleared_at_s,
        acknowledged_at_s=row.acknowledged_at_s,
    )


def _greater(peak: float | None, value: float | None) -> float | None:
    return max((item for item in (peak, value) if item is not None), default=None)
