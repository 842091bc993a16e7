"""Delivery: what is due in the outbox goes to its receiver, at least once, in order for each alert.

Claim, send, settle: each in a transaction of its own. Whoever is killed in between leaves a claim that runs out; then
the same is sent again under the same key.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection, Engine

from powertui.domain.events import Event, EventKind
from powertui.domain.notify.log import DeliveryOutcome, DeliveryRecord
from powertui.domain.notify.notice import NotificationState, subject
from powertui.domain.notify.sending import Message
from powertui.domain.notify.timing import wait_after
from powertui.services.ports import Clock
from powertui.services.receipts import Receipt, Verdict
from powertui.storage.delivery_store import add_records, trim_deliveries
from powertui.storage.engine import writing
from powertui.storage.event_store import add_events
from powertui.storage.outbox_store import (
    Claim,
    claim_next,
    due_routes,
    finish,
    free_claims,
    give_up_orphans,
    try_again,
)

logger = logging.getLogger(__name__)

CLAIM_S = 180.0
"""How long a claim lasts: longer than any channel takes for one message."""

ORPHANED_AFTER_S = 3600.0
"""What is due for so long for a route that nobody has is given up; another poller may have the route."""

ORPHANS_EVERY_S = 60.0

TRIM_EVERY_S = 3600.0


class Channel(Protocol):
    """A way to one receiver. It is used by one thread at a time."""

    def send(self, message: Message) -> Receipt:
        """Send it once; may take up to its own timeout, which is less than a minute. Expected troubles are receipts."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to try."""

    give_up_after_s: float = 86_400.0
    """From the first attempt on."""


class Delivering:
    """Sends what is due. Its methods block; several senders may share a database."""

    def __init__(
        self,
        engine: Engine,
        channels: Mapping[str, Channel],
        clock: Clock,
        sender: str,
        patience: Patience | None = None,
    ) -> None:
        self._engine = engine
        self._channels = channels
        self._clock = clock
        self._sender = sender
        self._patience = patience or Patience()
        self._trimmed_at_s: float | None = None
        self._orphans_at_s: float | None = None

    def begin(self) -> None:
        """To be called first. On an SQLite there is one poller: what others had claimed is nobody's any longer."""
        if self._engine.dialect.name == "sqlite":
            with writing(self._engine) as connection:
                free_claims(connection, self._clock.now_s())

    def due(self) -> tuple[str, ...]:
        """The routes of ours that have something due."""
        now_s = self._clock.now_s()
        with self._engine.connect() as connection:
            found = due_routes(connection, now_s)
        if any(route not in self._channels for route in found) and self._is_time_for_orphans(now_s):
            self._give_up_orphans(now_s)
        return tuple(route for route in found if route in self._channels)

    def work_off(self, route: str, is_told_to_end: Callable[[], bool] = lambda: False) -> int:
        """Send what is due of a route, until nothing is or an attempt fails; returns how many messages were sent."""
        sent = 0
        while not is_told_to_end():
            now_s = self._clock.now_s()
            with writing(self._engine) as connection:
                claim = claim_next(connection, route, self._sender, now_s, CLAIM_S)
            if claim is None or not self._attempt(claim):
                break
            sent += 1
        return sent

    def tidy(self) -> None:
        """Trim the log, every hour."""
        now_s = self._clock.now_s()
        if self._trimmed_at_s is not None and 0 <= now_s - self._trimmed_at_s < TRIM_EVERY_S:
            return
        self._trimmed_at_s = now_s
        with writing(self._engine) as connection:
            trim_deliveries(connection, now_s)

    def _attempt(self, claim: Claim) -> bool:
        began_s = self._clock.now_s()
        receipt = send_once(self._channels[claim.message.route], claim.message)
        now_s = self._clock.now_s()
        outcome = _outcome(claim, receipt, now_s, self._patience)
        record = DeliveryRecord(
            now_s,
            claim.message.route,
            claim.message.key,
            outcome,
            message_subject(claim.message),
            claim.attempt,
            now_s - began_s,
            receipt.reason,
        )
        with writing(self._engine) as connection:
            if outcome is DeliveryOutcome.SENT:
                finish(connection, claim, NotificationState.SENT, "", now_s)
            elif outcome is DeliveryOutcome.GIVEN_UP:
                finish(connection, claim, NotificationState.GIVEN_UP, receipt.reason, now_s)
                _tell_given_up(connection, claim.message.route, record.subject, receipt.reason, now_s)
            else:
                due_at_s = now_s + wait_after(claim.attempt, claim.message.key, receipt.wait_s)
                try_again(connection, claim, due_at_s, receipt.reason)
            add_records(connection, [record])
        if outcome is DeliveryOutcome.GIVEN_UP:
            logger.warning("route %r: given up %r: %s", claim.message.route, record.subject, receipt.reason)
        elif outcome is DeliveryOutcome.FAILED and claim.attempt == 1:
            logger.warning("route %r: not sent yet: %s", claim.message.route, receipt.reason)
        # One that was refused is done with, and the next may be welcome; while a receiver is away, none is.
        return outcome is not DeliveryOutcome.FAILED

    def _is_time_for_orphans(self, now_s: float) -> bool:
        if self._orphans_at_s is not None and 0 <= now_s - self._orphans_at_s < ORPHANS_EVERY_S:
            return False
        self._orphans_at_s = now_s
        return True

    def _give_up_orphans(self, now_s: float) -> None:
        reason = "no such route is configured any longer"
        with writing(self._engine) as connection:
            routes = give_up_orphans(connection, tuple(self._channels), now_s - ORPHANED_AFTER_S, reason, now_s)
            for route in routes:
                _tell_given_up(connection, route, "what was to be sent", reason, now_s)
        for route in routes:
            logger.warning("route %r: given up what was to be sent: %s", route, reason)


def send_once(channel: Channel, message: Message) -> Receipt:
    """Send a message, whatever comes of it."""
    try:
        return channel.send(message)
    except Exception as error:  # noqa: BLE001 - whatever a library of a hundred services does, the others must be served
        # Its words may hold the address with its password: the kind alone is said.
        return Receipt(Verdict.AGAIN, f"sending failed with {type(error).__name__}")


def message_subject(message: Message) -> str:
    """A few words on a message."""
    if message.is_test:
        return "test"
    if len(message.notices) == 1:
        return subject(message.notices[0])
    return f"{len(message.notices)} alerts together, first: {subject(message.notices[0])}"


def _outcome(claim: Claim, receipt: Receipt, now_s: float, patience: Patience) -> DeliveryOutcome:
    if receipt.verdict is Verdict.ACCEPTED:
        return DeliveryOutcome.SENT
    has_waited_s = now_s - claim.first_tried_at_s
    if receipt.verdict is Verdict.REFUSED or (claim.attempt > 1 and has_waited_s >= patience.give_up_after_s):
        return DeliveryOutcome.GIVEN_UP
    return DeliveryOutcome.FAILED


def _tell_given_up(connection: Connection, route: str, about: str, reason: str, now_s: float) -> None:
    detail = f"{about}: {reason}" if reason else about
    add_events(connection, [Event(now_s, EventKind.NOTIFY, None, "", name=f"given up: {route}", detail=detail)])
