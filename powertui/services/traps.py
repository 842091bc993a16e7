"""What devices tell unasked becomes events, and polls of those that told it. Never a reading.

A task of its own beside polling: it takes what a receiver has heard, and leaves rows in the database.
"""

import asyncio
import logging

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from powertui.domain.events import Event, EventKind
from powertui.domain.poll_target import PollTarget
from powertui.services.in_thread import in_thread
from powertui.services.ports import Clock, Notice, NoticeReceiver
from powertui.services.trap_rate import TELL_SHED_EVERY_S, TrapRate
from powertui.storage.engine import writing
from powertui.storage.event_store import add_events
from powertui.storage.lease_store import add_poll_request
from powertui.storage.target_store import load_targets
from powertui.storage.topology_store import model_revision

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 0.5
OPEN_AGAIN_AFTER_S = 30.0
READ_MODEL_EVERY_S = 5.0
RESOLVE_AGAIN_AFTER_S = 300.0
"""Names of hosts may come to lead elsewhere."""

MOST_UNSAVED = 1000
"""Events that wait for a database that refuses them; the oldest go first."""

MOST_POLLED_OF_ADDRESS = 16
"""Where several PDUs share an address and it is not clear which of them spoke, so many are polled."""


class TrapIntake:
    """Takes in notifications; `run` is its task, `look` one turn of it."""

    def __init__(self, engine: Engine, receiver: NoticeReceiver, clock: Clock) -> None:
        self._engine = engine
        self._receiver = receiver
        self._clock = clock
        self._rate = TrapRate()
        self._unsaved: list[Event] = []
        self._unpolled: list[PollTarget] = []
        self._is_open = False
        self._complaint = ""
        self._open_at_s = self._read_model_at_s = self._resolve_at_s = float("-inf")
        self._model_revision = -1
        self._dropped = 0
        self._dropped_told_at_s = float("-inf")

    async def run(self) -> None:
        """Until it is cancelled. Whatever goes wrong here, polling goes on."""
        try:
            while True:
                try:
                    await self.look()
                except Exception:
                    # The boundary of the task: the next turn may go better.
                    logger.exception("taking in traps failed")
                await asyncio.sleep(LOOK_EVERY_S)
        finally:
            self._receiver.close()

    async def look(self) -> None:
        """Take in what has come, store it, ask for polls."""
        now_s = self._clock.now_s()
        if not self._is_open and not self._opened(now_s):
            return
        await self._watch(now_s)
        heard = self._receiver.take()
        for notice in heard.notices:
            self._take_in(notice, now_s)
        for target, count in heard.shed:
            self._rate.shed(target, count, now_s)
        self._dropped += heard.dropped
        self._unsaved += [_shed_event(target, count, now_s) for target, count in self._rate.due_counts(now_s)]
        if self._dropped and now_s - self._dropped_told_at_s >= TELL_SHED_EVERY_S:
            detail = f"{self._dropped} datagrams came too quickly to be looked at"
            self._unsaved.append(Event(now_s, EventKind.TRAPS_SHED, None, "", detail=detail))
            self._dropped, self._dropped_told_at_s = 0, now_s
        self._unsaved = self._unsaved[-MOST_UNSAVED:]
        self._unpolled += self._rate.due_polls(now_s)
        if not (self._unsaved or self._unpolled):
            return
        try:
            await in_thread(self._write, now_s)
        except SQLAlchemyError as error:
            logger.warning("%d events could not be stored yet: %s", len(self._unsaved), error)
        else:
            self._unsaved, self._unpolled = [], []

    def _opened(self, now_s: float) -> bool:
        """Whether it listens; a port that is taken may come free."""
        if now_s - self._open_at_s < OPEN_AGAIN_AFTER_S:
            return False
        self._open_at_s = now_s
        complaint = self._receiver.open()
        if complaint and complaint != self._complaint:
            logger.error("%s; polling goes on without, and it is tried again", complaint)
        self._complaint = complaint
        self._is_open = not complaint
        return self._is_open

    async def _watch(self, now_s: float) -> None:
        if now_s - self._read_model_at_s < READ_MODEL_EVERY_S:
            return
        self._read_model_at_s = now_s
        is_due = now_s - self._resolve_at_s >= RESOLVE_AGAIN_AFTER_S
        targets = await in_thread(self._read_targets, is_due=is_due)
        if targets is not None:
            self._resolve_at_s = now_s
            self._rate.forget({target.id for target in targets})
            await self._receiver.watch(targets)

    def _read_targets(self, *, is_due: bool) -> tuple[PollTarget, ...] | None:
        """The targets; None where they are the same as before."""
        with self._engine.connect() as connection:
            revision = model_revision(connection)
            if revision == self._model_revision and not is_due:
                return None
            targets = load_targets(connection)
        self._model_revision = revision
        return tuple(targets)

    def _take_in(self, notice: Notice, now_s: float) -> None:
        if not notice.targets:
            return
        for target in notice.targets[:MOST_POLLED_OF_ADDRESS]:
            self._rate.want_poll(target, now_s)
        if self._rate.admits(notice.targets[0], now_s):
            self._unsaved.append(_event(notice))

    def _write(self, now_s: float) -> None:
        with writing(self._engine) as connection:
            add_events(connection, self._unsaved)
            # A target that was removed meanwhile would make the whole transaction fail.
            present = {target.id for target in load_targets(connection)} if self._unpolled else set()
            for target_id in sorted({target.id for target in self._unpolled} & present):
                add_poll_request(connection, target_id, now_s)


def _event(notice: Notice) -> Event:
    only = notice.targets[0] if len(notice.targets) == 1 else None
    detail = notice.detail
    if only is None:
        named = ", ".join(target.name for target in notice.targets[:3])
        more = f" and {len(notice.targets) - 3} more" if len(notice.targets) > 3 else ""
        detail = f"from the address of {named}{more}; {detail}" if detail else f"from the address of {named}{more}"
    return Event(
        at_s=notice.at_s,
        kind=EventKind.TRAP,
        target_id=only.id if only else None,
        target_name=only.name if only else "",
        source=notice.source,
        oid=notice.oid,
        name=notice.name,
        detail=detail,
    )


def _shed_event(target: PollTarget, count: int, now_s: float) -> Event:
    detail = f"{count} more traps were not kept (told at most every {TELL_SHED_EVERY_S:.0f} s)"
    return Event(now_s, EventKind.TRAPS_SHED, target.id, target.name, detail=detail)
