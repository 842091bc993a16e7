"""Messages as JSON: the webhook payload of Alertmanager, version 4, which on-call tools understand."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from powertui.domain.alerts import ObjectKind, Severity
from powertui.domain.notify.notice import Notice
from powertui.domain.notify.sending import Message

_SEVERITY = {Severity.INFO: "info", Severity.WARNING: "warning", Severity.CRITICAL: "critical"}

_NEVER = "0001-01-01T00:00:00Z"
"""What Alertmanager says for the end of what has not ended."""

_PLACE_LABELS = (
    ObjectKind.SITE,
    ObjectKind.LOCATION,
    ObjectKind.RACK,
    ObjectKind.PANEL,
    ObjectKind.FEED,
    ObjectKind.TARGET,
    ObjectKind.DEVICE,
)


def alertmanager_json(message: Message) -> bytes:
    """A message as Alertmanager would post it; `idempotencyKey` is ours, beside what it has."""
    alerts = [_alert(notice) for notice in message.notices]
    is_firing = any(not notice.is_over for notice in message.notices)
    labels = [labels_of(notice) for notice in message.notices]
    annotations = [_annotations(notice) for notice in message.notices]
    payload = {
        "version": "4",
        "groupKey": _group_key(message),
        "truncatedAlerts": 0,
        "status": "firing" if is_firing else "resolved",
        "receiver": message.route,
        "groupLabels": {},
        "commonLabels": _common(labels),
        "commonAnnotations": _common(annotations),
        "externalURL": "",
        "alerts": alerts,
        "idempotencyKey": message.key,
        "isTest": message.is_test,
    }
    return json.dumps(payload, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")


def labels_of(notice: Notice) -> Mapping[str, str]:
    """What tells alerts apart and sorts them: rule, severity, object, and where it is."""
    labels = {
        "alertname": notice.rule,
        "severity": _SEVERITY[notice.severity],
        "object_kind": notice.object_kind.value,
        "object": notice.object_name,
    }
    for kind in _PLACE_LABELS:
        names = dict.fromkeys(place.name for place in notice.places if place.kind is kind)
        if names and kind is not notice.object_kind:
            labels[kind.value] = ",".join(names)
    return labels


def _alert(notice: Notice) -> dict[str, object]:
    return {
        "status": "resolved" if notice.is_over else "firing",
        "labels": labels_of(notice),
        "annotations": _annotations(notice),
        "startsAt": rfc3339(notice.began_at_s),
        "endsAt": rfc3339(notice.cleared_at_s) if notice.is_over else _NEVER,
        "generatorURL": "",
        "fingerprint": notice.fingerprint,
    }


def _annotations(notice: Notice) -> dict[str, str]:
    found = {
        "summary": f"{notice.object_name}: {notice.rule_words}",
        "description": notice.message,
        "transition": notice.transition.value,
        "advice": notice.advice,
        "first_mover": notice.first_mover,
        "limit_name": notice.limit_name,
        "limit": _figure(notice.limit_value, notice.unit),
        "value": _figure(notice.measured_value, notice.unit),
        "by": notice.by,
        "detail": notice.detail,
    }
    return {name: text for name, text in found.items() if text}


def _group_key(message: Message) -> str:
    route = json.dumps(message.route)
    if len(message.notices) == 1:
        return f'{{}}/{{route={route}}}:{{fingerprint="{message.notices[0].fingerprint}"}}'
    return f"{{}}/{{route={route}}}:{{}}"


def _common(each: list[Mapping[str, str]] | list[dict[str, str]]) -> dict[str, str]:
    if not each:
        return {}
    return {name: text for name, text in each[0].items() if all(other.get(name) == text for other in each)}


def _figure(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:g} {unit}".rstrip()


def rfc3339(at_s: float | None) -> str:
    """A moment in UTC, to the millisecond."""
    if at_s is None:
        return _NEVER
    moment = datetime.fromtimestamp(at_s, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
