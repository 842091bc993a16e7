"""Where polls go: into the database, or on disk until it is there again. Its methods block; for one thread."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from powertui.services.energy import EnergyBook
from powertui.services.poll_events import reboot_events
from powertui.services.sharing import Share
from powertui.services.spool import Spool
from powertui.services.watching import REBOOT_TOLERANCE_S
from powertui.storage.engine import writing
from powertui.storage.event_store import add_events, untold
from powertui.storage.reading_store import Attempt, save_attempts, save_late_attempts
from powertui.storage.shard_store import still_valid

logger = logging.getLogger(__name__)

MOST_IN_MEMORY = 20_000
"""Polls that are kept where the disk takes none either; the oldest go first."""

TRIES = 5
"""So often a record is offered to a database that is there and refuses it; then it is left out, and told."""


@dataclass(frozen=True, slots=True)
class Among:
    """What a poller has that is one of several."""

    share: Share
    spools: tuple[Spool, ...] = ()
    """Where polls wait for the database; the last is this poller's own, before it what others have left behind."""


class Storing:
    """Stores polls in the order in which they came, each once."""

    def __init__(self, engine: Engine, energy: EnergyBook, among: Among | None = None) -> None:
        self._engine = engine
        self._energy = energy
        self._share = among.share if among else None
        self._spools = among.spools if among else ()
        self._in_memory: list[Attempt] = []
        self._refused = 0
        self.dropped = 0
        """Polls for which there was no room, neither on disk nor in memory, or which the database would not take."""

    @property
    def waiting(self) -> int:
        """Polls on disk."""
        return sum(spool.polls for spool in self._spools)

    @property
    def has_waiting(self) -> bool:
        """Whether there is anything to give to the database."""
        return any(not spool.is_empty for spool in self._spools)

    def store(self, attempts: Sequence[Attempt], names: Mapping[int, str]) -> None:
        """Store polls. Without a spool, raises SQLAlchemyError where the database does not take them."""
        if not self._spools:
            self._write(attempts, names)
            return
        is_away = self._share is not None and self._share.is_away
        if is_away or not self._spools[-1].is_empty or self._in_memory:
            self._keep(attempts)
            return
        try:
            self._write(attempts, names)
        except DBAPIError as error:
            if not is_no_fault_of_ours(error):
                raise
            logger.warning("the database does not take readings; they are kept on disk: %s", str(error.orig).strip())
            self._keep(attempts)

    def replay(self, names: Mapping[int, str]) -> bool:
        """Give the oldest that waits on disk to the database. Returns whether it took it, and there may be more."""
        for spool in self._spools:
            if attempts := spool.oldest():
                if self._offer(attempts, names):
                    spool.advance()
                    return True
                return False
        return False

    def close(self) -> None:
        """Keep what is left for another time."""
        for spool in self._spools:
            spool.close()

    def _offer(self, attempts: Sequence[Attempt], names: Mapping[int, str]) -> bool:
        try:
            self._write(attempts, names)
        except SQLAlchemyError as error:
            if is_no_fault_of_ours(error):
                return False
            self._refused += 1
            if self._refused < TRIES:
                return False
            self.dropped += len(attempts)
            logger.exception("the database refuses %d polls, which are left out", len(attempts))
        self._refused = 0
        return True

    def _keep(self, attempts: Sequence[Attempt]) -> None:
        self._in_memory += attempts
        try:
            self._spools[-1].append(self._in_memory)
        except OSError as error:
            surplus = len(self._in_memory) - MOST_IN_MEMORY
            logger.warning("%d polls cannot be kept on disk: %s", len(self._in_memory), error)
            if surplus > 0:
                self.dropped += surplus
                logger.warning("%d polls are given up", surplus)
                del self._in_memory[:surplus]
        else:
            self._in_memory = []

    def _write(self, attempts: Sequence[Attempt], names: Mapping[int, str]) -> None:
        with writing(self._engine) as connection:
            current, late = sorted_out(connection, attempts)
            save_attempts(connection, current)
            save_late_attempts(connection, late)
            # Polls from disk may come twice, where a poller ended before it could take note that they were stored; and
            # two pollers may have seen the same restart. What is told of it is the moment, which is the same.
            reboots = untold(connection, reboot_events(attempts, names), REBOOT_TOLERANCE_S)
            # Counters of devices that are another poller's by now are its to follow; nothing of them is lost by that.
            add_events(connection, reboots + self._energy.note(connection, current, names))


def sorted_out(connection: Connection, attempts: Sequence[Attempt]) -> tuple[Sequence[Attempt], Sequence[Attempt]]:
    """Polls of devices that are still this poller's, and stay so until the transaction ends; and the others."""
    claims = {attempt.claim for attempt in attempts if attempt.claim is not None}
    if not claims:
        return attempts, ()
    valid = still_valid(connection, claims)
    current = [attempt for attempt in attempts if attempt.claim is None or attempt.claim in valid]
    late = [attempt for attempt in attempts if attempt.claim is not None and attempt.claim not in valid]
    return current, late


def is_no_fault_of_ours(error: SQLAlchemyError) -> bool:
    """Whether a database that is there, and well, would have taken it."""
    if isinstance(error, (OperationalError, InterfaceError)):
        return True
    return isinstance(error, DBAPIError) and error.connection_invalidated
