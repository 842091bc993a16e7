"""The log of deliveries: what became of each attempt, and of what was never tried."""

from dataclasses import dataclass
from enum import Enum

from powertui.domain.alerts import Transition
from powertui.domain.notify.notice import NotificationState


class DeliveryOutcome(Enum):
    """What happened to a message. Value: slug, as stored and shown."""

    SENT = "sent"
    """The receiver has accepted it."""
    FAILED = "failed"
    """It will be tried again."""
    GIVEN_UP = "given-up"
    """It was refused for good, or tried for too long."""
    HELD = "held"
    """A maintenance window keeps it back."""
    RELEASED = "released"
    """The window is over, and what it says still holds."""
    DROPPED = "dropped"
    """Nobody need get it any longer."""


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """One line of the log. Its texts are safe to print, and hold no secrets."""

    at_s: float
    route: str
    key: str
    """The message's idempotency key."""
    outcome: DeliveryOutcome
    subject: str
    attempt: int = 0
    """Which attempt it was; 0: none."""
    took_s: float | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one step of an alert on one route, as of now."""

    route: str
    transition: Transition
    state: NotificationState
    at_s: float
    """When that became so; of what waits, when it is due."""
    attempts: int
    reason: str
    """Why it is held, was dropped or given up, or how the last attempt failed."""
