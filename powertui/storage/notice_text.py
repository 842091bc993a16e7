"""Notices as the text that the outbox keeps them in."""

import json
from typing import Any

from powertui.domain.alerts import ObjectKind, Place, Severity, Transition
from powertui.domain.notify.notice import Notice


def notice_text(notice: Notice) -> str:
    """A notice as JSON."""
    return json.dumps(
        {
            "alert_id": notice.alert_id,
            "fingerprint": notice.fingerprint,
            "rule": notice.rule,
            "rule_words": notice.rule_words,
            "object_kind": notice.object_kind.value,
            "object_id": notice.object_id,
            "object_name": notice.object_name,
            "severity": int(notice.severity),
            "transition": notice.transition.value,
            "at_s": notice.at_s,
            "began_at_s": notice.began_at_s,
            "cleared_at_s": notice.cleared_at_s,
            "message": notice.message,
            "advice": notice.advice,
            "first_mover": notice.first_mover,
            "limit_name": notice.limit_name,
            "limit_value": notice.limit_value,
            "measured_value": notice.measured_value,
            "unit": notice.unit,
            "by": notice.by,
            "detail": notice.detail,
            "places": [[place.kind.value, place.id, place.name] for place in notice.places],
        },
        separators=(",", ":"),
    )


def notice_from_text(text: str) -> Notice:
    """The notice that `notice_text` made a text of; of an older version's what was not in it yet is empty."""
    data: dict[str, Any] = json.loads(text)
    return Notice(
        **{
            **data,
            "object_kind": ObjectKind(data["object_kind"]),
            "severity": Severity(data["severity"]),
            "transition": Transition(data["transition"]),
            "places": tuple(Place(ObjectKind(kind), number, name) for kind, number, name in data["places"]),
        }
    )
