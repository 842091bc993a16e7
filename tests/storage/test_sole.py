"""Who holds a duty is silent while it is done: the server takes it from one that is gone, soon if others wait."""

import pytest
from sqlalchemy import Connection, Engine, text

from powertui.storage import sole as module
from powertui.storage.engine import writing
from powertui.storage.poller_sessions import end_when_silent
from powertui.storage.sole import Duty, sole


@pytest.mark.parametrize(("duty", "most_s"), [(Duty.EVALUATION, 300), (Duty.COMPACTION, 3 * 3600)])
def test_a_duty_is_held_no_longer_than_others_can_do_without(
    database: Engine, monkeypatch: pytest.MonkeyPatch, duty: Duty, most_s: int
) -> None:
    if database.dialect.name != "postgresql":
        pytest.skip("an SQLite has one poller")
    told: list[int] = []

    def end_and_tell(connection: Connection, dead_after_s: float) -> None:
        end_when_silent(connection, dead_after_s)
        asked = text("SELECT setting FROM pg_settings WHERE name = 'idle_session_timeout'")
        told.append(int(connection.execute(asked).scalar_one()) // 1000)

    monkeypatch.setattr(module, "end_when_silent", end_and_tell)
    with sole(database, duty) as is_ours:
        assert is_ours
        with sole(database, duty) as is_ours_twice:
            assert not is_ours_twice
    assert 0 < told[0] <= most_s


def test_what_was_done_is_done_though_the_server_took_the_duty_meanwhile(database: Engine) -> None:
    if database.dialect.name != "postgresql":
        pytest.skip("an SQLite has one poller")
    with sole(database, Duty.EVALUATION) as is_ours:
        assert is_ours
        with writing(database) as connection:
            holder = "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory'"
            assert connection.execute(text(holder)).scalars().all() == [True]
        with sole(database, Duty.EVALUATION) as is_anothers:
            assert is_anothers
