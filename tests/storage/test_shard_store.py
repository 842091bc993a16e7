"""Shards in PostgreSQL: one has them at a time, and who has lost them writes nothing over what came since."""

import time
from collections.abc import Callable, Iterator
from select import select

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from powertui.domain.measured import Binding
from powertui.domain.poll_target import PollTarget
from powertui.domain.sharding import Claim
from powertui.errors import DatabaseError
from powertui.services.energy import EnergyBook
from powertui.services.storing import Storing
from powertui.storage.engine import open_database, reading, writing
from powertui.storage.history_layout import COLUMNS, history_layout
from powertui.storage.object_store import write_objects
from powertui.storage.poller_sessions import end_when_silent, name_sessions
from powertui.storage.reading_store import Attempt
from powertui.storage.shard_store import LockSession, Myself, make_shards, still_valid
from powertui.storage.target_store import save_description
from tests.databases import fresh_database
from tests.plants import pdu_batch, pdu_description
from tests.storage.history_rows import stored_rows

DEAD_AFTER_S = 30.0
_SESSION = "SELECT FROM pg_stat_get_activity(%s)"


@pytest.fixture
def engine(postgres_url: str, postgres_template: str) -> Iterator[Engine]:
    with fresh_database(postgres_url, postgres_template) as url:
        made = open_database(url, create=False)
        make_shards(made, [1])
        yield made
        made.dispose()


@pytest.fixture
def sessions(engine: Engine) -> Iterator[list[LockSession]]:
    made = [LockSession.open(engine, Myself(number, host="here", pid=number), DEAD_AFTER_S) for number in (1, 2)]
    yield made
    for session in made:
        session.close()


def ids(session: LockSession, site_id: int = 1) -> list[int]:
    return [shard.id for shard in session.look().shards if shard.site_id == site_id]


def end(session: LockSession, engine: Engine) -> None:
    """Close it, and wait until the server has noticed: until then it holds its locks."""
    number = session.backend()
    session.close()
    with engine.connect() as connection:
        until(lambda: not connection.exec_driver_sql(_SESSION, (number,)).all())


def until(condition: Callable[[], object]) -> None:
    """Wait for what the server does by itself."""
    give_up_at_s = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < give_up_at_s
        time.sleep(0.005)


def test_sites_have_shards_once_and_one_is_for_judging(engine: Engine, sessions: list[LockSession]) -> None:
    make_shards(engine, [1, 2])
    seen = sessions[0].look()
    assert sorted(shard.site_id for shard in seen.shards) == [-1] + [1] * 64 + [2] * 64
    assert {member.id for member in seen.members} == {1, 2}


def test_a_shard_is_one_pollers_until_it_is_given_back(sessions: list[LockSession]) -> None:
    first, second = sessions
    shards = ids(first)[:4]
    taken = first.take(shards, {})
    assert [(each.claim.shard_id, each.claim.epoch, each.dealt_until_s) for each in taken] == [
        (number, 1, None) for number in shards
    ]
    assert second.take(shards, {}) == ()
    assert first.give(shards[:1], 1234.5) == frozenset(shards[:1])
    (moved,) = second.take(shards, {})
    assert moved.claim == Claim(shards[0], 2)
    assert moved.dealt_until_s == 1234.5


def test_the_end_of_a_session_is_the_end_of_its_locks_and_of_its_membership(
    engine: Engine, sessions: list[LockSession]
) -> None:
    first, second = sessions
    first.take(ids(first), {})
    end(first, engine)
    seen = second.look()
    assert [member.id for member in seen.members] == [2]
    assert not any(shard.is_locked for shard in seen.shards)
    assert {shard.holder_id for shard in seen.shards if shard.site_id == 1} == {1}
    assert len(second.take(ids(second), {})) == 64


def test_who_comes_back_to_what_nobody_took_has_it_by_the_same_claim(
    engine: Engine, sessions: list[LockSession]
) -> None:
    first, second = sessions
    shards = ids(first)[:2]
    before = {each.claim.shard_id: each.claim for each in first.take(shards, {})}
    end(first, engine)
    second.take(shards[:1], {})
    second.give(shards[:1], 1.0)
    again = LockSession.open(engine, Myself(1, host="here", pid=1), DEAD_AFTER_S)
    assert {each.claim for each in again.take(shards, before)} == {Claim(shards[0], 3), before[shards[1]]}
    again.close()


