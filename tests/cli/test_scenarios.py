"""`powertui what-if` with names: saved, listed, asked again on another model, forgotten."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from powertui.services.ports import SystemClock
from powertui.services.staging import stage_plant
from powertui.storage.engine import open_database, writing
from powertui.storage.scenario_store import load_scenarios, save_scenario
from tests.cli.conftest import CommandLine
from tests.plants import two_sided_topology, two_targets

ASKED = ("--fail", "panel:P-A1", "--add", "rack:R01=2x300W")


@pytest.fixture
def database(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'plant.db'}"
    stage_plant(url, two_sided_topology(), two_targets(), SystemClock())
    return url


def test_what_is_saved_is_asked_again_by_its_name(powertui: CommandLine, database: str) -> None:
    first = powertui("what-if", *ASKED, "--save", "loss of A", "--json", "--database", database)
    assert (first.code, 'saved as "loss of A"' in first.err) == (0, True)
    again = powertui("what-if", "--scenario", "loss of A", "--json", "--database", database)
    assert json.loads(again.out)["loads"] == json.loads(first.out)["loads"]
    (listed,) = json.loads(powertui("what-if", "--list", "--json", "--database", database).out)
    assert (listed["name"], listed["failing"], listed["adding"]) == (
        "loss of A",
        ["panel:P-A1"],
        ["rack:R01=2x300W"],
    )
    assert "loss of A" in powertui("what-if", "--list", "--database", database).out


def test_a_name_is_of_one_scenario_until_it_is_forgotten(powertui: CommandLine, database: str) -> None:
    for _ in range(2):
        said = powertui("what-if", *ASKED, "--save", "x", "--database", database).err
    assert "in place of another" in said
    assert powertui("what-if", "--forget", "x", "--database", database).code == 0
    assert "no scenario is saved" in powertui("what-if", "--list", "--database", database).err
    gone = powertui("what-if", "--forget", "x", "--database", database)
    assert (gone.code, 'there is no scenario "x"' in gone.err) == (2, True)


def test_a_scenario_whose_object_is_gone_says_which(powertui: CommandLine, database: str) -> None:
    powertui("what-if", *ASKED, "--save", "loss of A", "--database", database)
    engine = open_database(database, create=False)
    with writing(engine) as connection:
        (one,) = load_scenarios(connection)
        old = replace(one.failing[0], id=4711, name="panel:P-OLD")
        save_scenario(connection, replace(one, failing=(old,)))
    engine.dispose()
    outcome = powertui("what-if", "--scenario", "loss of A", "--database", database)
    assert outcome.code == 2
    assert 'scenario "loss of A": panel:P-OLD no longer exists in the model' in outcome.err
    near = powertui("what-if", "--scenario", "loss of B", "--database", database)
    assert 'did you mean "loss of A"?' in near.err


@pytest.mark.parametrize("name", ["", "two\nlines", "x" * 101])
def test_what_is_no_name_is_refused(powertui: CommandLine, database: str, name: str) -> None:
    outcome = powertui("what-if", *ASKED, "--save", name, "--database", database)
    assert (outcome.code, "must be a name" in outcome.err) == (2, True)
