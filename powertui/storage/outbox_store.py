"""The outbox of notifications as senders see it: what is due, whose it is while it is sent, what became of it.

A claim lasts for a while: of a sender that is killed in the middle others take over, with the same key.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, func, or_, select, update

from powertui.domain.notify.notice import UNFINISHED, Notice, NotificationState
from powertui.domain.notify.sending import Message, Queued, next_turn
from powertui.storage import schema
from powertui.storage.notice_text import notice_from_text

MOST_QUEUED = 5000
"""So many unfinished notifications of a route are looked at: the oldest."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one sender, and no other, is to send now."""

    message: Message
    ids: tuple[int, ...]
    attempt: int
    """Which one this is."""
    first_tried_at_s: float
    sender: str


def due_routes(connection: Connection, now_s: float) -> tuple[str, ...]:
    """The routes that have something to send, or to take over."""
    table = schema.notification
    is_due = or_(
        and_(table.c.state == NotificationState.WAITING, table.c.due_at_s <= now_s),
        and_(table.c.state == NotificationState.SENDING, table.c.claimed_until_s <= now_s),
    )
    return tuple(connection.execute(select(table.c.route).where(is_due).distinct().order_by(table.c.route)).scalars())


def claim_next(connection: Connection, route: str, sender: str, now_s: float, for_s: float) -> Claim | None:
    """Claim what of a route goes next, for so long. None: nothing yet, or another sender was quicker."""
    table = schema.notification
    light = (table.c.id, table.c.key, table.c.alert_id, table.c.state, table.c.due_at_s, table.c.is_gathered)
    rows = connection.execute(
        select(*light, table.c.batch, table.c.claimed_until_s)
        .where(table.c.route == route, table.c.state.in_(UNFINISHED))
        .order_by(table.c.id)
        .limit(MOST_QUEUED)
    )
    queue = [
        Queued(row.id, row.key, row.alert_id, row.state, row.due_at_s, row.is_gathered, row.batch, row.claimed_until_s)
        for row in rows
    ]
    turn = next_turn(queue, now_s)
    if turn is None:
        return None
    # Another sender may be just as far: whoever locks the rows first has them, the other finds nothing.
    free = connection.execute(
        select(table)
        .where(
            table.c.id.in_(turn.ids),
            or_(
                table.c.state == NotificationState.WAITING,
                and_(table.c.state == NotificationState.SENDING, table.c.claimed_until_s <= now_s),
            ),
        )
        .order_by(table.c.id)
        .with_for_update(skip_locked=True)
    ).all()
    if len(free) != len(turn.ids):
        return None
    connection.execute(
        update(table)
        .where(table.c.id.in_(turn.ids))
        .values(
            state=NotificationState.SENDING,
            batch=turn.key,
            claimed_by=sender,
            claimed_until_s=now_s + for_s,
            attempts=table.c.attempts + 1,
            first_tried_at_s=func.coalesce(table.c.first_tried_at_s, now_s),
        )
    )
    notices: tuple[Notice, ...] = tuple(notice_from_text(row.notice) for row in free)
    return Claim(
        Message(turn.key, route, notices),
        turn.ids,
        attempt=max(row.attempts for row in free) + 1,
        first_tried_at_s=min(now_s if row.first_tried_at_s is None else row.first_tried_at_s for row in free),
        sender=sender,
    )


def finish(connection: Connection, claim: Claim, state: NotificationState, reason: str, now_s: float) -> None:
    """What was claimed is sent, or given up. Nothing happens where another sender has taken over meanwhile."""
    _settle(connection, claim, {"state": state, "done_at_s": now_s, "reason": reason})


def try_again(connection: Connection, claim: Claim, due_at_s: float, reason: str) -> None:
    """What was claimed waits for its next attempt. Nothing happens where another sender has taken over meanwhile."""
    _settle(connection, claim, {"state": NotificationState.WAITING, "due_at_s": due_at_s, "reason": reason})


def free_claims(connection: Connection, now_s: float) -> int:
    """Take back what senders that are gone had claimed: to be called where no other sender can be. Returns how many."""
    table = schema.notification
    return connection.execute(
        update(table).where(table.c.state == NotificationState.SENDING).values(claimed_until_s=now_s)
    ).rowcount


def give_up_orphans(
    connection: Connection, routes: Sequence[str], before_s: float, reason: str, now_s: float
) -> tuple[str, ...]:
    """Give up what has been due since a moment for routes that are not among some; returns those routes."""
    table = schema.notification
    orphaned = and_(
        table.c.route.not_in(routes), table.c.state == NotificationState.WAITING, table.c.due_at_s < before_s
    )
    found = tuple(connection.execute(select(table.c.route).where(orphaned).distinct()).scalars())
    if found:
        connection.execute(
            update(table).where(orphaned).values(state=NotificationState.GIVEN_UP, reason=reason, done_at_s=now_s)
        )
    return found


def count_by_state(connection: Connection) -> dict[tuple[str, NotificationState], int]:
    """How many notifications there are, by route and state."""
    table = schema.notification
    rows = connection.execute(
        select(table.c.route, table.c.state, func.count().label("count")).group_by(table.c.route, table.c.state)
    )
    return {(row.route, row.state): int(row[2]) for row in rows}


def _settle(connection: Connection, claim: Claim, values: dict[str, object]) -> None:
    table = schema.notification
    connection.execute(
        update(table)
        .where(
            table.c.id.in_(claim.ids),
            table.c.state == NotificationState.SENDING,
            table.c.claimed_by == claim.sender,
        )
        .values(**values, claimed_by="", claimed_until_s=None)
    )
