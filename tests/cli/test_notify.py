"""`powertui notify`: tests through real channels, the log, the routes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from powertui.bootstrap.notices import configured_notices
from powertui.config import read_settings
from powertui.domain.alert_life.conditions import Conditions
from powertui.domain.alert_life.machine import advance
from powertui.domain.alert_life.pace import Pace
from powertui.domain.alerts import Transition
from powertui.domain.graph import PowerGraph
from powertui.domain.notify.log import DeliveryOutcome, DeliveryRecord
from powertui.services.staging import stage_plant
from powertui.storage.alert_store import save_changes
from powertui.storage.delivery_store import add_records
from powertui.storage.engine import open_database, writing
from tests.alert_events import Life, alert_on
from tests.cli.conftest import CommandLine
from tests.clocks import StillClock
from tests.delivery.receivers import closed_port, http_endpoint
from tests.plants import NOW_S, two_sided_topology, two_targets


@pytest.fixture
def plant_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'plant.db'}"
    stage_plant(url, two_sided_topology(), two_targets(), StillClock())
    monkeypatch.setattr("powertui.services.ports.SystemClock.now_s", lambda _clock: NOW_S)
    return url


def configuration(tmp_path: Path, url: str, *routes: str) -> str:
    path = tmp_path / "config.toml"
    path.write_text("\n".join([f'[database]\nurl = "{url}"', *(f"[[notify.route]]\n{each}" for each in routes)]))
    return str(path)


def test_a_test_goes_through_each_route_and_says_that_it_is_one(
    powertui: CommandLine, tmp_path: Path, plant_url: str
) -> None:
    with http_endpoint() as endpoint:
        config = configuration(
            tmp_path,
            plant_url,
            f'name = "hook"\nscope = "rack:R99"\nmin_severity = "critical"\nwebhook = {{ url = "{endpoint.url}" }}',
            f'name = "logs"\nsyslog = {{ host = "127.0.0.1", port = {closed_port()}, transport = "tcp" }}',
        )
        both = powertui("--config", config, "notify", "test")
        one = powertui("--config", config, "notify", "test", "hook", "--json")
    assert both.code == 1
    assert "hook" in both.lines[1]
    assert "accepted" in both.lines[1]
    assert both.lines[2].split()[:3] == ["logs", "not", "accepted"]
    assert both.lines[2].endswith("the syslog server cannot be reached: Connection refused")
    assert one.code == 0
    (record,) = json.loads(one.out)
    assert (record["route"], record["accepted"], record["detail"]) == ("hook", True, None)
    first, second = endpoint.bodies
    assert first["isTest"] is True
    assert first["idempotencyKey"] != second["idempotencyKey"] == record["id"]
    assert first["alerts"][0]["annotations"]["description"].endswith("Nothing is wrong.")


def test_no_routes_and_a_route_that_there_is_not_are_sentences(
    powertui: CommandLine, tmp_path: Path, plant_url: str
) -> None:
    empty = powertui("--config", configuration(tmp_path, plant_url), "notify", "test")
    assert (empty.code, empty.err.count("\n")) == (2, 1)
    assert "no routes are configured" in empty.err
    config = configuration(tmp_path, plant_url, 'name = "a"\ncommand = { run = ["/bin/true"] }')
    other = powertui("--config", config, "notify", "test", "b")
    assert (other.code, "configured are: a" in other.err) == (2, True)


def test_the_log_tells_of_each_attempt_and_is_safe_to_print(powertui: CommandLine, plant_url: str) -> None:
    key = "0123456789abcdef0123456789abcdef"
    failed = DeliveryRecord(NOW_S - 90, "hook", key, DeliveryOutcome.FAILED, "crit fired: \x1b[31mA1", 1, 0.2, "503")
    records = (failed, replace(failed, at_s=NOW_S - 80, outcome=DeliveryOutcome.SENT, attempt=2, detail=""))
    engine = open_database(plant_url, create=False)
    with writing(engine) as connection:
        add_records(connection, [replace(failed, at_s=NOW_S - 7200), *records])
    engine.dispose()
    table = powertui("--database", plant_url, "notify", "log", "--since", "1h")
    assert table.lines[0].split() == ["TIME", "ROUTE", "OUTCOME", "TRY", "ALERT", "DETAIL", "ID"]
    assert [line.split()[1:4] for line in table.lines[1:]] == [["hook", "failed", "1"], ["hook", "sent", "2"]]
    assert "\x1b" not in table.out
    only = json.loads(powertui("--database", plant_url, "notify", "log", "--failed", "--json").out)
    assert [(each["outcome"], each["attempt"], each["detail"], each["id"]) for each in only] == [
        ("failed", 1, "503", key)
    ] * 2
    nothing = powertui("--database", plant_url, "notify", "log", "--route", "other")
    assert (nothing.out, nothing.err) == ("", "powertui: nothing was to be delivered\n")


def test_routes_say_what_waits_and_whose_scope_names_nothing(
    powertui: CommandLine, tmp_path: Path, plant_url: str
) -> None:
    command = 'command = { run = ["/bin/true"] }'
    config = configuration(
        tmp_path,
        plant_url,
        f'name = "a"\nscope = "panel:P-A1"\nquiet_hours = {{ begins = "22:00", ends = "06:00" }}\n{command}',
        f'name = "b"\nscope = "rack:R99"\n{command}',
    )
    notices = configured_notices(read_settings(Path(config)))
    engine = open_database(plant_url, create=False)
    with writing(engine) as connection:
        notices.take(connection, [Life(alert_on(1)).step(Transition.FIRED)], PowerGraph(two_sided_topology()), NOW_S)
    engine.dispose()
    outcome = powertui("--config", config, "notify", "routes")
    assert outcome.lines[1].split() == [
        "a", "command", "panel:P-A1", "warn", "cleared", "escalated", "fired", "–", "22:00–06:00", "1", "0",
    ]  # fmt: skip
    assert 'route b takes nothing: there is no rack "R99"' in outcome.err
    records = json.loads(powertui("--config", config, "notify", "routes", "--json").out)
    assert [(each["route"], each["waiting"], each["problem"] is None) for each in records] == [
        ("a", 1, True),
        ("b", 0, False),
    ]


def test_the_story_of_an_alert_says_who_was_told(powertui: CommandLine, tmp_path: Path, plant_url: str) -> None:
    config = configuration(tmp_path, plant_url, 'name = "a"\ncommand = { run = ["/bin/true"] }')
    notices = configured_notices(read_settings(Path(config)))
    engine = open_database(plant_url, create=False)
    with writing(engine) as connection:
        finding = alert_on(1).finding
        changes = advance((), (), Conditions({finding.key: finding}), lambda _finding: Pace(), NOW_S)
        events = save_changes(connection, changes)
        notices.take(connection, events, PowerGraph(two_sided_topology()), NOW_S)
    engine.dispose()
    number = str(events[0].alert.id)
    outcome = powertui("--config", config, "alerts", "show", number)
    assert outcome.lines[-1].split()[:4] == ["Told", "a", "fired", "waiting"]
    told = json.loads(powertui("--config", config, "alerts", "show", number, "--json").out)["told"]
    assert [(each["route"], each["transition"], each["state"], each["attempts"]) for each in told] == [
        ("a", "fired", "waiting", 0)
    ]
