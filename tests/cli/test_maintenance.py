"""`powertui maintenance`: windows by names and times as people write them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from powertui.cli.instants import moment_s
from powertui.services.staging import stage_plant
from tests.cli.conftest import CommandLine
from tests.clocks import StillClock
from tests.plants import NOW_S, two_sided_topology, two_targets

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def plant_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'plant.db'}"
    stage_plant(url, two_sided_topology(), two_targets(), StillClock())
    monkeypatch.setattr("powertui.services.ports.SystemClock.now_s", lambda _clock: NOW_S)
    monkeypatch.setattr("powertui.bootstrap.maintenance.login_name", lambda: "eva")
    return url


def test_a_window_is_added_listed_and_ended(powertui: CommandLine, plant_url: str) -> None:
    add = ("--database", plant_url, "maintenance", "add", "--scope")
    first = powertui(*add, "panel:P-A1", "--to", "+2h", "--why", "swap breaker A2-7")
    assert first.code == 0
    assert first.lines[1].split() == [
        "1", "active", "panel:P-A1", *first.lines[1].split()[3:5], "swap", "breaker", "A2-7", "eva",
    ]  # fmt: skip
    planned = powertui(*add, "rack:R01", "--from", "+1h", "--to", "+2h", "--why", "tidy up", "--json")
    record = json.loads(planned.out)
    assert (record["number"], record["state"], record["scope"], record["who"]) == (2, "planned", "rack:R01", "eva")
    assert record["from"] == "2026-09-21T15:13:20Z"
    assert record["to"] == "2026-09-21T17:13:20Z", "+2h counts from its beginning"
    assert [line.split()[:2] for line in powertui("--database", plant_url, "maintenance", "list").lines[1:]] == [
        ["1", "active"],
        ["2", "planned"],
    ]
    ended = powertui("--database", plant_url, "maintenance", "end", "1")
    assert ended.lines[1].split()[:2] == ["1", "over"]
    left = json.loads(powertui("--database", plant_url, "maintenance", "list", "--json").out)
    assert [each["number"] for each in left] == [2]
    everything = json.loads(powertui("--database", plant_url, "maintenance", "list", "--all", "--json").out)
    assert [each["state"] for each in everything] == ["over", "planned"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("add", "--scope", "panel:P-Z", "--to", "+1h", "--why", "x"), '--scope: there is no power panel "P-Z"'),
        (("add", "--scope", "rack:R01", "--to", "soon", "--why", "x"), "--to 'soon' is no moment"),
        (("add", "--scope", "rack:R01", "--from", "+2h", "--to", "now", "--why", "x"), "--to must be after --from"),
        (("add", "--scope", "rack:R01", "--from", "2020-01-01", "--to", "2020-01-02", "--why", "x"), "is over already"),
        (("add", "--scope", "rack:R01", "--to", "+1h", "--why", " "), "--why must say in one line"),
        (("add", "--scope", "rack:R01", "--to", "+1h", "--why", "a\nb"), "--why must say in one line"),
        (("add", "--scope", "rack:R01", "--to", "2030-01-01", "--why", "x"), "more than a year"),
        (("add", "--scope", "rack:R01", "--why", "x"), "missing option '--to'"),
        (("end", "7"), "there is no maintenance window 7"),
        (("end", "x"), "is not a valid integer"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    powertui: CommandLine, plant_url: str, arguments: tuple[str, ...], sentence: str
) -> None:
    outcome = powertui("--database", plant_url, "maintenance", *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert sentence in outcome.err
    assert outcome.err.count("\n") == 1


def test_a_window_that_is_over_cannot_be_ended(powertui: CommandLine, plant_url: str) -> None:
    powertui("--database", plant_url, "maintenance", "add", "--scope", "everything", "--to", "+1h", "--why", "x")
    assert powertui("--database", plant_url, "maintenance", "end", "1").code == 0
    again = powertui("--database", plant_url, "maintenance", "end", "1")
    assert (again.code, "is over already" in again.err) == (2, True)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("now", "2026-11-22T12:00:00+00:00"),
        ("+90m", "2026-11-22T13:30:00+00:00"),
        ("22:00", "2026-11-22T21:00:00+00:00"),
        ("9:30", "2026-11-23T08:30:00+00:00"),
        ("2026-11-23 22:00", "2026-11-23T21:00:00+00:00"),
        ("9999-12-31 23:59", None),
        ("2026-07-01 22:00", "2026-07-01T20:00:00+00:00"),
        ("2026-11-23T22:00:00Z", "2026-11-23T22:00:00+00:00"),
        ("2026-11-23", "2026-11-22T23:00:00+00:00"),
        ("tomorrow", None),
        ("+2", None),
        ("24:00", None),
        ("2026-13-01", None),
        ("", None),
    ],
)
def test_moments_as_people_type_them(text: str, moment: str | None) -> None:
    now_s = datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()
    expected = datetime.fromisoformat(moment).timestamp() if moment else None
    assert moment_s(text, now_s, AMSTERDAM) == expected
