"""[[notify.route]] of the configuration: routes as the domain has them, mistakes in one sentence with their line."""

from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from powertui.bootstrap.notices import configured_routes
from powertui.bootstrap.notify import configured_channels
from powertui.config import Settings, read_settings
from powertui.domain.alerts import Severity, Transition
from powertui.domain.notify.routes import QuietHours, Route
from powertui.errors import ConfigError
from tests.clocks import StillClock

SYSLOG = 'syslog = { host = "127.0.0.1" }'


def settings(tmp_path: Path, text: str) -> Settings:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path)


def test_a_route_of_a_name_and_a_channel_has_the_usual_rest(tmp_path: Path) -> None:
    assert configured_routes(settings(tmp_path, f'[[notify.route]]\nname = "a"\n{SYSLOG}\n')) == (Route("a"),)
    assert configured_routes(settings(tmp_path, "")) == ()


def test_all_that_can_be_said_of_a_route(tmp_path: Path) -> None:
    text = """
        [[notify.route]]
        name = "night"
        scope = "panel:P-A1"
        min_severity = "info"
        transitions = ["fired", "acknowledged"]
        digest_s = 900
        urgent_from = "never"
        quiet_hours = { begins = 22:00:00, ends = "06:30", time_zone = "Europe/Amsterdam" }
        apprise = { url = "env:NIGHT_URL" }
        [[notify.route]]
        name = "hook"
        webhook = { url_from = "env:HOOK", headers = { X-Key = "env:KEY" }, verify = false }
        [[notify.route]]
        name = "tell"
        command = { run = ["/bin/true"] }
    """
    found = settings(tmp_path, text)
    assert configured_routes(found)[0] == Route(
        "night",
        "panel:P-A1",
        Severity.INFO,
        frozenset({Transition.FIRED, Transition.ACKNOWLEDGED}),
        900.0,
        QuietHours(time(22), time(6, 30), ZoneInfo("Europe/Amsterdam")),
        None,
    )
    assert list(configured_channels(found, StillClock())) == ["night", "hook", "tell"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('scope = "P-A1"', ':4: notify.route.0.scope must be "everything", or a kind and a name'),
        ('scope = "rack:"', "must be"),
        ('scope = "server:x"', "must be"),
        ('min_severity = "bad"', ':4: notify.route.0.min_severity must be one of "info", "warning", "critical"'),
        ("transitions = []", "names none"),
        ('transitions = ["fried"]', "knows fired, escalated, eased, flapping, acknowledged, silenced, cleared"),
        ("digest_s = -1", "must be at least 0"),
        ('quiet_hours = { begins = "22:00" }', 'needs "ends"'),
        ('quiet_hours = { begins = "24:00", ends = "06:00" }', "is no time of day"),
        ('quiet_hours = { begins = "22:00", ends = "6", time_zone = "CET" }', "is no time of day"),
        ('quiet_hours = { begins = "22:00", ends = "06:00", time_zone = "Mars/Hall" }', "is no time zone"),
        ('quiet_hours = { begins = "22:00", ends = "06:00", time_zone = "../../etc/passwd" }', "is no time zone"),
        ('command = { run = ["x"] }', "needs one channel out of webhook, syslog, command and apprise, and has syslog"),
        ('receiver = "x"', 'unknown key "receiver"'),
    ],
)
def test_a_mistake_is_one_sentence_with_its_line(tmp_path: Path, line: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        settings(tmp_path, f'[[notify.route]]\nname = "a"\n{SYSLOG}\n{line}\n')
    assert sentence in str(caught.value)
    assert f"{tmp_path / 'config.toml'}:" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("channel", "sentence"),
    [
        ("", "needs one channel out of webhook, syslog, command and apprise, and has none"),
        ("webhook = {}", 'needs either "url" or "url_from"'),
        ('webhook = { url = "https://u:hunter2@x.net/" }', "holds a user or a password"),
        ('webhook = { url = "ftp://hunter2" }', "is no URL"),
        ('webhook = { url = "https://x.net/", user = "u" }', 'needs both "user" and "password"'),
        ('webhook = { url = "https://x.net/", bearer_token = "hunter2" }', "must say where the secret is, not be it"),
        ('apprise = { url = "mailto://u:hunter2@x.net" }', "must say where the secret is, not be it"),
        ("apprise = {}", 'needs "url"'),
        ('syslog = { host = "a b" }', "is no host"),
        ('syslog = { host = "a", port = 0 }', "must be at least 1"),
        ('syslog = { host = "a", facility = "kern" }', "must be one of"),
        ("command = { run = [] }", "names no program"),
        ('command = { run = "rm -rf /" }', "must be a list of texts"),
        ('command = { run = ["a\\u0000b"] }', "no argument may hold"),
    ],
)
def test_a_channels_mistake_repeats_no_secret(tmp_path: Path, channel: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        settings(tmp_path, f'[[notify.route]]\nname = "a"\n{channel}\n')
    assert sentence in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("name", ["", "two words", "a" * 41, "\\u001b[31m", "../x"])
def test_a_routes_name_is_one_plain_word(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="must be one word"):
        settings(tmp_path, f'[[notify.route]]\nname = "{name}"\n{SYSLOG}\n')


def test_two_routes_of_one_name_are_refused(tmp_path: Path) -> None:
    route = f'[[notify.route]]\nname = "a"\n{SYSLOG}\n'
    with pytest.raises(ConfigError, match="two routes of the same name"):
        settings(tmp_path, route + route.replace('"a"', '"A"'))
