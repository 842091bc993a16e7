"""13 months of the quarters of an hour of 200 feeds and their outlets in a database, each day a simulated one."""

import sqlite3
from collections.abc import Callable, Sequence
from statistics import median
from struct import Struct
from time import perf_counter

from sqlalchemy import Engine

from powertui.domain.history import DAY_S
from powertui.domain.reading import Quantity
from powertui.storage.engine import open_database, reading, writing
from powertui.storage.history_blocks import rollup_id
from powertui.storage.rollup_reader import load_quarters_of
from powertui.storage.size_store import database_bytes
from tests.bench import simulated_day
from tests.bench.measure import Keep, Measure

FEEDS = 200
SUBJECTS_OF_A_FEED = 28
"""A unit, three legs, 24 outlets."""
DAYS = 396
READS = 9
FIRST_DAY = simulated_day.MIDNIGHT_S // DAY_S - DAYS

_COPY_ROW = Struct(">hiqi")


def rollups(url: str, name: str, blocks: Sequence[bytes], say: Callable[[str], object]) -> Measure:
    """How long the quarters of an hour of a feed take, each feed for the first time."""
    engine = open_database(url, create=True)
    _fill(engine, blocks)
    # Nothing of it is in the connection's memory then.
    engine.dispose()
    with reading(engine) as connection:
        size_gb = database_bytes(connection) / 1e9
    kind = engine.dialect.name
    say(f"  {kind}: 13 months of {FEEDS * SUBJECTS_OF_A_FEED:,} subjects' quarters of an hour: {size_gb:.2f} GB")
    took_ms = [_months_ms(engine, feed * SUBJECTS_OF_A_FEED + 1) for feed in range(5, FEEDS, FEEDS // READS)]
    engine.dispose()
    say(f"  {kind}: 13 months of a feed, each for the first time: {', '.join(f'{each:.0f}' for each in took_ms)} ms")
    return Measure(name, median(took_ms), "ms", 50, Keep.BELOW)


def _fill(engine: Engine, blocks: Sequence[bytes]) -> None:
    """As a year of closing days leaves them: clustered by subject on SQLite, in the order of days on PostgreSQL."""
    whole = [block for block in blocks if block[0].bit_count() >= 4]
    outlets = [block for block in blocks if block[0].bit_count() < 4]

    def row(subject: int, day: int) -> tuple[int, bytes]:
        feed, part = divmod(subject, SUBJECTS_OF_A_FEED)
        kind = whole if part < 4 else outlets
        return rollup_id(subject + 1, FIRST_DAY + day), kind[(feed * 31 + part * 7 + day) % len(kind)]

    subjects, days = range(FEEDS * SUBJECTS_OF_A_FEED), range(DAYS)
    with writing(engine) as connection:
        driver = connection.connection.driver_connection
        if isinstance(driver, sqlite3.Connection):
            insert = "INSERT INTO rollup_block VALUES (?, ?)"
            driver.executemany(insert, (row(subject, day) for subject in subjects for day in days))
            return
        for day in days:
            cursor = connection.connection.cursor()
            with cursor.copy("COPY rollup_block (id, packed) FROM STDIN WITH (FORMAT BINARY)") as copy:
                copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
                copy.write(b"".join(map(_copied, (row(subject, day) for subject in subjects))))
                copy.write(b"\xff\xff")
            cursor.close()


def _copied(row: tuple[int, bytes]) -> bytes:
    key, packed = row
    return _COPY_ROW.pack(2, 8, key, len(packed)) + packed


def _months_ms(engine: Engine, subject_id: int) -> float:
    began_s = perf_counter()
    with reading(engine) as connection:
        series = load_quarters_of(
            connection, [subject_id], [Quantity.APPARENT_POWER], FIRST_DAY * DAY_S, (FIRST_DAY + DAYS) * DAY_S
        )[subject_id]
    took_s = perf_counter() - began_s
    if len(series.starts_s) < 96 * DAYS:
        raise RuntimeError(f"{DAYS} days read as {len(series.starts_s)} quarters of an hour")
    return took_s * 1000
