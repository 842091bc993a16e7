"""Upkeep of the readings: rollups, packed days, what is too old. Coarse jobs, for a scheduler to run beside polling.

Each may be stopped at any moment and run again; none keeps a writer waiting for longer than it would notice.
"""

import logging
from dataclasses import dataclass, field

from sqlalchemy import Engine

from powertui.domain.history import DAY_S, HOUR_S, HistoryRetention
from powertui.storage import schema
from powertui.storage.compaction_store import close_day, days_to_close
from powertui.storage.cycle_store import trim_cycles
from powertui.storage.engine import writing
from powertui.storage.history_marks import DOUBTED, RETAINED, mark_s, set_mark
from powertui.storage.partitions import prepare_day
from powertui.storage.removal import drop_blocks_before
from powertui.storage.retention_store import drop_rollups_before, drop_slots_before
from powertui.storage.rollup_store import roll_up_until
from powertui.storage.size_store import database_bytes

logger = logging.getLogger(__name__)

ROLLUP_LAG_S = 90.0
"""So long after its end a quarter of an hour is waited for: polls take their time, and are stored in batches."""

WARN_FROM_SHARE = 0.9
"""Of the budget. `powertui db stats` says earlier, and more: it takes its time to measure."""

CLOSE_AFTER_S = 3600.0
"""So long after its end a day is packed. What comes later still is packed once more."""

AHEAD_S = 2 * DAY_S
"""A clock that is so far ahead of the last removal was set forward, or nobody has polled for long."""

BELIEVED_AFTER_S = DAY_S
"""So long it must stay ahead before anything is removed by it: what is gone does not come back when it is put right."""


@dataclass(frozen=True, slots=True)
class Upkeep:
    """The jobs. For one process at a time, in a thread that may take its time: `now_s` is the clock's."""

    engine: Engine
    retention: HistoryRetention = field(default_factory=HistoryRetention)

    def run_rollup(self, now_s: float) -> int:
        """Roll up the quarters of an hour that are complete; every minute or so. Returns how many there were."""
        return roll_up_until(self.engine, int(now_s - ROLLUP_LAG_S))

    def run_compaction(self, now_s: float) -> int:
        """Pack the days that are over; every hour or so. Returns how many there were."""
        packed = 0
        for day in days_to_close(self.engine, now_s - CLOSE_AFTER_S):
            if close_day(self.engine, day):
                packed += 1
            else:
                logger.info("day %d was written to while it was packed, and will be packed again", day)
        return packed

    def run_retention(self, now_s: float) -> None:
        """Remove what is too old; every hour or so, after the others. On PostgreSQL, make room for tomorrow."""
        kept = self.retention
        if self._is_believed(int(now_s)):
            self._remove_too_old(now_s)
        with writing(self.engine) as connection:
            taken_gb = database_bytes(connection) / 1e9
            prepare_day(connection, int(now_s // DAY_S) + 1)
        if taken_gb >= WARN_FROM_SHARE * kept.budget_gb:
            logger.warning(
                "the database takes %.1f of the %.1f GB that it may: `powertui db stats` says what for",
                taken_gb,
                kept.budget_gb,
            )

    def _is_believed(self, now_s: int) -> bool:
        """Whether anything may be removed by what the clock says."""
        with writing(self.engine) as connection:
            last_s, doubted_s = mark_s(connection, RETAINED), mark_s(connection, DOUBTED) or 0
            if last_s is None or now_s - last_s <= AHEAD_S or (doubted_s and now_s - doubted_s >= BELIEVED_AFTER_S):
                set_mark(connection, RETAINED, now_s)
                set_mark(connection, DOUBTED, 0)
                return True
            if not 0 < doubted_s <= now_s:
                set_mark(connection, DOUBTED, now_s)
                logger.warning(
                    "the clock is %.0f days ahead of when what is too old was removed last: nothing is removed before"
                    " it has been for a day",
                    (now_s - last_s) / DAY_S,
                )
            return False

    def _remove_too_old(self, now_s: float) -> None:
        kept = self.retention
        first_raw_day = int((now_s - kept.raw_hours * HOUR_S) // DAY_S)
        drop_blocks_before(self.engine, first_raw_day)
        drop_rollups_before(self.engine, schema.rollup_block, int((now_s - kept.quarter_days * DAY_S) // DAY_S))
        drop_rollups_before(self.engine, schema.rollup_day, int((now_s - kept.day_days * DAY_S) // DAY_S))
        drop_slots_before(self.engine, first_raw_day * DAY_S)
        with writing(self.engine) as connection:
            trim_cycles(connection, first_raw_day * DAY_S)
