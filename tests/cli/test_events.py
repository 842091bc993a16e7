"""`powertui events`: the log as a table and as JSON, safe to print whatever was sent."""

import json
from pathlib import Path

import pytest

from powertui.domain.events import Event, EventKind
from powertui.storage.engine import open_database, writing
from powertui.storage.event_store import add_events
from tests.cli.conftest import CommandLine
from tests.cli.plant import NOW_S

COLD_START = "1.3.6.1.6.3.1.1.5.1"
EVENTS = (
    Event(NOW_S - 7200, EventKind.REBOOT, 1, "pdu-r01-a", detail="its uptime fell to 12 s"),
    Event(NOW_S - 60, EventKind.TRAP, 1, "pdu-r01-a", "192.0.2.10", COLD_START, "coldStart", '1.3.6.1="x"'),
    Event(NOW_S - 30, EventKind.TRAP, 2, "pdu-r01-b", "2001:db8::11", "1.3.6.1.4.1.99.0.1", "", "[red]bold[/red]"),
)


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'plant.db'}"
    engine = open_database(url, create=True)
    with writing(engine) as connection:
        add_events(connection, EVENTS)
    engine.dispose()
    monkeypatch.setattr("powertui.services.ports.SystemClock.now_s", lambda _clock: NOW_S)
    return url


def test_events_are_listed_with_the_newest_last(powertui: CommandLine, log: str) -> None:
    outcome = powertui("events", "--database", log)
    assert outcome.code == 0
    heading, *lines = outcome.lines
    assert heading.split() == ["TIME", "KIND", "PDU", "SOURCE", "EVENT", "DETAIL"]
    assert [line.split()[1:3] for line in lines] == [
        ["reboot", "pdu-r01-a"],
        ["trap", "pdu-r01-a"],
        ["trap", "pdu-r01-b"],
    ]
    assert lines[2].endswith("1.3.6.1.4.1.99.0.1  [red]bold[/red]")
    assert "\x1b" not in outcome.out


def test_since_and_pdu_narrow_it_down(powertui: CommandLine, log: str) -> None:
    assert len(powertui("events", "--database", log, "--since", "1h").lines) == 3
    assert len(powertui("events", "--database", log, "--since", "1h", "--pdu", "r01-a").lines) == 2
    nothing = powertui("events", "--database", log, "--pdu", "r99")
    assert (nothing.code, nothing.out) == (0, "")
    assert "r99" in nothing.err


def test_json_has_null_for_what_there_is_not(powertui: CommandLine, log: str) -> None:
    outcome = powertui("events", "--database", log, "--json")
    first, second, _ = json.loads(outcome.out)
    assert first == {
        "at": "2026-11-22T09:12:05Z",
        "kind": "reboot",
        "pdu": "pdu-r01-a",
        "source": None,
        "oid": None,
        "name": None,
        "detail": "its uptime fell to 12 s",
    }
    assert (second["oid"], second["name"]) == (COLD_START, "coldStart")


def test_a_log_without_events_is_an_empty_answer(powertui: CommandLine, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    open_database(url, create=True).dispose()
    assert (powertui("events", "--database", url).out, powertui("events", "--database", url, "--json").out) == (
        "",
        "[]\n",
    )


@pytest.mark.parametrize("span", ["abc", "", "1", "1y", "-1h", "١h", "1h30m", "9" * 400 + "s"])
def test_what_is_no_span_of_time_is_one_sentence(powertui: CommandLine, span: str) -> None:
    outcome = powertui("events", "--since", span)
    assert (outcome.code, outcome.out) == (2, "")
    assert "right would be 90s, 15m, 1h, 2d or 1w" in outcome.err
    assert outcome.err.count("\n") == 1
