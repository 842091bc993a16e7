"""Where children log."""

import sys
from pathlib import Path

import pytest

from powertui.bootstrap.logs import log_of
from powertui.errors import ConfigError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere logs have another place")


def test_the_directory_of_logs_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for _ in range(2):
        assert log_of("poller").read_bytes() == b""


@pytest.mark.parametrize("where", ["state", "state/powertui/log/poller.log"])
def test_a_place_that_cannot_be_written_to_is_one_clear_sentence(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    in_the_way = tmp_path / where
    in_the_way.parent.mkdir(parents=True, exist_ok=True)
    if where == "state":
        in_the_way.touch()
    else:
        in_the_way.mkdir()
    with pytest.raises(ConfigError, match=r"^no log can be written in .*: .*; .* XDG_STATE_HOME names another"):
        log_of("poller")
