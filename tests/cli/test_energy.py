"""`powertui energy` and `powertui trend`, on a database that was polled."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from powertui.domain.history import DAY_S
from powertui.domain.reading import SubjectKind
from powertui.storage.engine import open_database
from tests.cli.conftest import CommandLine
from tests.services.metered_plant import Meter, MeteredPlant
from tests.services.test_energy_report import MIDNIGHT_S, TOPOLOGY

CONFIG = """
[energy]
price_per_kwh = 0.25
time_zone = "UTC"
[[energy.tariffs]]
name = "night"
price_per_kwh = "0.10"
begins = "22:00"
ends = "06:00"
"""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("energy") / "plant.db"
    engine = open_database(f"sqlite:///{path}", create=True)
    loads = {
        1: (Meter(SubjectKind.UNIT, "1", lambda _: 1000.0),),
        5: (Meter(SubjectKind.UNIT, "1", lambda _: 2000.0),),
    }
    plant = MeteredPlant(engine, TOPOLOGY, loads, interval_s=900)
    plant.poll(MIDNIGHT_S, MIDNIGHT_S + 3 * DAY_S)
    plant.keep_up(MIDNIGHT_S + 4 * DAY_S)
    engine.dispose()
    return path


@pytest.fixture
def two_days(powertui: CommandLine, database: Path, tmp_path: Path) -> Iterator[tuple[str, ...]]:
    config = tmp_path / "config.toml"
    config.write_text(CONFIG, encoding="utf-8")
    # The configuration stands before the command.
    yield ("--config", str(config), "energy", "--from", "2026-11-03", "--to", "2026-11-04", "--database", str(database))


def test_the_table_has_a_row_for_each_rack_and_their_total(powertui: CommandLine, two_days: tuple[str, ...]) -> None:
    outcome = powertui(*two_days)
    assert outcome.code == 0
    heading, first, second, total = (" ".join(entry.split()) for entry in outcome.lines)
    assert heading == "RACK PLACE KWH MEAN KW PEAK KW PEAK AT EUR MEASURED ESTIMATED BASIS"
    # A rack with two feeds, one of which nobody measures.
    assert first == "R01 Hall 1 48.0 1.00 1.00 11-03 00:00 9.60 50.0 % PDU inlet"
    assert second == "R02 Hall 1 96.0 2.00 2.00 11-03 00:00 19.20 100 % PDU inlet"
    assert total == "total 144.0 3.00 3.00 11-03 00:00 28.80 66.7 % PDU inlet"
    assert "from 2026-11-03T00:00+00:00 to 2026-11-05T00:00+00:00" in outcome.err


def test_json_has_the_tariffs_and_money_as_text(powertui: CommandLine, two_days: tuple[str, ...]) -> None:
    found = json.loads(powertui(*two_days, "R02", "--json").out)
    assert found["by"] == "rack"
    (row,) = found["rows"]
    assert row["energy_kwh"] == 96
    assert row["cost"] == "19.20"
    assert row["tariffs"] == [
        {"name": "night", "energy_kwh": 32, "price_per_kwh": "0.10"},
        {"name": "base", "energy_kwh": 64, "price_per_kwh": "0.25"},
    ]
    assert row["basis"] == ["PDU inlet"]
    assert found["total"]["energy_kwh"] == 96


def test_csv_is_a_row_for_each_and_can_be_read_back(powertui: CommandLine, two_days: tuple[str, ...]) -> None:
    outcome = powertui(*two_days, "--by", "feed", "--csv")
    rows = {row["feed"]: row for row in csv.DictReader(io.StringIO(outcome.out))}
    assert set(rows) == {"A1", "A2", "B1"}
    assert (rows["A2"]["energy_kwh"], rows["A2"]["cost"], rows["A2"]["night_kwh"]) == ("96.000", "19.20", "32.000")
    assert (rows["B1"]["energy_kwh"], rows["B1"]["cost"], rows["B1"]["measured_pct"]) == ("", "", "0.00")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--month", "nov"), "right would be 2026-11"),
        (("--month", "2026-11", "--from", "2026-11-01"), "a period by itself"),
        (("--to", "2026-11-01"), "needs --from"),
        (("--month", "2199-01"), "nothing to add up yet"),
        (("--by", "moon"), "moon"),
        (("--from", "\x1b[31m2026"), "is no day"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(
    powertui: CommandLine, database: Path, arguments: tuple[str, ...], words: str
) -> None:
    outcome = powertui("energy", "--database", str(database), *arguments)
    assert outcome.code == 2
    assert words in outcome.err
    assert outcome.err.count("\n") == 1
    assert "\x1b" not in outcome.err


def test_a_database_that_is_not_there_is_one_sentence(powertui: CommandLine, tmp_path: Path) -> None:
    for command in ("energy", "trend"):
        outcome = powertui(command, "--database", str(tmp_path / "no.db"))
        assert (outcome.code, outcome.out, outcome.err.count("\n")) == (1, "", 1)


def test_without_a_price_it_says_how_to_have_one(powertui: CommandLine, database: Path) -> None:
    outcome = powertui("energy", "--month", "2026-11", "--by", "site", "--database", str(database))
    assert "EUR" not in outcome.out
    assert "price_per_kwh" in outcome.err


def test_three_days_are_too_few_for_a_trend(powertui: CommandLine, database: Path) -> None:
    found = json.loads(powertui("trend", "--days", "1000", "--json", "--database", str(database)).out)
    assert {one["trend"] for one in found} == {"too few days"}
    assert {one["days_to_limit"] for one in found} == {None}
    table = powertui("trend", "--by", "panel", "--database", str(database))
    assert table.lines[0].startswith("PANEL")
    rows = list(csv.DictReader(io.StringIO(powertui("trend", "--csv", "--database", str(database)).out)))
    assert [row["trend"] for row in rows] == ["too few days"] * len(found)
    assert powertui("trend", "nosuch", "--database", str(database)).err.endswith("no feed matches 'nosuch'\n")


def test_ctrl_c_ends_it_and_prints_nothing(
    powertui: CommandLine, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("powertui.cli.progress.ProgressLine.__call__", interrupted)
    for command in (("energy", "--month", "2026-11"), ("trend",)):
        outcome = powertui(*command, "--database", str(database))
        assert (outcome.code, outcome.out) == (130, "")
