"""Who polls this database, and what people have asked it to poll at once."""

from collections.abc import Container
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from powertui.storage import schema

_LEASE = "poller"


@dataclass(frozen=True, slots=True)
class Lease:
    """The poller's sign of life."""

    host: str
    pid: int
    interval_s: float
    heartbeat_s: float


def load_lease(connection: Connection) -> Lease | None:
    """The lease, alive or not; None if none was ever taken."""
    table = schema.poller_lease
    row = connection.execute(select(table).where(table.c.name == _LEASE)).one_or_none()
    return Lease(row.host, row.pid, row.interval_s, row.heartbeat_s) if row else None


def save_lease(connection: Connection, lease: Lease) -> None:
    """Take or renew the lease."""
    table = schema.poller_lease
    values = {
        "host": lease.host,
        "pid": lease.pid,
        "interval_s": lease.interval_s,
        "heartbeat_s": lease.heartbeat_s,
    }
    if connection.execute(update(table).where(table.c.name == _LEASE).values(**values)).rowcount == 0:
        connection.execute(insert(table).values(name=_LEASE, **values))


def drop_lease(connection: Connection, host: str, pid: int) -> None:
    """Give the lease back, if it is still this process's."""
    table = schema.poller_lease
    connection.execute(delete(table).where(table.c.name == _LEASE, table.c.host == host, table.c.pid == pid))


def add_poll_request(connection: Connection, target_id: int, now_s: float) -> None:
    """Ask for a target to be polled at once."""
    connection.execute(insert(schema.poll_request).values(target_id=target_id, requested_at_s=now_s))


def take_poll_requests(connection: Connection, only: Container[int] | None = None) -> tuple[int, ...]:
    """The targets that were asked for; they are not handed out again. With `only`, others are left to others."""
    table = schema.poll_request
    found = connection.execute(select(table.c.id, table.c.target_id))
    rows = [row for row in found if only is None or row.target_id in only]
    if rows:
        connection.execute(delete(table).where(table.c.id.in_([row.id for row in rows])))
    return tuple({row.target_id for row in rows})
