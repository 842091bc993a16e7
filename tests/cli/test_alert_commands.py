"""`powertui alerts ack`, `silence`, `unsilence`, `show` on a real database."""

import json
from pathlib import Path

import pytest

from powertui.domain.alert_life.machine import LifeChanges
from powertui.domain.alerts import Alert, AlertEvent, AlertKey, Finding, ObjectKind, RuleKind, Severity, Transition
from powertui.services.ports import SystemClock
from powertui.services.staging import stage_plant
from powertui.storage.alert_store import save_changes
from powertui.storage.engine import open_database, writing
from tests.cli.conftest import CommandLine
from tests.plants import two_sided_topology, two_targets


@pytest.fixture
def database(tmp_path: Path) -> str:
    """A plant with one alert, number 1, that fires."""
    url = f"sqlite:///{tmp_path / 'plant.db'}"
    clock = SystemClock()
    stage_plant(url, two_sided_topology(), two_targets(), clock)
    now_s = clock.now_s()
    finding = Finding(
        key=AlertKey(RuleKind.FEED_OVER, ObjectKind.FEED, 1),
        severity=Severity.CRITICAL,
        object_name="A1-01",
        part="L1",
        limit_name="L1 current",
        limit_value=12.8,
        measured_value=13.2,
        unit="A",
        message="L1 current 13.2 A is over 12.8 A (16 A × 80 %, 103 %)",
        advice="Move load.",
    )
    alert = Alert(0, finding, now_s - 100, now_s, 13.4, fired_at_s=now_s - 40)
    engine = open_database(url, create=False)
    with writing(engine) as connection:
        save_changes(
            connection, LifeChanges(opened=(alert,), events=(AlertEvent(alert, Transition.FIRED, now_s - 40),))
        )
    engine.dispose()
    return url


def test_an_alert_is_acknowledged(powertui: CommandLine, database: str) -> None:
    outcome = powertui("alerts", "ack", "1", "--database", database)
    assert outcome.code == 0
    assert "alert 1 (A1-01: measured draw against feed capacity) is acknowledged" in outcome.err
    (record,) = json.loads(powertui("alerts", "--json", "--database", database).out)
    assert record["state"] == "acknowledged"


def test_an_alert_is_silenced_and_speaks_again(powertui: CommandLine, database: str) -> None:
    outcome = powertui("alerts", "silence", "1", "--for", "2h", "--why", "swap", "--database", database)
    assert (outcome.code, "silenced until" in outcome.err, "swap" in outcome.err) == (0, True, True)
    again = powertui("alerts", "unsilence", "1", "--database", database)
    assert (again.code, "is firing" in again.err) == (0, True)
    assert "not silenced" in powertui("alerts", "unsilence", "1", "--database", database).err


def test_an_alert_is_told_with_its_history(powertui: CommandLine, database: str) -> None:
    powertui("alerts", "ack", "1", "--database", database)
    told = powertui("alerts", "show", "1", "--database", database).out
    assert "L1 current 13.2 A is over 12.8 A" in told
    assert "Move load." in told
    record = json.loads(powertui("alerts", "show", "1", "--json", "--database", database).out)
    assert [step["transition"] for step in record["history"]] == ["fired", "acknowledged"]


def test_what_does_not_exist_is_said(powertui: CommandLine, database: str) -> None:
    outcome = powertui("alerts", "ack", "99", "--database", database)
    assert (outcome.code, "alert 99 does not exist" in outcome.err) == (2, True)
    assert powertui("alerts", "silence", "1", "--for", "soon", "--why", "x", "--database", database).code == 2


def test_what_is_no_command_is_a_name_to_look_for(powertui: CommandLine, database: str) -> None:
    assert "A1-01" in powertui("alerts", "A1-01", "--database", database).out
    assert powertui("alerts", "--help").code == 0


def test_a_note_stands_beside_the_alert_and_in_its_history(powertui: CommandLine, database: str) -> None:
    outcome = powertui("alerts", "note", "1", "cord 3 was loose", "--database", database)
    assert (outcome.code, "the note is kept with alert 1 (A1-01" in outcome.err) == (0, True)
    (record,) = json.loads(powertui("alerts", "--json", "--database", database).out)
    (note,) = record["notes"]
    assert (note["text"], record["state"]) == ("cord 3 was loose", "firing")
    shown = json.loads(powertui("alerts", "show", "1", "--json", "--database", database).out)
    assert [step["transition"] for step in shown["history"]] == ["fired", "noted"]
    assert "cord 3 was loose" in powertui("alerts", "show", "1", "--database", database).out


@pytest.mark.parametrize("text", ["", "two\nlines", "\x1b[31m", "x" * 1001])
def test_what_is_no_line_of_text_is_no_note(powertui: CommandLine, database: str, text: str) -> None:
    outcome = powertui("alerts", "note", "1", text, "--database", database)
    assert (outcome.code, "one line of text" in outcome.err) == (2, True)


def test_a_note_needs_an_alert(powertui: CommandLine, database: str) -> None:
    assert "alert 9 does not exist" in powertui("alerts", "note", "9", "hello", "--database", database).err
