"""An alert as a row, and back."""

import json
from typing import Any

from sqlalchemy import Row

from powertui.domain.alerts import (
    RULE_BY_SLUG,
    Alert,
    AlertKey,
    Finding,
    FirstMover,
    ObjectKind,
    Place,
    Progress,
    Severity,
)


def row_of(alert: Alert) -> dict[str, Any]:
    """All columns but the id; texts cut to their room."""
    finding, progress = alert.finding, alert.progress
    return {
        "rule": finding.key.rule.slug,
        "object_kind": finding.key.object_kind.value,
        "object_id": finding.key.object_id,
        "part": finding.part[:100],
        "severity": int(finding.severity),
        "object_name": finding.object_name[:100],
        "limit_name": finding.limit_name[:100],
        "limit_value": finding.limit_value,
        "measured_value": finding.measured_value,
        "peak_value": alert.peak_value,
        "unit": finding.unit,
        "message": finding.message,
        "is_low": finding.is_low,
        "is_estimate": finding.is_estimate,
        "advice": finding.advice,
        "places": json.dumps([[place.kind.value, place.id, place.name] for place in finding.places]),
        "began_at_s": alert.began_at_s,
        "seen_at_s": alert.seen_at_s,
        "cleared_at_s": alert.cleared_at_s,
        "acknowledged_at_s": alert.acknowledged_at_s,
        "acknowledged_by": alert.acknowledged_by[:100],
        "fired_at_s": alert.fired_at_s,
        "silenced_until_s": alert.silenced_until_s,
        "silenced_why": alert.silenced_why[:200],
        "caused_by_id": alert.caused_by_id,
        "first_mover": _told_mover(alert.first_mover),
        "raises": alert.raises,
        "is_flapping": alert.is_flapping,
        "held": progress.held,
        "worse": progress.worse,
        "worse_since_s": progress.worse_since_s,
        "calm": progress.calm,
        "calm_since_s": progress.calm_since_s,
        "counted_at_s": progress.counted_at_s,
    }


def alert_of(row: Row[Any], cause: Row[Any] | None) -> Alert:
    """A row, with that of the alert that explains it."""
    return Alert(
        id=row.id,
        finding=Finding(
            key=key_of_row(row),
            severity=Severity(row.severity),
            object_name=row.object_name,
            part=row.part,
            limit_name=row.limit_name,
            limit_value=row.limit_value,
            measured_value=row.measured_value,
            unit=row.unit,
            message=row.message,
            is_low=row.is_low,
            sampled_at_s=row.counted_at_s,
            is_estimate=row.is_estimate,
            advice=row.advice,
            places=tuple(Place(ObjectKind(kind), number, name) for kind, number, name in json.loads(row.places)),
        ),
        began_at_s=row.began_at_s,
        seen_at_s=row.seen_at_s,
        peak_value=row.peak_value,
        cleared_at_s=row.cleared_at_s,
        acknowledged_at_s=row.acknowledged_at_s,
        acknowledged_by=row.acknowledged_by,
        fired_at_s=row.fired_at_s,
        silenced_until_s=row.silenced_until_s,
        silenced_why=row.silenced_why,
        caused_by=None if cause is None else key_of_row(cause),
        caused_by_id=row.caused_by_id,
        first_mover=_mover(row.first_mover),
        raises=row.raises,
        is_flapping=row.is_flapping,
        progress=Progress(
            held=row.held,
            worse=row.worse,
            worse_since_s=row.worse_since_s,
            calm=row.calm,
            calm_since_s=row.calm_since_s,
            counted_at_s=row.counted_at_s,
        ),
    )


def key_of_row(row: Row[Any]) -> AlertKey:
    """What its alert is about."""
    return AlertKey(RULE_BY_SLUG[row.rule], ObjectKind(row.object_kind), row.object_id)


def _told_mover(mover: FirstMover | None) -> str:
    return "" if mover is None else json.dumps([mover.name, mover.at_s, mover.before, mover.after, mover.unit])


def _mover(text: str) -> FirstMover | None:
    return FirstMover(*json.loads(text)) if text else None
