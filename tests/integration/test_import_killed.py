"""An import that is killed, at whatever moment, has either happened or not."""

import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import pytest

from powertui.domain.topology import Topology
from powertui.services.model_sync import apply, plan, read_model
from powertui.storage.engine import open_database
from tests.clocks import StillClock
from tests.integration.killed_import import hall

BEFORE = replace(hall("old", racks=4), power_feeds=(), cables=hall("old", racks=4).cables[8:])
AFTER = hall()
MOMENTS = 5


def imported_by_a_process(database: Path, manner: str, moment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.integration.killed_import", f"sqlite:///{database}", manner, moment],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def outline(topology: Topology) -> tuple[object, ...]:
    """Enough to tell one plant from another, whatever the ids."""
    return (
        tuple(sorted(site.name for site in topology.sites)),
        tuple(sorted(device.name for device in topology.devices)),
        sum(port.allocated_draw_w or 0 for port in topology.power_ports),
        len(topology.power_ports),
        len(topology.power_outlets),
        len(topology.power_feeds),
        sum(len(cable.a) + len(cable.b) for cable in topology.cables),
    )


def what_is_there(database: Path) -> tuple[object, ...]:
    """The model of a database, which must be whole."""
    engine = open_database(f"sqlite:///{database}", create=True)
    try:
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
        model = read_model(engine)
        again = plan(engine, model.topology, prune=True)
        assert (again.changes, again.refusals) == ((), ())
    finally:
        engine.dispose()
    return outline(model.topology)


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that holds another, smaller hall."""
    path = tmp_path_factory.mktemp("earlier") / "plant.db"
    engine = open_database(f"sqlite:///{path}", create=True)
    apply(engine, plan(engine, BEFORE), who="kim", source="test", clock=StillClock())
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.mark.parametrize("is_new", [True, False], ids=["into nothing", "over another plant"])
def test_a_killed_import_leaves_the_database_before_or_after(tmp_path: Path, earlier: Path, is_new: bool) -> None:
    def fresh(name: str) -> Path:
        path = tmp_path / name
        if not is_new:
            shutil.copy(earlier, path)
        return path

    before = outline(Topology() if is_new else BEFORE)
    whole = fresh("whole.db")
    began_s = perf_counter()
    done = imported_by_a_process(whole, "statement", "0")
    took_s = perf_counter() - began_s
    assert done.returncode == 0, done.stderr
    after = what_is_there(whole)
    assert after == outline(AFTER)

    statements = int(done.stdout)
    last = range(statements - MOMENTS, statements + 1)
    spread = range(1, statements - MOMENTS, max(1, statements // MOMENTS))
    moments = [("statement", str(number)) for number in (*spread, *last)]
    moments += [("after", f"{took_s * (1 + number / MOMENTS) / 2:.4f}") for number in range(MOMENTS)]

    def killed(position: int) -> tuple[int, tuple[object, ...]]:
        database = fresh(f"killed-{position}.db")
        ended = imported_by_a_process(database, *moments[position])
        assert ended.returncode in {0, -signal.SIGKILL}, ended.stderr
        return ended.returncode, what_is_there(database)

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(killed, range(len(moments))))
    for (manner, moment), (code, state) in zip(moments, outcomes, strict=True):
        assert state in ((before, after) if code else (after,)), (manner, moment)
        assert code or manner == "after", "killed at a statement, a process does not end by itself"
    assert before in [state for _, state in outcomes]
