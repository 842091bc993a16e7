"""Readings as the database keeps them."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Dialect, func, select, text
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect

from powertui.domain.measured import Binding
from powertui.services.staging import stage_plant
from powertui.storage import schema
from powertui.storage.engine import open_database, writing
from powertui.storage.reading_store import (
    Attempt,
    CycleRow,
    history_query,
    history_upsert,
    load_history,
    save_attempts,
    save_cycle,
)
from powertui.storage.target_store import save_description
from tests.clocks import StillClock
from tests.plants import NOW_S, pdu_batch, pdu_description, two_sided_topology, two_targets


def test_a_second_poll_in_the_same_cycle_replaces_the_first(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'plant.db'}"
    stage_plant(url, two_sided_topology(), two_targets(), StillClock())
    engine = open_database(url, create=False)
    description, table = pdu_description(), schema.history
    quantities = tuple(subject.quantities for subject in description.subjects)
    with writing(engine) as connection:
        ids = save_description(connection, 1, description, [Binding()] * len(description.subjects))
        for watts in (100, 200):
            attempt = Attempt(1, NOW_S, 0.1, pdu_batch((watts, 0, 0)), None, ids, quantities)
            save_attempts(connection, [attempt], int(NOW_S))
        powers = connection.execute(select(table.c.active_power_mw).where(table.c.subject_id == ids[0])).scalars().all()
        count = connection.execute(select(func.count()).select_from(table)).scalar()
    engine.dispose()
    assert powers == [200_000]
    assert count == len(ids)


@pytest.mark.parametrize("dialect", [PGDialect(), SQLiteDialect()], ids=["postgresql", "sqlite"])  # type: ignore[no-untyped-call]
def test_each_database_is_told_to_replace_in_its_own_words(dialect: Dialect) -> None:
    statement = str(history_upsert(dialect.name).compile(dialect=dialect))
    assert "ON CONFLICT (slot_s, subject_id) DO UPDATE SET" in statement
    assert "active_power_mw = excluded.active_power_mw" in statement


def test_a_long_history_is_one_short_question(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'plant.db'}", create=True)
    with writing(engine) as connection:
        for slot_s in range(1000):
            save_cycle(connection, CycleRow(slot_s, slot_s, 1.0, float(slot_s), 0.1, 1, 0, 1))
        row = {"slot_s": 500, "subject_id": 7, "offset_ms": 0, "quality": 0, "active_power_mw": 1500}
        connection.execute(schema.history.insert(), [row])
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 100)
        points = load_history(connection, [7, 8], 100.0)
        query = history_query([7, 8], 100.0).compile(connection, compile_kwargs={"literal_binds": True})
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {query}")).all()
    engine.dispose()
    assert [(point.at_s, point.active_power_w) for point in points[7] if point.active_power_w] == [(500, 1.5)]
    assert len(points[7]) == len(points[8]) == 900
    assert "SEARCH history USING PRIMARY KEY (slot_s=? AND subject_id=?)" in {step.detail for step in plan}
