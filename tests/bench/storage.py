"""What history takes and how fast it reads: a day of the simulator's plant, and 13 months of rollups of 200 feeds.

The same figures on SQLite and on PostgreSQL, under the same bars.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Engine, delete, select

from powertui.domain.history import DAY_S
from powertui.domain.reading import MISSING_RAW, ReadingBatch
from powertui.storage import schema
from powertui.storage.compaction_store import close_day
from powertui.storage.engine import open_database, reading, writing
from powertui.storage.history_reader import load_history
from powertui.storage.latest_store import Attempt
from powertui.storage.reading_store import save_attempts
from powertui.storage.rollup_store import roll_up_until
from powertui.storage.size_store import history_table, table_sizes
from tests.bench import simulated_day
from tests.bench.measure import Keep, Measure, not_measured
from tests.bench.storage_months import rollups
from tests.databases import fresh_database, postgres_server

PDUS = 16
SLOTS_AT_ONCE = 20
READS = 9

POSTGRES = (
    ("history_bytes_postgres", "B", 8),
    ("history_bytes_compacted_postgres", "B", 3),
    ("history_day_postgres_ms", "ms", 20),
    ("drop_day_block_postgres_ms", "ms", 100),
    ("rollup_13_months_postgres_ms", "ms", 50),
)


def measure(say: Callable[[str], object]) -> Iterator[Measure]:
    """The figures on each database."""
    with TemporaryDirectory() as folder:
        yield from _on(f"sqlite:///{Path(folder) / 'day.db'}", f"sqlite:///{Path(folder) / 'months.db'}", "", say)
    try:
        with postgres_server() as server, fresh_database(server) as day, fresh_database(server) as months:
            yield from _on(day, months, "_postgres", say)
    except pytest.skip.Exception as reason:
        yield from (not_measured(name, unit, bar, str(reason)) for name, unit, bar in POSTGRES)


def _on(day_url: str, months_url: str, infix: str, say: Callable[[str], object]) -> Iterator[Measure]:
    engine = open_database(day_url, create=True)
    yield from _of_a_day(engine, infix, say)
    blocks = _day_blocks(engine)
    engine.dispose()
    yield rollups(months_url, f"rollup_13_months{infix}_ms", blocks, say)


def _of_a_day(engine: Engine, infix: str, say: Callable[[str], object]) -> Iterator[Measure]:
    kind = engine.dialect.name
    day = _Day(engine)
    day.write()
    say(f"  {kind}: {PDUS} PDUs, a day at 30 s: {day.values:,} values kept, {day.us_a_value:.2f} µs CPU a polled value")
    with reading(engine) as connection:
        table = history_table(connection).name
    yield day.size(f"history_bytes{infix}", table, 8)
    rows_ms = day.read_ms()
    roll_up_until(engine, simulated_day.MIDNIGHT_S + DAY_S)
    blocked_ms, took_s = day.close()
    packed_ms = day.read_ms()
    say(f"  {kind}: day closed in {took_s:.1f} s; 24 h of an outlet: rows {rows_ms:.1f} ms, packed {packed_ms:.1f} ms")
    yield day.size(f"history_bytes_compacted{infix}", schema.history_block.name, 3)
    yield Measure(f"history_day{infix}_ms", max(rows_ms, packed_ms), "ms", 20, Keep.BELOW)
    yield Measure(f"drop_day_block{infix}_ms", blocked_ms, "ms", 100)


class _Day:
    """A simulated day in a database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._url = engine.url.render_as_string(hide_password=False)
        with writing(engine) as connection:
            self._electricity, self._staged = simulated_day.stage(connection, PDUS)
        self.values = 0
        self.us_a_value = 0.0

    def write(self) -> None:
        """All of it, as a poller would."""
        polled, cpu_s = 0, 0.0
        slots = simulated_day.SLOTS
        for start in range(0, len(slots), SLOTS_AT_ONCE):
            attempts = [each for slot_s in slots[start : start + SLOTS_AT_ONCE] for each in self._cycle(slot_s)]
            began_s = time.process_time()
            with writing(self._engine) as connection:
                save_attempts(connection, attempts)
            cpu_s += time.process_time() - began_s
            polled += sum(len(each.result.values) for each in attempts if isinstance(each.result, ReadingBatch))
            self.values += sum(map(_kept, attempts))
        self.us_a_value = cpu_s / polled * 1e6

    def _cycle(self, slot_s: int) -> list[Attempt]:
        return simulated_day.attempts(self._electricity, self._staged, slot_s)

    def size(self, name: str, table: str, bar: float) -> Measure:
        """Bytes a value that a table takes."""
        with reading(self._engine) as connection:
            (size,) = (size for size in table_sizes(connection) if size.name == table)
        if size.bytes is None:
            return not_measured(name, "B", bar, "this SQLite has no DBSTAT")
        return Measure(name, size.bytes / self.values, "B", bar)

    def read_ms(self) -> float:
        """24 h of an outlet, from the question to the points; the median over outlets of different PDUs."""
        return median(self._read_ms(polled.outlet_ids[7]) for polled in self._staged[:READS])

    def _read_ms(self, subject_id: int) -> float:
        began_s = time.perf_counter()
        with reading(self._engine) as connection:
            points = load_history(connection, [subject_id], simulated_day.MIDNIGHT_S)[subject_id]
        took_s = time.perf_counter() - began_s
        if sum(point.active_power_w is not None for point in points) < len(simulated_day.SLOTS):
            raise RuntimeError(f"a day of {len(simulated_day.SLOTS)} readings reads as {len(points)}")
        return took_s * 1000

    def close(self) -> tuple[float, float]:
        """Pack the day and remove its rows; how many ms a writer had to wait at most, and how many s it took."""
        attempts = self._cycle(simulated_day.MIDNIGHT_S + DAY_S)
        with writing(self._engine) as connection:
            save_attempts(connection, attempts)
        tomorrow_s = simulated_day.MIDNIGHT_S + DAY_S
        command = [sys.executable, "-m", "tests.bench.waiting_writer", self._url, str(tomorrow_s)]
        # A process of its own: in ours it would wait for Python, not for the database.
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            began_s = time.perf_counter()
            is_closed = close_day(self._engine, simulated_day.MIDNIGHT_S // DAY_S)
            took_s = time.perf_counter() - began_s
            waited, _ = writer.communicate("\n")
        if not is_closed:
            raise RuntimeError("the day could not be closed")
        with writing(self._engine) as connection:
            # It wrote at far more slots than there are in its time.
            connection.execute(delete(schema.history_slot).where(schema.history_slot.c.slot_s > tomorrow_s))
        return float(waited) * 1000, took_s


def _kept(attempt: Attempt) -> int:
    """How many values of a poll history keeps."""
    layout, batch = attempt.layout, attempt.result
    if layout is None or not isinstance(batch, ReadingBatch):
        return 0
    places = (place for row in layout.rows for place in row.places if place is not None)
    return sum(batch.values[place] != MISSING_RAW for place in places)


def _day_blocks(engine: Engine) -> Sequence[bytes]:
    """Rollups of the simulated day, units first."""
    table = schema.rollup_block
    with reading(engine) as connection:
        return connection.execute(select(table.c.packed).order_by(table.c.id)).scalars().all()
