"""The event log: written, read in order, bounded."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine

from powertui.domain.events import Event, EventKind, EventRetention
from powertui.storage.engine import open_database, writing
from powertui.storage.event_store import add_events, is_over, load_events, trim_events
from powertui.storage.schema import metadata
from tests.plants import NOW_S

DAY_S = 86_400.0


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url, create=True)
    yield engine
    engine.dispose()


def trap(at_s: float = NOW_S, name: str = "coldStart") -> Event:
    return Event(at_s, EventKind.TRAP, 1, "pdu-a", "192.0.2.1", "1.3.6.1.6.3.1.1.5.1", name, "1.3.6.1=2")


def test_what_is_written_is_read_with_the_newest_last(engine: Engine) -> None:
    reboot = Event(NOW_S - 60, EventKind.REBOOT, 2, "pdu-b", detail="up for 12 s")
    with writing(engine) as connection:
        add_events(connection, [trap(), reboot])
        add_events(connection, [])
    with engine.connect() as connection:
        assert load_events(connection) == (reboot, trap())
        assert load_events(connection, since_s=NOW_S - 30) == (trap(),)


def test_texts_that_are_too_long_are_cut(engine: Engine) -> None:
    with writing(engine) as connection:
        add_events(connection, [Event(NOW_S, EventKind.TRAP, None, "n" * 300, "s" * 300, "1." * 300, "x" * 300, "")])
    with engine.connect() as connection:
        (event,) = load_events(connection)
    assert [len(text) for text in (event.target_name, event.source, event.oid, event.name)] == [100, 64, 255, 100]


def test_what_is_older_than_the_retention_goes(engine: Engine) -> None:
    retention = EventRetention(keep_days=30)
    with writing(engine) as connection:
        add_events(connection, [trap(NOW_S - 31 * DAY_S), trap(NOW_S - 29 * DAY_S), trap()])
        assert is_over(connection, retention, NOW_S)
        assert trim_events(connection, retention, NOW_S) == 1
        assert not is_over(connection, retention, NOW_S)
        assert [event.at_s for event in load_events(connection)] == [NOW_S - 29 * DAY_S, NOW_S]


def test_an_empty_log_is_not_over(engine: Engine) -> None:
    with engine.connect() as connection:
        assert not is_over(connection, EventRetention(), NOW_S)
        assert trim_events(connection, EventRetention(), NOW_S) == 0


@given(st.integers(0, 40), st.integers(1, 20))
def test_never_more_rows_are_kept_than_the_retention_says_and_the_newest_stay(count: int, most_rows: int) -> None:
    memory = create_engine("sqlite://")
    metadata.create_all(memory)
    retention = EventRetention(most_rows=most_rows)
    with memory.begin() as connection:
        add_events(connection, [trap(NOW_S + number, str(number)) for number in range(count)])
        if is_over(connection, retention, NOW_S):
            trim_events(connection, retention, NOW_S)
        kept = [event.name for event in load_events(connection)]
    memory.dispose()
    assert kept == [str(number) for number in range(count)][-most_rows:]
