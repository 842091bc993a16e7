"""Rollups, packed days and what goes, on each engine; a plain computation over all samples is the oracle."""

import pytest
from sqlalchemy import func, select

from powertui.domain.history import DAY_S, QUARTER_S, HistoryRetention
from powertui.services.upkeep import Upkeep
from powertui.storage import schema
from powertui.storage.engine import reading
from powertui.storage.history_levels import load_points
from powertui.storage.history_reader import oldest_row_s
from tests.storage.recorded import DAY, INTERVAL_S, MIDNIGHT_S, Recorded, expected, told, two_days


def test_quarters_are_what_a_plain_computation_says_before_and_after_the_day_is_packed(recorded: Recorded) -> None:
    now_s = two_days(recorded)
    upkeep = Upkeep(recorded.engine)
    assert upkeep.run_rollup(now_s) > 90
    until_s = int(now_s - 90) // QUARTER_S * QUARTER_S
    assert told(recorded.quarters()) == expected(recorded, QUARTER_S, until_s)
    assert upkeep.run_rollup(now_s) == 0
    assert upkeep.run_compaction(now_s) == 1
    assert told(recorded.quarters()) == expected(recorded, QUARTER_S, until_s)
    assert told(recorded.days()) == expected(recorded, DAY_S, MIDNIGHT_S + DAY_S)
    first, last = MIDNIGHT_S + 3 * QUARTER_S, MIDNIGHT_S + 30 * QUARTER_S
    some = told(recorded.quarters(first, last))
    assert some == {key: value for key, value in told(recorded.quarters()).items() if first <= key < last}


def test_a_packed_day_reads_as_its_rows_did_and_the_rows_are_gone(recorded: Recorded) -> None:
    now_s = two_days(recorded)
    assert recorded.stored() == recorded.sent()
    upkeep = Upkeep(recorded.engine)
    upkeep.run_rollup(now_s)
    upkeep.run_compaction(now_s)
    assert recorded.stored() == recorded.sent()
    middle_s = MIDNIGHT_S + 20_000
    assert recorded.stored(middle_s) == recorded.sent(middle_s)
    assert recorded.count(schema.history_block) == 3
    with reading(recorded.engine) as connection:
        oldest_s = oldest_row_s(connection)
        oldest_quarter_s = connection.execute(select(func.min(schema.rollup.c.bucket_s))).scalar()
    assert oldest_s == oldest_quarter_s == MIDNIGHT_S + DAY_S
    assert upkeep.run_compaction(now_s) == 0


def test_what_was_not_rolled_up_is_after_a_restart(recorded: Recorded) -> None:
    now_s = two_days(recorded)
    Upkeep(recorded.engine).run_rollup(MIDNIGHT_S + 7000)
    Upkeep(recorded.engine).run_rollup(now_s)
    until_s = int(now_s - 90) // QUARTER_S * QUARTER_S
    assert told(recorded.quarters()) == expected(recorded, QUARTER_S, until_s)


def test_a_day_that_was_packed_before_it_was_rolled_up_is_rolled_up_with_it_and_not_gone_through_again(
    recorded: Recorded,
) -> None:
    now_s = two_days(recorded)
    upkeep = Upkeep(recorded.engine)
    assert upkeep.run_compaction(now_s) == 1
    until_s = int(now_s - 90) // QUARTER_S * QUARTER_S
    assert 0 < upkeep.run_rollup(now_s) <= (until_s - MIDNIGHT_S - DAY_S) // QUARTER_S
    assert told(recorded.quarters()) == expected(recorded, QUARTER_S, until_s)


