"""Shards in PostgreSQL: a session whose advisory locks say whose they are, and the check of whoever writes.

The locks keep two pollers from having the same shard. That is not enough where one was stopped for a while and does not
know yet that it has lost them: so each change of hands has a number, and what is written says by which it was read.
"""

import os
import socket
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Double, Engine, delete, extract, func, insert, select, update

from powertui.domain.sharding import JUDGING, Claim, Member, Shard, shards_for
from powertui.errors import DatabaseError
from powertui.storage import schema
from powertui.storage.engine import writing
from powertui.storage.poller_sessions import APPLICATION, end_sessions_left_behind, end_when_silent

_SHARD_LOCKS = 0x70_74_73_68
_POLLER_LOCKS = 0x70_74_70_6F
"""The first halves of advisory locks' numbers; the second are ids."""

_NOW_S = extract("epoch", func.clock_timestamp()).cast(Double)
_MAKING_SHARDS = 0x70_74_73_6D
_TRIES = 25
_PAUSE_S = 0.02
FORGOTTEN_AFTER_S = 86_400.0
"""A poller's row is kept so long after its last sign of life, for those who want to know what became of it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at the database showed."""

    now_s: float
    """By the database's clock, which is the same for all pollers."""
    members: tuple[Member, ...]
    shards: tuple[Shard, ...]
    slugs: Mapping[int, str]
    """Of the sites, by id."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A shard that is this poller's now."""

    claim: Claim
    dealt_until_s: float | None
    """Until when the one before took turns, by the database's clock; None where that is not known."""


@dataclass(frozen=True, slots=True)
class Myself:
    """A poller, as it tells the others of itself."""

    id: int
    sites: tuple[str, ...] = ()
    host: str = field(default_factory=socket.gethostname)
    pid: int = field(default_factory=os.getpid)


class LockSession:
    """One session with the server, whose end is the end of all its locks. Its methods block; for one thread."""

    def __init__(self, connection: Connection, me: Myself, dead_after_s: float) -> None:
        self._connection = connection
        self._me = me
        self._dead_after_s = dead_after_s
        self._driver: Any = connection.connection.dbapi_connection

    @classmethod
    def open(cls, engine: Engine, me: Myself, dead_after_s: float, old_backend: int | None = None) -> "LockSession":
        """Join. The session ends by itself when nothing is asked of it for `dead_after_s`.

        `old_backend` was the number of this poller's session before: the server may not know yet that it is over.
        """
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            connection.detach()
            end_when_silent(connection, dead_after_s)
            session = cls(connection, me, dead_after_s)
            session._join(old_backend)
        except BaseException:
            connection.close()
            raise
        return session

    def file_number(self) -> int:
        """Of its socket, which can be read when the server has ended the session."""
        number: int = self._driver.fileno()
        return number

    def backend(self) -> int:
        """The server's number of this session."""
        number: int = self._driver.info.backend_pid
        return number

    def look(self) -> Seen:
        """Show a sign of life, and see who else is there and has what."""
        beat = update(schema.poller).where(schema.poller.c.id == self._me.id).values(heartbeat_s=_NOW_S)
        self._connection.execute(beat)
        locked = self._connection.exec_driver_sql(_LOCKED, (_SHARD_LOCKS, _POLLER_LOCKS)).all()
        pollers = {row.number for row in locked if row.kind == _POLLER_LOCKS}
        shards = {row.number for row in locked if row.kind == _SHARD_LOCKS}
        members = [
            Member(row.id, frozenset(row.sites.split()))
            for row in self._connection.execute(select(schema.poller.c.id, schema.poller.c.sites))
            if row.id in pollers
        ]
        table = schema.poll_shard
        chosen = select(table.c.id, table.c.site_id, table.c.number, table.c.holder_id)
        sites = self._connection.execute(select(schema.site.c.id, schema.site.c.slug))
        return Seen(
            now_s=self._connection.execute(select(_NOW_S)).scalar_one(),
            members=tuple(members),
            shards=tuple(
                Shard(row.id, row.site_id, row.number, row.id in shards, row.holder_id)
                for row in self._connection.execute(chosen)
            ),
            slugs={row.id: row.slug for row in sites},
        )

    def take(self, shard_ids: Sequence[int], before: Mapping[int, Claim]) -> tuple[Taken, ...]:
        """Those of some shards that could be had. One that was this poller's `before`, and nobody's since, is again."""
        if not shard_ids:
            return ()
        wanted = list(shard_ids)
        tried = self._connection.exec_driver_sql(_TRY_LOCKS, (_SHARD_LOCKS, wanted))
        got = [row.id for row in tried if row.is_mine]
        known = [before[shard_id].epoch if shard_id in before else -1 for shard_id in got]
        rows = self._connection.exec_driver_sql(_TAKE, (got, known, self._me.id, self._me.id))
        taken = tuple(Taken(Claim(row.id, row.epoch), row.dealt_until_s) for row in rows)
        # Somebody who is gone is in the middle of writing for them: they are not to be had before that is over.
        self._unlock(set(got) - {each.claim.shard_id for each in taken})
        return taken

    def give(self, shard_ids: Collection[int], dealt_until_s: float) -> frozenset[int]:
        """Give shards back whose turns were taken until then. Returns those that are; the others, another time."""
        given = [row.id for row in self._connection.exec_driver_sql(_GIVE, (dealt_until_s, list(shard_ids)))]
        self._unlock(given)
        return frozenset(given)

    def end_left_behind(self, alive: Iterable[Member]) -> int:
        """End what pollers that are gone have left unfinished, where it stands in the way."""
        return end_sessions_left_behind(self._connection, [member.id for member in alive], self._dead_after_s)

    def close(self) -> None:
        """Leave; all locks are free."""
        self._connection.close()

    def leave(self) -> None:
        """Leave for good, in order."""
        self._connection.execute(delete(schema.poller).where(schema.poller.c.id == self._me.id))
        self.close()

    def _join(self, old_backend: int | None) -> None:
        table, me = schema.poller, self._me
        if old_backend is not None:
            self._connection.exec_driver_sql(_END_OLD, (old_backend, f"{APPLICATION}{me.id}"))
        self._connection.execute(delete(table).where(table.c.heartbeat_s < _NOW_S - FORGOTTEN_AFTER_S))
        self._connection.execute(delete(table).where(table.c.id == me.id))
        row = {"id": me.id, "host": me.host[:255], "pid": me.pid, "sites": " ".join(me.sites)}
        self._connection.execute(insert(table).values(**row, joined_at_s=_NOW_S, heartbeat_s=_NOW_S))
        for _ in range(_TRIES):
            if self._connection.execute(select(func.pg_try_advisory_lock(_POLLER_LOCKS, me.id))).scalar_one():
                return
            time.sleep(_PAUSE_S)
        raise DatabaseError("this poller's session before this one has not ended yet")

    def _unlock(self, shard_ids: Iterable[int]) -> None:
        self._connection.exec_driver_sql(_UNLOCK, (_SHARD_LOCKS, list(shard_ids)))


