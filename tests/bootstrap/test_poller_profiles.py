"""What a starting poller says about profiles of the user's own."""

import logging
from pathlib import Path

import pytest

from powertui.bootstrap.poller import usable_profiles


def test_each_broken_profile_is_told_once_in_a_sentence_and_the_others_are_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder = tmp_path / "powertui" / "profiles"
    folder.mkdir(parents=True)
    (folder / "cut.toml").write_text('family = "cut\x1b[31m')
    (folder / "empty.toml").write_text("")
    with caplog.at_level(logging.WARNING):
        profiles = usable_profiles()
    assert len(profiles) > 50
    told = [record.getMessage() for record in caplog.records]
    assert [text.split(":")[0] for text in told] == [str(folder / name) for name in ("cut.toml", "empty.toml")]
    assert all("is not used" in text and text.isprintable() for text in told)