def test_what_comes_late_is_rolled_up_again(recorded: Recorded) -> None:
    slots = list(range(MIDNIGHT_S, MIDNIGHT_S + 9000, INTERVAL_S))
    recorded.poll_all([slot_s for slot_s in slots if slot_s % 900])
    upkeep = Upkeep(recorded.engine)
    upkeep.run_rollup(MIDNIGHT_S + 10_000)
    recorded.counter_wh = 5_000_000
    late = [slot_s for slot_s in slots if not slot_s % 900]
    recorded.poll_all(late)
    assert upkeep.run_rollup(MIDNIGHT_S + 10_000) == len({slot_s // QUARTER_S for slot_s in late})
    found = told(recorded.quarters())
    assert [figures[0] for figures in found.values()] == [1000] * 10
    wanted = expected(recorded, QUARTER_S, MIDNIGHT_S + 9000)
    assert [figures[2:] for figures in found.values()] == [figures[2:] for figures in wanted.values()]


def test_what_comes_after_its_day_was_packed_is_packed_with_it(recorded: Recorded) -> None:
    now_s = two_days(recorded)
    upkeep = Upkeep(recorded.engine)
    upkeep.run_rollup(now_s)
    upkeep.run_compaction(now_s)
    recorded.poll_all([MIDNIGHT_S + 45_000, MIDNIGHT_S + 45_300])
    assert recorded.stored() == recorded.sent()
    upkeep.run_rollup(now_s)
    assert upkeep.run_compaction(now_s) == 1
    assert recorded.stored() == recorded.sent()
    assert told(recorded.quarters())[MIDNIGHT_S + 45_000][0] == 667
    assert upkeep.run_compaction(now_s) == 0


def test_each_level_is_kept_as_long_as_it_says(recorded: Recorded) -> None:
    upkeep = Upkeep(recorded.engine, HistoryRetention(raw_hours=48, quarter_days=4, day_days=6))
    for day in range(DAY, DAY + 10):
        recorded.poll_all(range(day * DAY_S, (day + 1) * DAY_S, 3600))
        now_s = (day + 1) * DAY_S + 7200
        upkeep.run_rollup(now_s)
        upkeep.run_compaction(now_s)
        upkeep.run_retention(now_s)
    today = DAY + 10
    assert sorted({slot_s // DAY_S for slot_s in recorded.stored()}) == [today - 2, today - 1]
    assert sorted({start_s // DAY_S for start_s in recorded.quarters(0, 2**31).starts_s}) == list(
        range(today - 4, today)
    )
    assert [start_s // DAY_S for start_s in recorded.days().starts_s] == list(range(today - 6, today))
    with reading(recorded.engine) as connection:
        oldest_slot_s = connection.execute(select(func.min(schema.history_slot.c.slot_s))).scalar()
    assert oldest_slot_s == (today - 2) * DAY_S


def test_what_comes_later_than_anything_is_kept_does_not_spoil_the_rollups(recorded: Recorded) -> None:
    now_s = two_days(recorded)
    upkeep = Upkeep(recorded.engine)
    upkeep.run_rollup(now_s)
    upkeep.run_compaction(now_s)
    before = told(recorded.quarters(MIDNIGHT_S, MIDNIGHT_S + DAY_S))
    upkeep.run_retention(MIDNIGHT_S + 10 * DAY_S)
    recorded.poll(MIDNIGHT_S + 45_000)
    upkeep.run_compaction(MIDNIGHT_S + 10 * DAY_S)
    assert told(recorded.quarters(MIDNIGHT_S, MIDNIGHT_S + DAY_S)) == before
    assert MIDNIGHT_S + 45_000 not in recorded.stored()


def test_a_poller_that_was_away_for_long_loses_no_rollup(recorded: Recorded) -> None:
    now_s = two_days(recorded) + 30 * DAY_S
    upkeep = Upkeep(recorded.engine)
    upkeep.run_retention(now_s)
    upkeep.run_rollup(now_s)
    upkeep.run_compaction(now_s)
    upkeep.run_retention(now_s)
    assert recorded.stored() == {}
    assert told(recorded.quarters()) == expected(recorded, QUARTER_S, now_s)
    assert told(recorded.days()) == expected(recorded, DAY_S, now_s)


def test_a_week_is_drawn_from_quarters_and_the_last_readings_with_gaps_between(recorded: Recorded) -> None:
    now_s = two_days(recorded)
    with reading(recorded.engine) as connection:
        plain = load_points(connection, [recorded.unit_id], now_s - 7 * DAY_S, now_s)[recorded.unit_id]
    assert len([point for point in plain if point.active_power_w is not None]) > 300
    Upkeep(recorded.engine).run_rollup(now_s)
    with reading(recorded.engine) as connection:
        points = load_points(connection, [recorded.unit_id], now_s - 7 * DAY_S, now_s)[recorded.unit_id]
    rolled_s = int(now_s - 90) // QUARTER_S * QUARTER_S
    means = {start_s: figures[3] for start_s, figures in expected(recorded, QUARTER_S, rolled_s).items()}
    drawn = {int(point.at_s): point.active_power_w for point in points}
    assert {at_s: mean for at_s, mean in drawn.items() if at_s < rolled_s and mean is not None} == {
        start_s: mean / 1000 for start_s, mean in means.items() if isinstance(mean, int)
    }
    assert drawn[MIDNIGHT_S + 45_000] is None
    assert [at_s for at_s in drawn if at_s >= rolled_s] == [slot for slot in recorded.sent() if slot >= rolled_s]


def test_a_database_that_has_nearly_filled_its_budget_is_told_of(
    recorded: Recorded, caplog: pytest.LogCaptureFixture
) -> None:
    Upkeep(recorded.engine).run_retention(MIDNIGHT_S)
    assert not caplog.records
    Upkeep(recorded.engine, HistoryRetention(budget_gb=0.000_01)).run_retention(MIDNIGHT_S)
    (record,) = caplog.records
    assert "of the 0.0 GB that it may" in record.getMessage()
