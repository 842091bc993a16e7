"""What only one of several pollers of a PostgreSQL may do at a time: advisory locks, one for each duty."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from powertui.storage.engine import reading
from powertui.storage.lease_store import load_lease
from powertui.storage.poller_sessions import end_when_silent

_DUTY_LOCKS = 0x70_74_64_75
"""The first half of the locks' numbers; the second is the duty's."""


class Duty(Enum):
    """What is done beside polling. Value: the number of its lock, the same in all versions."""

    ROLLUP = 1
    COMPACTION = 2
    RETENTION = 3
    EVENTS = 4
    MODEL_SYNC = 5
    EVALUATION = 6
    JUDGING_WATCH = 7

    @property
    def held_at_most_s(self) -> float:
        """So long after its last word the server takes it from a process that was stopped or cut off in the middle.

        It may take as long as that: packing takes its time, and can wait; nobody may be without alerts for hours.
        """
        return 120.0 if self in {Duty.EVALUATION, Duty.JUDGING_WATCH} else 7200.0


@contextmanager
def sole(engine: Engine, duty: Duty) -> Iterator[bool]:
    """Whether a duty is this process's while the body runs; False: another one is at it.

    An SQLite has one poller by its lease: what that one and its children do is theirs alone.
    """
    if engine.dialect.name != "postgresql":
        yield _is_the_pollers(engine)
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # Not of the pool: whatever ends this session, closing it among others, frees the lock.
        connection.detach()
        end_when_silent(connection, duty.held_at_most_s)
        is_ours = bool(connection.execute(select(func.pg_try_advisory_lock(_DUTY_LOCKS, duty.value))).scalar_one())
        try:
            yield is_ours
        finally:
            # The server notices some time after it that a session was closed: the next beat would find it taken.
            if is_ours:
                with suppress(SQLAlchemyError):
                    connection.execute(select(func.pg_advisory_unlock(_DUTY_LOCKS, duty.value)))


def _is_the_pollers(engine: Engine) -> bool:
    """False for the child of a poller that was stopped, and has lost its lease to another one meanwhile."""
    with reading(engine) as connection:
        lease = load_lease(connection)
    return lease is None or lease.pid in {os.getpid(), os.getppid()}
