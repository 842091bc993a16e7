"""Whoever runs the tests, and wherever: they see the same."""

import os
import time
from pathlib import Path

import pytest

from tests.surroundings import plain_surroundings


def test_what_a_person_has_set_is_not_seen_and_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = {
        "TZ": "Pacific/Kiritimati",
        "COLUMNS": "60",
        "NO_COLOR": "1",
        "POWERTUI_DATABASE": "sqlite:////theirs.db",
        "XDG_CONFIG_HOME": "/theirs",
        "POWERTUI_TEST_POSTGRES": "postgresql://theirs",
    }
    for name, value in theirs.items():
        monkeypatch.setenv(name, value)
    with plain_surroundings(tmp_path):
        seen = {name: os.environ[name] for name in theirs if name in os.environ}
        assert seen == {"TZ": "UTC", "POWERTUI_TEST_POSTGRES": "postgresql://theirs"}
        assert Path.home() == tmp_path
        assert time.localtime(0).tm_hour == 0
    assert {name: os.environ[name] for name in theirs} == theirs
    assert time.localtime(1_790_000_000).tm_gmtoff == 14 * 3600
    monkeypatch.undo()
    time.tzset()