def make_shards(engine: Engine, site_ids: Collection[int]) -> None:
    """Let each site have its shards; those that it has once, it keeps, so that all pollers count alike."""
    table = schema.poll_shard
    with writing(engine) as connection:
        connection.execute(select(func.pg_advisory_xact_lock(_MAKING_SHARDS)))
        known = set(connection.execute(select(table.c.site_id).distinct()).scalars())
        count = shards_for(len(known | set(site_ids)))
        rows = [
            {"site_id": site_id, "number": number, "epoch": 0}
            for site_id in sorted({JUDGING, *site_ids} - known)
            for number in range(1 if site_id == JUDGING else count)
        ]
        if rows:
            connection.execute(insert(table), rows)


def still_valid(connection: Connection, claims: Collection[Claim]) -> frozenset[Claim]:
    """Those of a poller's claims that nobody has taken over; they stay valid until the transaction ends."""
    if not claims:
        return frozenset()
    table = schema.poll_shard
    chosen = select(table.c.id, table.c.epoch).where(table.c.id.in_(sorted({claim.shard_id for claim in claims})))
    rows = connection.execute(chosen.order_by(table.c.id).with_for_update(read=True))
    return frozenset(Claim(row.id, row.epoch) for row in rows) & frozenset(claims)


_LOCKED = """
SELECT classid::bigint AS kind, objid::bigint AS number FROM pg_locks
WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid::bigint IN (%s, %s)
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_TRY_LOCKS = "SELECT id, pg_try_advisory_lock(%s, id) AS is_mine FROM unnest(%s::int[]) AS id"
_UNLOCK = "SELECT pg_advisory_unlock(%s, id) FROM unnest(%s::int[]) AS id"
_TAKE = """
WITH tried AS (
    SELECT s.id, s.dealt_until_s, k.epoch AS known FROM poll_shard s
    JOIN unnest(%s::int[], %s::bigint[]) AS k(id, epoch) ON k.id = s.id
    FOR UPDATE OF s SKIP LOCKED
)
UPDATE poll_shard SET holder_id = %s, dealt_until_s = NULL,
    epoch = CASE WHEN holder_id = %s AND poll_shard.epoch = tried.known THEN poll_shard.epoch
                 ELSE poll_shard.epoch + 1 END
FROM tried WHERE poll_shard.id = tried.id
RETURNING poll_shard.id, poll_shard.epoch, tried.dealt_until_s
"""
_END_OLD = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = %s AND application_name = %s"
_GIVE = """
UPDATE poll_shard SET holder_id = NULL, dealt_until_s = %s
WHERE id IN (SELECT id FROM poll_shard WHERE id = ANY(%s) FOR UPDATE SKIP LOCKED)
RETURNING id
"""
