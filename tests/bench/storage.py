"""What history takes and how fast it reads: a day of the simulator's plant, and 13 months of rollups of 200 feeds."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Engine, select

from powertui.domain.history import DAY_S
from powertui.domain.reading import MISSING_RAW, Quantity, ReadingBatch
from powertui.storage import schema
from powertui.storage.compaction_store import close_day
from powertui.storage.engine import open_database, reading, writing
from powertui.storage.history_blocks import rollup_id
from powertui.storage.history_reader import load_history
from powertui.storage.latest_store import Attempt
from powertui.storage.reading_store import save_attempts
from powertui.storage.rollup_reader import load_quarters
from powertui.storage.rollup_store import roll_up_until
from powertui.storage.size_store import table_sizes
from tests.bench import simulated_day
from tests.bench.measure import Keep, Measure, not_measured
from tests.databases import fresh_database, postgres_server

PDUS = 16
SLOTS_AT_ONCE = 20
FEEDS = 200
SUBJECTS_OF_A_FEED = 28
"""A unit, three legs, 24 outlets."""
DAYS = 396
READS = 9


def measure(say: Callable[[str], object]) -> Iterator[Measure]:
    """The figures, on SQLite; those on PostgreSQL are said on the way."""
    with TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{Path(folder) / 'day.db'}", create=True)
        yield from _of_a_day(engine, say)
        blocks = _day_blocks(engine)
        engine.dispose()
        yield _rollups(Path(folder) / "months.db", blocks, say)
    _on_postgres(say)


def _of_a_day(engine: Engine, say: Callable[[str], object]) -> Iterator[Measure]:
    day = _Day(engine)
    day.write()
    say(f"  SQLite: {PDUS} PDUs, a day at 30 s: {day.values:,} values kept, {day.us_a_value:.2f} µs CPU a polled value")
    yield day.size("history_bytes", schema.history.name, 8)
    day_ms = [day.read_ms()]
    roll_up_until(engine, simulated_day.MIDNIGHT_S + DAY_S)
    blocked_ms, took_s = day.close()
    day_ms.append(day.read_ms())
    rows_ms, packed_ms = day_ms
    say(f"  SQLite: day closed in {took_s:.1f} s; 24 h of an outlet: rows {rows_ms:.1f} ms, packed {packed_ms:.1f} ms")
    yield day.size("history_bytes_compacted", schema.history_block.name, 3)
    yield Measure("history_day_ms", max(day_ms), "ms", 20, Keep.BELOW)
    yield Measure("drop_day_block_ms", blocked_ms, "ms", 100)


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
        command = [sys.executable, "-m", "tests.bench.waiting_writer", self._url]
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


def _rollups(path: Path, blocks: Sequence[bytes], say: Callable[[str], object]) -> Measure:
    """13 months of 200 feeds and their outlets, each day one of the simulated ones; a feed's at a time."""
    name, bar = "rollup_13_months_ms", 50
    engine = open_database(f"sqlite:///{path}", create=True)
    engine.dispose()
    whole = [block for block in blocks if block[0].bit_count() >= 4]
    outlets = [block for block in blocks if block[0].bit_count() < 4]
    first_day = simulated_day.MIDNIGHT_S // DAY_S - DAYS
    driver = sqlite3.connect(path)
    driver.execute("PRAGMA synchronous=OFF")
    for feed in range(FEEDS):
        rows = (
            (
                rollup_id(feed * SUBJECTS_OF_A_FEED + part + 1, first_day + day),
                kind[(feed * 31 + part * 7 + day) % len(kind)],
            )
            for part in range(SUBJECTS_OF_A_FEED)
            for kind in (whole if part < 4 else outlets,)
            for day in range(DAYS)
        )
        with driver:
            driver.executemany("INSERT INTO rollup_block VALUES (?, ?)", rows)
    driver.close()
    size_gb = path.stat().st_size / 1e9
    say(f"  SQLite: 13 months of {FEEDS * SUBJECTS_OF_A_FEED:,} subjects' quarters of an hour: {size_gb:.2f} GB")
    engine = open_database(f"sqlite:///{path}", create=False)
    took_ms = [_months_ms(engine, feed * SUBJECTS_OF_A_FEED + 1, first_day) for feed in range(5, FEEDS, FEEDS // READS)]
    engine.dispose()
    each_ms = ", ".join(f"{each:.0f}" for each in took_ms)
    say(f"  SQLite: 13 months of a feed, each for the first time: {each_ms} ms")
    return Measure(name, median(took_ms), "ms", bar, Keep.BELOW)


def _months_ms(engine: Engine, subject_id: int, first_day: int) -> float:
    began_s = time.perf_counter()
    with reading(engine) as connection:
        series = load_quarters(
            connection, subject_id, [Quantity.APPARENT_POWER], first_day * DAY_S, (first_day + DAYS) * DAY_S
        )
    took_s = time.perf_counter() - began_s
    if len(series.starts_s) < 96 * DAYS:
        raise RuntimeError(f"{DAYS} days read as {len(series.starts_s)} quarters of an hour")
    return took_s * 1000


def _on_postgres(say: Callable[[str], object]) -> None:
    try:
        with postgres_server() as server, fresh_database(server) as url:
            engine = open_database(url, create=True)
            day = _Day(engine)
            day.write()
            with reading(engine) as connection:
                sizes = {size.name: size.bytes or 0 for size in table_sizes(connection)}
            rows_ms = day.read_ms()
            roll_up_until(engine, simulated_day.MIDNIGHT_S + DAY_S)
            blocked_ms, _ = day.close()
            with reading(engine) as connection:
                packed = {size.name: size.bytes or 0 for size in table_sizes(connection)}
            rows_b, packed_b = sizes["history"] / day.values, packed["history_block"] / day.values
            say(f"  PostgreSQL: {day.us_a_value:.2f} µs CPU a polled value")
            say(f"  PostgreSQL: {rows_b:.1f} B a value in rows, {packed_b:.2f} B packed")
            say(f"  PostgreSQL: 24 h of an outlet: rows {rows_ms:.1f} ms, packed {day.read_ms():.1f} ms")
            say(f"  PostgreSQL: a writer waited {blocked_ms:.0f} ms at most")
            engine.dispose()
    except pytest.skip.Exception as reason:
        say(f"  PostgreSQL: not measured: {reason}")
