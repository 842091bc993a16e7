"""What people do to alerts: acknowledge, silence, let speak again, write a note beside them."""

from dataclasses import dataclass, replace
from enum import Enum

from powertui.domain.alerts import Alert, AlertEvent, AlertNote, Transition

LONGEST_WHY = 200
"""Characters of a reason that are kept."""

LONGEST_NOTE = 1000
"""Characters of a note that are kept."""


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """A person has seen an alert."""

    alert_id: int


@dataclass(frozen=True, slots=True)
class Silence:
    """A person wants to hear nothing of an alert for a while."""

    alert_id: int
    for_s: float
    why: str


@dataclass(frozen=True, slots=True)
class Note:
    """A person has something to say of an alert."""

    alert_id: int
    text: str


AlertWish = Acknowledge | Silence | Note


class Refusal(Enum):
    """Why nothing was done. Value: the rest of a sentence that begins with the alert."""

    UNKNOWN = "does not exist"
    CLEARED = "has cleared already"
    PENDING = "is not firing yet"
    PAST = "cannot be silenced until a moment that is over"
    NOT_SILENCED = "is not silenced"


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of an alert; no events where it was so already."""

    alert: Alert
    events: tuple[AlertEvent, ...]


def acknowledged(alert: Alert, by: str, now_s: float) -> Handled | Refusal:
    """Somebody has seen it."""
    refusal = _refusal(alert)
    if refusal is not None:
        return refusal
    if alert.acknowledged_at_s is not None:
        return Handled(alert, ())
    new = replace(alert, acknowledged_at_s=now_s, acknowledged_by=by)
    return Handled(new, (AlertEvent(new, Transition.ACKNOWLEDGED, now_s, by=by),))


def silenced(alert: Alert, until_s: float, why: str, by: str, now_s: float) -> Handled | Refusal:
    """Nobody is told of it until a moment; a second silence takes the place of the first."""
    refusal = _refusal(alert)
    if refusal is not None:
        return refusal
    if until_s <= now_s:
        return Refusal.PAST
    new = replace(alert, silenced_until_s=until_s, silenced_why=why[:LONGEST_WHY])
    return Handled(new, (AlertEvent(new, Transition.SILENCED, now_s, by=by, detail=new.silenced_why),))


def unsilenced(alert: Alert, by: str, now_s: float) -> Handled | Refusal:
    """It may speak again."""
    if alert.silenced_until_s is None:
        return _refusal(alert) or Refusal.NOT_SILENCED
    new = replace(alert, silenced_until_s=None, silenced_why="")
    return Handled(new, (AlertEvent(new, Transition.UNSILENCED, now_s, by=by),))


def noted(alert: Alert, text: str, by: str, now_s: float) -> Handled | Refusal:
    """Somebody wrote something beside it; what it was comes to light when it is over, as often as not."""
    refusal = _refusal(alert)
    if refusal is not None and refusal is not Refusal.CLEARED:
        return refusal
    note = AlertNote(now_s, by, text[:LONGEST_NOTE])
    new = replace(alert, notes=(*alert.notes, note))
    return Handled(new, (AlertEvent(new, Transition.NOTED, now_s, by=by, detail=note.text),))


def _refusal(alert: Alert) -> Refusal | None:
    if not alert.is_open:
        return Refusal.CLEARED
    return Refusal.PENDING if alert.fired_at_s is None else None
