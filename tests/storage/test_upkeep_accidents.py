"""Upkeep while others write, when it is killed, and by a clock that is wrong: nothing is lost, on each engine."""

import threading
from collections.abc import Sequence

import pytest
from sqlalchemy import Engine, func, select

from powertui.domain.history import DAY_S, QUARTER_S, HistoryRetention
from powertui.services.upkeep import Upkeep
from powertui.storage import compaction_store, removal, schema
from powertui.storage.engine import reading, writing
from powertui.storage.reading_store import save_attempts
from tests.storage.recorded import INTERVAL_S, MIDNIGHT_S, Recorded, expected, told, two_days
from tests.storage.targets import polled


def test_what_is_written_while_a_day_is_packed_is_not_lost(recorded: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = two_days(recorded)
    upkeep = Upkeep(recorded.engine)
    upkeep.run_rollup(now_s)
    drop = removal.drop_history_rows

    def write_first(engine: Engine, day: int, may_remove: object) -> bool:
        recorded.poll(MIDNIGHT_S + 45_000)
        return drop(engine, day, may_remove)  # type: ignore[arg-type]

    monkeypatch.setattr(compaction_store, "drop_history_rows", write_first)
    assert upkeep.run_compaction(now_s) == 0
    assert recorded.stored() == recorded.sent()
    monkeypatch.undo()
    assert upkeep.run_compaction(now_s) == 1
    assert recorded.stored() == recorded.sent()


def test_after_a_clock_was_ahead_the_rollups_go_on_where_it_is_now(recorded: Recorded) -> None:
    now_s = two_days(recorded)
    upkeep = Upkeep(recorded.engine)
    upkeep.run_rollup(now_s + 30 * DAY_S)
    upkeep.run_compaction(now_s + 30 * DAY_S)
    for hour in range(1, 12):
        recorded.poll_all(range(now_s, now_s + 3600, INTERVAL_S))
        now_s += 3600
        upkeep.run_rollup(now_s + 90)
        last_s = recorded.quarters().starts_s[-1]
        assert last_s == now_s - QUARTER_S, hour
    upkeep.run_compaction(now_s)
    assert told(recorded.quarters()) == expected(recorded, QUARTER_S, now_s)
    now_s += 2 * DAY_S
    upkeep.run_compaction(now_s)
    assert recorded.stored() == recorded.sent()
    assert told(recorded.days()) == expected(recorded, DAY_S, now_s)


def test_a_clock_that_was_ahead_by_a_year_for_some_hours_removes_nothing(recorded: Recorded) -> None:
    now_s = two_days(recorded)
    upkeep = Upkeep(recorded.engine, HistoryRetention(raw_hours=48, quarter_days=4, day_days=6))
    upkeep.run_rollup(now_s)
    upkeep.run_compaction(now_s)
    upkeep.run_retention(now_s)
    before = told(recorded.quarters()), told(recorded.days())
    for hour in range(1, 12):
        upkeep.run_retention(now_s + 365 * DAY_S + hour * 3600)
    upkeep.run_retention(now_s + 12 * 3600)
    assert recorded.stored() == recorded.sent()
    assert (told(recorded.quarters()), told(recorded.days())) == before


def test_after_a_long_time_without_a_poller_what_is_too_old_goes_a_day_later(recorded: Recorded) -> None:
    now_s = two_days(recorded)
    upkeep = Upkeep(recorded.engine)
    upkeep.run_compaction(now_s)
    upkeep.run_retention(now_s)
    much_later_s = now_s + 100 * DAY_S
    for hour in range(26):
        upkeep.run_compaction(much_later_s + hour * 3600)
        upkeep.run_retention(much_later_s + hour * 3600)
        assert (recorded.stored() == {}) == (hour >= 24)


def test_what_comes_while_a_day_is_packed_that_was_never_rolled_up_is_not_lost(
    recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s = two_days(recorded)
    drop = removal.drop_history_rows

    def write_first(engine: Engine, day: int, may_remove: object) -> bool:
        recorded.poll(MIDNIGHT_S + 45_000)
        return drop(engine, day, may_remove)  # type: ignore[arg-type]

    monkeypatch.setattr(compaction_store, "drop_history_rows", write_first)
    upkeep = Upkeep(recorded.engine)
    assert upkeep.run_compaction(now_s) == 0
    assert recorded.stored() == recorded.sent()
    monkeypatch.undo()
    assert upkeep.run_compaction(now_s) == 1
    assert recorded.stored() == recorded.sent()


def test_an_upkeep_that_is_killed_while_it_removes_what_it_packed_leaves_nothing_behind(
    recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s = two_days(recorded)
    upkeep = Upkeep(recorded.engine)
    upkeep.run_rollup(now_s)

    class Killed(BaseException):
        pass

    def killed(*_: object) -> bool:
        raise Killed

    for step in ("drop_history_rows", "drop_rollup_rows"):
        monkeypatch.setattr(compaction_store, step, killed)
        with pytest.raises(Killed):
            upkeep.run_compaction(now_s)
        monkeypatch.undo()
    upkeep.run_compaction(now_s)
    with reading(recorded.engine) as connection:
        oldest_s = connection.execute(select(func.min(schema.rollup.c.bucket_s))).scalar()
    assert oldest_s == MIDNIGHT_S + DAY_S
    assert recorded.stored() == recorded.sent()
    until_s = MIDNIGHT_S + DAY_S
    assert told(recorded.quarters(until_s=until_s)) == expected(recorded, QUARTER_S, until_s)


def test_what_is_being_written_when_a_day_begins_to_be_packed_is_not_lost(
    recorded: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s = two_days(recorded)
    packed = threading.Event()
    pack = compaction_store._pack

    def told_pack(engine: Engine, day: int, ids: Sequence[int]) -> None:
        pack(engine, day, ids)
        packed.set()

    monkeypatch.setattr(compaction_store, "_pack", told_pack)
    late_s = MIDNIGHT_S + 45_000
    values = [1000, 230_000, 77_000, 2000, 950, 5, 50_000, *[0] * 10]
    closing = threading.Thread(target=Upkeep(recorded.engine).run_compaction, args=(now_s,))
    with writing(recorded.engine) as connection:
        save_attempts(connection, [polled(1, late_s, values, recorded.layout)])
        closing.start()
        packed.wait(0.5)
    closing.join()
    assert recorded.stored()[late_s] == (77_000, 5)
