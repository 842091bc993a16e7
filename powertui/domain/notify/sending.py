"""Which notifications of a route go next: in order for each alert, what is gathered together."""

from collections.abc import Iterable
from dataclasses import dataclass

from powertui.domain.notify.notice import Notice, NotificationState, gathered_key

MOST_AT_ONCE = 100
"""How many notices a message has at most."""


@dataclass(frozen=True, slots=True)
class Queued:
    """An unfinished notification, as far as it matters for its turn."""

    id: int
    key: str
    alert_id: int
    state: NotificationState
    due_at_s: float
    """When it is to be tried: first, or again."""
    is_gathered: bool
    batch: str = ""
    """The key under which it was tried before; tried again, it goes with the same."""
    claimed_until_s: float | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What to send next."""

    key: str
    """The idempotency key of the message."""
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """What a receiver gets: a step in an alert's life, or several."""

    key: str
    """The idempotency key: the same for the same message, however often it is sent."""
    route: str
    notices: tuple[Notice, ...]
    is_test: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A message as people read it. Safe to print; no line breaks in the title."""

    title: str
    body: str


def next_turn(queue: Iterable[Queued], now_s: float) -> Turn | None:
    """What of one route's unfinished notifications, in the order of their ids, to send now; None: nothing yet."""
    waiting = list(queue)
    busy: set[int] = set()
    """Alerts of which something earlier is not done with."""
    gathered: list[Queued] = []
    for each in waiting:
        is_free = each.state is NotificationState.WAITING or (
            each.claimed_until_s is not None and each.claimed_until_s <= now_s
        )
        if each.alert_id in busy or not is_free or each.due_at_s > now_s:
            busy.add(each.alert_id)
            continue
        if each.is_gathered and not each.batch:
            if len(gathered) < MOST_AT_ONCE:
                gathered.append(each)
            else:
                busy.add(each.alert_id)
        elif any(other.alert_id == each.alert_id for other in gathered):
            busy.add(each.alert_id)
        else:
            # What goes by itself does not wait for what is gathered, unless that is about the same.
            if not each.batch:
                return Turn(each.key, (each.id,))
            return Turn(each.batch, tuple(other.id for other in waiting if other.batch == each.batch))
    if not gathered:
        return None
    return Turn(gathered_key(tuple(each.key for each in gathered)), tuple(each.id for each in gathered))
