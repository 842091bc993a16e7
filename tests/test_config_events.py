"""[traps] and [events] of the configuration."""

from pathlib import Path

import pytest

from powertui.bootstrap.chores import configured_chores
from powertui.bootstrap.listening import configured_listening
from powertui.config import read_settings
from powertui.domain.events import EventRetention
from powertui.errors import ConfigError


def listening(tmp_path: Path, text: str) -> object:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return configured_listening(read_settings(path))


def test_without_a_word_nothing_listens(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("")
    configured = configured_listening(read_settings(path))
    assert (configured.addresses, configured.credentials) == ((), ())


def test_without_a_word_events_are_kept_for_a_month(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("")
    assert configured_chores(read_settings(path)).events == EventRetention(30, 100_000)


@pytest.mark.parametrize(
    ("value", "addresses"),
    [
        ('"127.0.0.1:1162"', (("127.0.0.1", 1162),)),
        (
            '["192.0.2.1:162", "[::]:162", "[2001:DB8::1]:1162"]',
            (("192.0.2.1", 162), ("::", 162), ("2001:db8::1", 1162)),
        ),
        ("[]", ()),
    ],
)
def test_addresses_are_one_text_or_a_list(tmp_path: Path, value: str, addresses: object) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f"[traps]\nlisten = {value}\n")
    assert configured_listening(read_settings(path)).addresses == addresses


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ('"162"', "needs an address and a port"),
        ('"127.0.0.1"', "needs an address and a port"),
        ('"pdu-watch:162"', "needs an address of this machine, not a name"),
        ('"::1:162"', "brackets around IPv6"),
        ('"[127.0.0.1]:162"', "brackets around IPv6"),
        ('"127.0.0.1:0"', "not between 1 and 65535"),
        ('"127.0.0.1:99999999"', "not between 1 and 65535"),
        ('"127.0.0.1:٣"', "needs an address and a port"),
        ('["127.0.0.1:162", "127.0.0.1:162"]', "names an address twice"),
        ("162", "must be a list of texts"),
    ],
)
def test_what_is_no_address_is_one_sentence_with_its_line(tmp_path: Path, value: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence) as caught:
        listening(tmp_path, f"[traps]\nlisten = {value}\n")
    assert "config.toml:2: traps.listen" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_credential_that_there_is_not_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"config.toml: traps.accept names 'hall9'; there is none"):
        listening(tmp_path, '[traps]\naccept = ["hall9"]\n')


@pytest.mark.parametrize("line", ["keep_days = 0", "most_rows = 1", "keep_days = true", "keep = 3"])
def test_bounds_of_the_log_are_checked(tmp_path: Path, line: str) -> None:
    with pytest.raises(ConfigError, match=r"config.toml:2: "):
        listening(tmp_path, f"[events]\n{line}\n")
