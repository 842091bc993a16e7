"""What a database says of its size, on each engine."""

import json

from sqlalchemy import Engine

from powertui.domain.history import DAY_S, HistoryRetention
from powertui.presenters.database_listing import budget_words, database_lines, database_record
from powertui.services.database_stats import database_stats
from powertui.services.upkeep import Upkeep
from powertui.storage.engine import writing
from powertui.storage.reading_store import save_attempts
from tests.storage.targets import poll_target, polled

MIDNIGHT_S = 20_717 * DAY_S
VALUES = [1500, 230_000, 330_000, 345_000, 957, 123_456, 50_000, 1000, 700, 229_000, 150_000, 4000, 0, 0, 229_000, 0, 7]
KEPT_OF_A_POLL = 6 + 4 + 4


def test_sizes_rows_and_values_of_each_level_are_told(database: Engine) -> None:
    with writing(database) as connection:
        layout = poll_target(connection, 1)
        slots = range(MIDNIGHT_S, MIDNIGHT_S + DAY_S + DAY_S // 4, 300)
        save_attempts(connection, [polled(1, slot_s, VALUES, layout) for slot_s in slots])
    now_s = MIDNIGHT_S + DAY_S + DAY_S // 4
    upkeep = Upkeep(database)
    upkeep.run_rollup(now_s)
    upkeep.run_compaction(now_s)
    stats = database_stats(database, HistoryRetention())
    rows, blocks, quarters, packed_quarters, days = stats.levels
    # A row for each subject, or for each poll.
    assert rows.rows == (72 if rows.name == "history_poll" else 72 * 3)
    assert rows.values == 72 * KEPT_OF_A_POLL
    assert (blocks.rows, blocks.values, blocks.covers_days) == (3, 288 * KEPT_OF_A_POLL, 1.0)
    assert quarters.rows == 3 * (24 - 1)
    assert (packed_quarters.rows, days.rows) == (3, 3)
    assert packed_quarters.values == 96 * (4 * 5 + 2) + 2 * 96 * (4 * 2 + 2)
    assert stats.forecast.bytes_now > 0
    assert stats.forecast.bytes_a_day > 0
    assert not stats.is_over_soon
    text = ["".join(span.text for span in line).rstrip() for line in database_lines(stats)]
    assert [line.split("  ")[0] for line in text[1:6]] == [
        "readings",
        "readings, packed",
        "15 minutes",
        "15 minutes, packed",
        "days",
    ]
    assert text[-1] == "the budget of 50 GB is never reached"
    assert json.loads(json.dumps(database_record(stats)))["levels"][1]["values"] == 288 * KEPT_OF_A_POLL


def test_a_budget_that_is_too_small_is_said(database: Engine) -> None:
    stats = database_stats(database, HistoryRetention(budget_gb=0.000_001))
    assert stats.is_over_soon
    assert budget_words(stats) == (
        "the budget of 1 kB is reached: keep less, or give it more ([history] in config.toml)"
    )