def test_a_session_that_says_nothing_is_ended_by_the_server(engine: Engine) -> None:
    session = LockSession.open(engine, Myself(9, host="here", pid=9), DEAD_AFTER_S)
    assert session._connection.exec_driver_sql("SHOW idle_session_timeout").scalar_one() == "30s"
    end_when_silent(session._connection, 0.1)
    assert select([session.file_number()], [], [], 60)[0], "the server says so before it goes"
    with pytest.raises(OperationalError):
        session.look()
    session.close()


def test_a_session_before_that_the_server_takes_for_alive_is_ended_by_the_one_after_it(engine: Engine) -> None:
    name_sessions(engine, 7, DEAD_AFTER_S)
    before = LockSession.open(engine, Myself(7, host="here", pid=7), DEAD_AFTER_S)
    with pytest.raises(DatabaseError, match="has not ended yet"):
        LockSession.open(engine, Myself(7, host="here", pid=7), DEAD_AFTER_S)
    after = LockSession.open(engine, Myself(7, host="here", pid=7), DEAD_AFTER_S, before.backend())
    assert [member.id for member in after.look().members] == [7]
    after.close()
    before.close()


def test_while_a_claim_is_written_by_nobody_can_take_its_shard_over(
    engine: Engine, sessions: list[LockSession]
) -> None:
    first, second = sessions
    shard = ids(first)[0]
    (taken,) = first.take([shard], {})
    with writing(engine) as connection:
        assert still_valid(connection, [taken.claim, Claim(shard, 7)]) == {taken.claim}
        end(first, engine)
        assert second.take([shard], {}) == ()
    assert [each.claim for each in second.take([shard], {})] == [Claim(shard, 2)]
    with writing(engine) as connection:
        assert still_valid(connection, [taken.claim]) == frozenset()


def test_a_transaction_that_a_poller_left_behind_is_ended(engine: Engine, sessions: list[LockSession]) -> None:
    first, _ = sessions
    name_sessions(engine, 99, DEAD_AFTER_S)
    shard = ids(first)[0]
    (taken,) = first.take([shard], {})
    impatient = LockSession.open(engine, Myself(3, host="here", pid=3), DEAD_AFTER_S)
    with engine.connect() as stopped:
        still_valid(stopped, [taken.claim])
        end(first, engine)
        assert impatient.take([shard], {}) == ()
        alive = impatient.look().members
        assert impatient.end_left_behind(alive) == 0, "it is not old enough"
        impatient._dead_after_s = 0.0
        assert impatient.end_left_behind(alive) == 1
        until(lambda: len(impatient.take([shard], {})) == 1)
        with pytest.raises(OperationalError):
            still_valid(stopped, [taken.claim])
        stopped.invalidate()
    impatient.close()


def test_late_readings_fill_gaps_and_take_nothings_place(engine: Engine, sessions: list[LockSession]) -> None:
    first, second = sessions
    shard = ids(first)[0]
    (old,) = first.take([shard], {})
    first.give([shard], 1.0)
    (new,) = second.take([shard], {})
    description = pdu_description()
    with writing(engine) as connection:
        write_objects(connection, PollTarget, added=[PollTarget(1, "pdu", "192.0.2.1", 161, "lab")])
        subject_ids = save_description(connection, 1, description, [Binding()] * len(description.subjects))
    layout = history_layout(subject_ids, description.subjects)
    storing = Storing(engine, EnergyBook())

    def poll(slot_s: int, watts: float, claim: Claim) -> Attempt:
        batch = pdu_batch((watts, watts, watts), sampled_at_s=float(slot_s), uptime_s=1.0)
        return Attempt(1, slot_s, float(slot_s), 0.1, batch, None, layout, claim)

    storing.store([poll(960, 500, new.claim)], {})
    storing.store([poll(930, 100, old.claim), poll(960, 100, old.claim)], {})
    with reading(engine) as connection:
        rows = stored_rows(connection)
    active_power = COLUMNS.index("active_power_mw")
    watts = {slot_s: {row[active_power] for row in rows if row[0] == slot_s} for slot_s in (930, 960)}
    assert 500_000 in watts[960]
    assert 100_000 not in watts[960]
    assert 100_000 in watts[930]
