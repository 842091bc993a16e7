"""A poller's sessions on a PostgreSQL that others poll too: none may hold up the others when its poller is gone.

A poller that is stopped, or cut off, leaves sessions behind that look alive. So the server ends them by itself: the one
with the locks when it has been silent for too long, any other that sits in the middle of a transaction.
"""

import math
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

APPLICATION = "powertui-poll-"
"""What pollers' sessions are called; behind it stands the poller's id."""

KEEPALIVE_COUNT = 3
"""Probes without an answer after which a connection is given up."""


def name_sessions(engine: Engine, poller_id: int, dead_after_s: float) -> None:
    """From now on an engine's sessions are this poller's, and end when the other side is silent for `dead_after_s`."""

    def on_connecting(_dialect: object, _record: object, _arguments: list[Any], options: dict[str, Any]) -> None:
        probe_s = max(1, math.floor(dead_after_s / (KEEPALIVE_COUNT + 1)))
        options.update(
            application_name=f"{APPLICATION}{poller_id}",
            connect_timeout=max(2, math.ceil(dead_after_s / 2)),
            keepalives=1,
            keepalives_idle=probe_s,
            keepalives_interval=probe_s,
            keepalives_count=KEEPALIVE_COUNT,
            tcp_user_timeout=_ms(dead_after_s),
        )

    def on_connected(connection: Any, _record: object) -> None:
        probe_s = max(1, math.floor(dead_after_s / (KEEPALIVE_COUNT + 1)))
        with connection.cursor() as cursor:
            for name, value in (
                ("idle_in_transaction_session_timeout", _ms(dead_after_s)),
                ("tcp_keepalives_idle", probe_s),
                ("tcp_keepalives_interval", probe_s),
                ("tcp_keepalives_count", KEEPALIVE_COUNT),
                ("tcp_user_timeout", _ms(dead_after_s)),
            ):
                cursor.execute("SELECT set_config(%s, %s, false)", (name, str(value)))
        connection.commit()

    event.listen(engine, "do_connect", on_connecting)
    event.listen(engine, "connect", on_connected)
    # Those that there are were opened before anybody asked.
    engine.dispose()


def end_when_silent(connection: Connection, dead_after_s: float) -> None:
    """Let the server end this session when its client has said nothing for so long."""
    _set(connection, "idle_session_timeout", _ms(dead_after_s))
    try:
        _set(connection, "client_connection_check_interval", _ms(dead_after_s / 2))
    except DBAPIError:
        # Not every system's kernel can tell; the rest does without.
        connection.rollback()


def end_sessions_left_behind(connection: Connection, alive: list[int], dead_after_s: float) -> int:
    """End transactions of pollers that are there no longer and still hold rows. Returns how many there were.

    The server's own timeout does not reach a session that is in the middle of a COPY.
    """
    statement = (
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        " AND application_name LIKE %s AND xact_start < clock_timestamp() - make_interval(secs => %s)"
        " AND NOT (substr(application_name, %s) = ANY(%s))"
    )
    parameters = (f"{APPLICATION}%", dead_after_s, len(APPLICATION) + 1, [str(number) for number in alive])
    ended: int = connection.exec_driver_sql(statement, parameters).scalar_one()
    return ended


def _set(connection: Connection, name: str, value: int) -> None:
    connection.exec_driver_sql("SELECT set_config(%s, %s, false)", (name, str(value)))


def _ms(seconds: float) -> int:
    return max(1, round(seconds * 1000))
