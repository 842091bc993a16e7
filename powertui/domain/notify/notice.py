"""What a notification says: an alert as it was at one step of its life."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from hashlib import blake2b

from powertui.domain.alerts import Alert, AlertEvent, AlertKey, ObjectKind, Place, Severity, Transition

_KEY_OCTETS = 16


@dataclass(frozen=True, slots=True)
class Notice:
    """A step in an alert's life with all that is to be said of it: what is sent later says what was so then."""

    alert_id: int
    fingerprint: str
    """The same for each alert on the same condition, open or not: receivers put them together by it."""
    rule: str
    """The rule's slug."""
    rule_words: str
    object_kind: ObjectKind
    object_id: int
    object_name: str
    severity: Severity
    transition: Transition
    at_s: float
    began_at_s: float
    cleared_at_s: float | None
    message: str
    advice: str = ""
    first_mover: str = ""
    limit_name: str = ""
    limit_value: float | None = None
    measured_value: float | None = None
    unit: str = ""
    by: str = ""
    detail: str = ""
    places: tuple[Place, ...] = ()

    @property
    def is_over(self) -> bool:
        return self.transition is Transition.CLEARED


class NotificationState(Enum):
    """What has become of a notification. Value: slug, as stored."""

    WAITING = "waiting"
    """For its moment, for the next attempt, or for those before it."""
    HELD = "held"
    """Until a maintenance window is over."""
    SENDING = "sending"
    """Somebody is at it; if that one is killed, it is sent again, with the same key."""
    SENT = "sent"
    GIVEN_UP = "given-up"
    DROPPED = "dropped"
    """Nothing that anybody need be told any longer; the reason is with it."""


UNFINISHED = frozenset({NotificationState.WAITING, NotificationState.SENDING})


def notice_of(event: AlertEvent) -> Notice:
    """What there is to say of an event."""
    alert, finding = event.alert, event.alert.finding
    return Notice(
        alert_id=alert.id,
        fingerprint=fingerprint(finding.key),
        rule=finding.key.rule.slug,
        rule_words=finding.key.rule.words,
        object_kind=finding.key.object_kind,
        object_id=finding.key.object_id,
        object_name=finding.object_name,
        severity=finding.severity,
        transition=event.transition,
        at_s=event.at_s,
        began_at_s=alert.began_at_s,
        cleared_at_s=alert.cleared_at_s,
        message=finding.message,
        advice=finding.advice,
        first_mover=_first_mover(alert),
        limit_name=finding.limit_name,
        limit_value=finding.limit_value,
        measured_value=finding.measured_value,
        unit=finding.unit,
        by=event.by,
        detail=event.detail,
        places=finding.places,
    )


def _first_mover(alert: Alert) -> str:
    """As a sentence; its moment in UTC, for it is read in places of other zones."""
    if alert.first_mover is None:
        return ""
    return alert.first_mover.words(f"{datetime.fromtimestamp(alert.first_mover.at_s, UTC):%Y-%m-%d %H:%M:%S} UTC")


def fingerprint(key: AlertKey) -> str:
    """A short name for a condition: 16 hexadecimal digits."""
    text = f"{key.rule.slug}\n{key.object_kind.value}\n{key.object_id}"
    return blake2b(text.encode(), digest_size=8).hexdigest()


def notification_key(event: AlertEvent, route: str) -> str:
    """The idempotency key of an event on a route: whoever plans it, however often, comes to the same."""
    alert: Alert = event.alert
    text = f"{fingerprint(alert.finding.key)}\n{alert.id}\n{event.transition.value}\n{event.id}\n{route}"
    return blake2b(text.encode(), digest_size=_KEY_OCTETS).hexdigest()


def gathered_key(keys: tuple[str, ...]) -> str:
    """The idempotency key of what is sent together: of one by itself its own."""
    if len(keys) == 1:
        return keys[0]
    return blake2b("\n".join(keys).encode(), digest_size=_KEY_OCTETS).hexdigest()


def subject(notice: Notice) -> str:
    """A few words on a notice: severity, step, rule and object; for lists and first lines."""
    step = "cleared" if notice.is_over else notice.transition.value
    return safe(f"{notice.severity.word} {step}: {notice.object_name}: {notice.rule_words}")


def safe(text: str) -> str:
    """A text that can be stored and shown anywhere: names may hold what moves a cursor, or no database takes."""
    return "".join(letter if letter.isprintable() else "·" for letter in text)
