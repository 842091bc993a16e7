"""Readings as the database keeps them, on each engine."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine, func, select, text

from powertui.domain.plant import HistoryPoint
from powertui.domain.reading import PollOutcome, Quality
from powertui.storage import schema
from powertui.storage.cycle_store import CycleRow, newest_cycle, save_cycle, trim_cycles
from powertui.storage.engine import open_database, reading, writing
from powertui.storage.history_reader import history_query, load_history
from powertui.storage.latest_store import load_latest, load_latest_of
from powertui.storage.reading_store import save_attempts
from powertui.storage.revisions import take_revisions
from tests.storage.history_rows import stored_rows
from tests.storage.targets import poll_target, polled, silent

SLOT_S = 1_790_000_010
GOOD = [1500, 230_000, 330_000, 345_000, 957, 123_456, 50_000]
OUTLETS = [1000, 700, 229_000, 150_000, 4_000, 0, 0, 229_000, 0, 77]


def rows_of(engine: Engine) -> list[tuple[int | None, ...]]:
    with engine.connect() as connection:
        return stored_rows(connection)


def test_of_a_unit_all_is_kept_and_of_an_outlet_what_is_asked_about(database: Engine) -> None:
    with writing(database) as connection:
        layout = poll_target(connection, 1)
        save_attempts(connection, [polled(1, SLOT_S, GOOD + OUTLETS, layout)])
    one, two, three = layout.subject_ids
    assert rows_of(database) == [
        (SLOT_S, one, 1500, 0, 1500, 230_000, 330_000, 345_000, 957, 123_456, None),
        (SLOT_S, two, 0, 0, 700, None, 150_000, None, None, 4_000, 1),
        (SLOT_S, three, 0, 0, 0, None, 0, None, None, 77, 0),
    ]


def test_what_is_missing_or_cannot_be_is_null_and_what_is_empty_is_no_row(database: Engine) -> None:
    values = [*GOOD[:6], None, 1000, None, 229_000, 150_000, 4_000, None, None, None, None, None]
    qualities = [Quality.MISSING if value is None else Quality.GOOD for value in values]
    qualities[0] = Quality.IMPLAUSIBLE
    qualities[10] = Quality.ESTIMATED
    with writing(database) as connection:
        layout = poll_target(connection, 1)
        save_attempts(connection, [polled(1, SLOT_S, values, layout, qualities=qualities)])
    one, two, _ = layout.subject_ids
    assert rows_of(database) == [
        (SLOT_S, one, 1500, int(Quality.IMPLAUSIBLE), None, 230_000, 330_000, 345_000, 957, 123_456, None),
        (SLOT_S, two, 0, int(Quality.MISSING), None, None, 150_000, None, None, 4_000, 1),
    ]


def test_a_second_poll_in_the_same_slot_replaces_the_first(database: Engine) -> None:
    with writing(database) as connection:
        layout = poll_target(connection, 1)
        save_attempts(connection, [polled(1, SLOT_S, GOOD + OUTLETS, layout)])
    again = [*GOOD, *OUTLETS[:3], 99_000, *OUTLETS[4:]]
    with writing(database) as connection:
        save_attempts(connection, [polled(1, SLOT_S, again, layout, at_s=SLOT_S + 9)])
    rows = rows_of(database)
    assert len(rows) == 3
    assert [row[2] for row in rows] == [9000, 0, 0]
    assert rows[1][6] == 99_000


def test_a_device_polled_twice_in_one_flush_ends_with_its_last_state(database: Engine) -> None:
    with writing(database) as connection:
        layout = poll_target(connection, 1)
        save_attempts(
            connection,
            [polled(1, SLOT_S, GOOD + OUTLETS, layout), silent(1, SLOT_S + 30), silent(1, SLOT_S + 60)],
        )
        (latest,) = load_latest_of(connection, 1)
    assert (latest.outcome, latest.failures, latest.detail) == (PollOutcome.TIMEOUT, 2, "no answer")
    assert (list(latest.raw_values()), latest.sampled_at_s) == (GOOD + OUTLETS, SLOT_S + 1.5)


def test_many_devices_are_written_at_once_and_each_has_a_revision_of_its_own(database: Engine) -> None:
    with writing(database) as connection:
        layouts = {number: poll_target(connection, number) for number in range(1, 701)}
        before = take_revisions(connection, 1)
        attempts = [
            silent(number, SLOT_S)
            if number % 10 == 0
            else polled(number, SLOT_S, [number, *GOOD[1:], *OUTLETS], layouts[number])
            for number in layouts
        ]
        save_attempts(connection, attempts)
    with reading(database) as connection:
        rows = load_latest(connection, before)
        count = len(stored_rows(connection))
    assert {row.target_id: row.raw_values()[0] for row in rows if row.outcome is PollOutcome.OK} == {
        number: number for number in layouts if number % 10
    }
    assert len({row.revision for row in rows}) == 700
    assert {row.outcome for row in rows if row.target_id % 10 == 0} == {PollOutcome.TIMEOUT}
    assert count == 630 * 3


def test_a_batch_of_another_length_than_described_makes_no_history(database: Engine) -> None:
    with writing(database) as connection:
        layout = poll_target(connection, 1)
        save_attempts(connection, [polled(1, SLOT_S, GOOD, layout)])
    assert rows_of(database) == []


def test_a_reader_never_misses_a_revision_that_becomes_visible_late(database: Engine) -> None:
    """Two pollers write at the same time; whoever took the smaller revisions is seen first."""
    with writing(database) as connection:
        layouts = [poll_target(connection, number) for number in (1, 2)]
        start = take_revisions(connection, 1)
    turns = Barrier(2)

    def write(number: int) -> None:
        turns.wait()
        for round_number in range(20):
            with writing(database) as connection:
                values = [round_number, *GOOD[1:], *OUTLETS]
                save_attempts(connection, [polled(number, SLOT_S, values, layouts[number - 1])])

    seen: list[int] = []
    with ThreadPoolExecutor(2) as pool:
        writers = [pool.submit(write, number) for number in (1, 2)]
        newest = start
        while not all(writer.done() for writer in writers):
            with reading(database) as connection:
                fresh = sorted(row.revision for row in load_latest(connection, newest))
                low = connection.execute(select(func.max(schema.latest.c.revision))).scalar()
            seen += fresh
            newest = max([newest, *fresh])
            assert newest == max(start, low or 0)
        for writer in writers:
            writer.result()
    assert seen == sorted(set(seen))
    with reading(database) as connection:
        final = {row.target_id: row for row in load_latest(connection, start)}
    assert {number: row.raw_values()[0] for number, row in final.items()} == {1: 19, 2: 19}
    assert max(row.revision for row in final.values()) == start + 40


def test_all_that_a_view_is_made_of_is_read_from_one_snapshot(database_url: str) -> None:
    engine = open_database(database_url, create=True)
    with reading(engine) as connection:
        before = connection.execute(select(func.max(schema.revision.c.value))).scalar()
        with writing(engine) as other:
            take_revisions(other, 5)
        assert connection.execute(select(func.max(schema.revision.c.value))).scalar() == before
    engine.dispose()


def test_the_newest_cycle_is_the_one_completed_last_whatever_the_clock_said(database: Engine) -> None:
    with writing(database) as connection:
        assert newest_cycle(connection) is None
        save_cycle(connection, CycleRow(9000, 1, 30.0, 9000.0, 1.0, 1, 0, 1))
        save_cycle(connection, CycleRow(3000, 2, 30.0, 3000.0, 1.0, 1, 0, 1))
        save_cycle(connection, CycleRow(60, 3, 30.0, 60.0, 1.0, 1, 0, 1))
        newest = newest_cycle(connection)
        assert newest is not None
        assert (newest.slot_s, newest.number) == (60, 3)
        assert trim_cycles(connection, 5000) == 1
        assert newest_cycle(connection) == newest


def test_a_slot_in_which_a_device_was_silent_is_a_gap(database: Engine) -> None:
    with writing(database) as connection:
        layout = poll_target(connection, 1, interval_s=30.0)
        for slot_s in (0, 30, 90):
            save_attempts(connection, [polled(1, SLOT_S + slot_s, GOOD + OUTLETS, layout)])
        save_attempts(connection, [silent(1, SLOT_S + 60)])
        points = load_history(connection, layout.subject_ids[:1], SLOT_S)[layout.subject_ids[0]]
    assert points == tuple(
        HistoryPoint(SLOT_S + slot_s, *((330.0, 345.0, 1.5) if slot_s != 60 else (None, None, None)))
        for slot_s in (0, 30, 60, 90)
    )


def test_a_slow_device_has_no_gaps_where_a_fast_one_was_polled(database: Engine) -> None:
    with writing(database) as connection:
        slow = poll_target(connection, 1, interval_s=60.0)
        fast = poll_target(connection, 2, interval_s=10.0)
        for slot_s in range(SLOT_S, SLOT_S + 120, 10):
            attempts = [polled(2, slot_s, GOOD + OUTLETS, fast)]
            if (slot_s - SLOT_S) % 60 == 0:
                attempts.append(polled(1, slot_s, GOOD + OUTLETS, slow))
            save_attempts(connection, attempts)
        found = load_history(connection, (slow.subject_ids[0], fast.subject_ids[0]), SLOT_S)
    assert [point.at_s - SLOT_S for point in found[slow.subject_ids[0]]] == [0, 60]
    assert len(found[fast.subject_ids[0]]) == 12


def test_a_long_history_is_one_short_question(database: Engine) -> None:
    with writing(database) as connection:
        save_cycle(connection, CycleRow(0, 1, 1.0, 0.0, 0.1, 1, 0, 1))
        layout = poll_target(connection, 1)
        for slot_s in range(1000):
            save_attempts(
                connection, [polled(1, slot_s, GOOD + OUTLETS, layout) if slot_s == 500 else silent(1, slot_s)]
            )
    subject_id = layout.subject_ids[0]
    with database.connect() as connection:
        driver = connection.connection.driver_connection
        if isinstance(driver, sqlite3.Connection):
            driver.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 100)
        points = load_history(connection, [subject_id, 800], 100.0)
        assert [(point.at_s, point.active_power_w) for point in points[subject_id] if point.active_power_w] == [
            (500, 330.0)
        ]
        assert len(points[subject_id]) == len(points[800]) == 900
        if isinstance(driver, sqlite3.Connection):
            table = schema.history
            query = history_query("sqlite", [table.c.current_ma], table.c.subject_id.in_([7, 8]), 100.0)
            words = query.compile(connection, compile_kwargs={"literal_binds": True})
            plan = {step.detail for step in connection.execute(text(f"EXPLAIN QUERY PLAN {words}"))}
            assert "SEARCH history USING PRIMARY KEY (slot_s=? AND subject_id=?)" in plan


@pytest.mark.parametrize("day_s", [1_790_000_000 // 86_400 * 86_400])
def test_readings_around_midnight_go_to_their_days(database: Engine, day_s: int) -> None:
    with writing(database) as connection:
        layout = poll_target(connection, 1)
        attempts = [polled(1, slot_s, GOOD + OUTLETS, layout) for slot_s in (day_s - 30, day_s, day_s + 30)]
        save_attempts(connection, attempts)
    assert [row[0] for row in rows_of(database)][::3] == [day_s - 30, day_s, day_s + 30]
