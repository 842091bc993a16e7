"""What goes wrong while readings are written is told in the database layer's own words, and nothing is half written."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, func, select, text
from sqlalchemy.exc import DBAPIError

from powertui.domain.history import DAY_S
from powertui.storage import schema
from powertui.storage.engine import open_database, writing
from powertui.storage.partitions import prepare_day
from powertui.storage.reading_store import save_attempts
from tests.storage.targets import poll_target, polled

SLOT_S = 20_717 * DAY_S
VALUES = [1000, 230_000, 5000, 2000, 950, 70, 50_000, *[0] * 10]


@pytest.fixture
def postgres(database: Engine) -> Engine:
    if database.dialect.name != "postgresql":
        pytest.skip("of PostgreSQL's COPY")
    return database


def before_the_copy(engine: Engine, do: "Any") -> None:
    """Let something happen right before readings are copied."""

    @event.listens_for(engine, "after_cursor_execute")
    def on_statement(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement == "SAVEPOINT history":
            do(connection)


def test_a_session_that_ends_while_readings_are_copied_is_a_database_that_is_away(postgres: Engine) -> None:
    with writing(postgres) as connection:
        layout = poll_target(connection, 1)
    other = open_database(postgres.url.render_as_string(hide_password=False), create=False)

    def end_session(connection: Any) -> None:
        number = connection.connection.dbapi_connection.info.backend_pid
        with writing(other) as killing:
            killing.execute(text("SELECT pg_terminate_backend(:number, 5000)"), {"number": number})

    before_the_copy(postgres, end_session)
    with pytest.raises(DBAPIError) as caught, writing(postgres) as connection:
        save_attempts(connection, [polled(1, SLOT_S, VALUES, layout)])
    assert caught.value.connection_invalidated
    with writing(other) as connection:
        assert connection.execute(select(func.count()).select_from(schema.history_slot)).scalar() == 0
    other.dispose()


def test_readings_that_a_table_refuses_are_an_error_of_the_database(postgres: Engine) -> None:
    with writing(postgres) as connection:
        layout = poll_target(connection, 1)
    before_the_copy(postgres, lambda connection: connection.exec_driver_sql("DROP TABLE history_poll_20717"))
    with pytest.raises(DBAPIError), writing(postgres) as connection:
        save_attempts(connection, [polled(1, SLOT_S, VALUES, layout)])


def test_a_day_that_two_begin_at_once_is_made_once(postgres: Engine) -> None:
    with writing(postgres) as connection:
        layouts = [poll_target(connection, number) for number in (1, 2)]
    first = [polled(1, SLOT_S, VALUES, layouts[0])]
    second = [polled(2, SLOT_S + 30, VALUES, layouts[1])]

    def write_second() -> None:
        with writing(postgres) as connection:
            save_attempts(connection, second)

    with ThreadPoolExecutor(1) as pool:
        with writing(postgres) as connection:
            prepare_day(connection, SLOT_S // DAY_S)
            waiting = pool.submit(write_second)
            # It has looked, found no table, and waits for its turn to make one.
            while not waiting.done() and not _waits_for_the_lock(connection):
                pass
            save_attempts(connection, first)
        waiting.result()
    with writing(postgres) as connection:
        assert connection.execute(select(func.count()).select_from(schema.history_poll)).scalar() == 2


def _waits_for_the_lock(connection: Connection) -> bool:
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    return bool(connection.execute(text(waiting)).scalar())
