"""`powertui lint` on a real database."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from powertui.domain.topology import Topology
from powertui.storage.engine import open_database, writing
from powertui.storage.topology_store import note_change, save_topology
from tests.cli.conftest import CommandLine
from tests.domain.lint.changes import changed
from tests.plants import NOW_S, two_sided_topology

Store = Callable[[Topology], str]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Keeps a model in a database and tells its path."""

    def keep(topology: Topology) -> str:
        path = tmp_path / "plant.db"
        engine = open_database(f"sqlite:///{path}", create=True)
        with writing(engine) as connection:
            save_topology(connection, topology)
            note_change(connection, at_s=NOW_S, source="test", summary="a plant")
        engine.dispose()
        return str(path)

    return keep


def rated(topology: Topology) -> Topology:
    return changed(topology, "power_ports", 1, maximum_draw_w=7360)


def test_findings_are_grouped_with_why_and_how_to_mend(powertui: CommandLine, store: Store) -> None:
    outcome = powertui("lint", "--database", store(rated(two_sided_topology())))
    assert outcome.code == 0
    assert outcome.lines[0] == "▲ warn  rating-hides-sum"
    assert outcome.lines[1].startswith("  why:  an inlet with a maximum draw alone counts as 0 W")
    assert outcome.lines[2].startswith("  mend: clear the inlet's maximum draw in NetBox")
    assert outcome.lines[4].split("  ")[1:] == [
        "power port pdu-r01-a Inlet",
        "ams1 / Hall 1 / R01",
        "its maximum draw of 7,360 W hides 500 W on its outlets",
    ]
    assert outcome.err == "powertui: 1 warn\n"


def test_findings_in_json(powertui: CommandLine, store: Store) -> None:
    outcome = powertui("lint", "--json", "--database", store(rated(two_sided_topology())))
    (record,) = json.loads(outcome.out)
    assert record["code"] == "rating-hides-sum"
    assert (record["severity"], record["object_kind"], record["object_id"]) == ("warn", "power port", 1)
    assert record["where"] == ["ams1", "Hall 1", "R01"]
    assert {"why", "mend", "what", "object", "netbox_id"} <= set(record)


def test_strict_fails_from_a_warning_on(powertui: CommandLine, store: Store) -> None:
    database = store(rated(two_sided_topology()))
    assert powertui("lint", "--strict", "--database", database).code == 1
    assert powertui("lint", "--strict", "--json", "--database", database).code == 1
    assert powertui("lint", "no-such-thing", "--strict", "--database", database).code == 0


def test_strict_lets_notes_pass(powertui: CommandLine, store: Store) -> None:
    plant = changed(two_sided_topology(), "power_ports", 5, allocated_draw_w=None)
    outcome = powertui("lint", "--strict", "--database", store(plant))
    assert (outcome.code, outcome.err) == (0, "powertui: 1 info\n")


def test_a_model_that_is_right_is_no_output(powertui: CommandLine, store: Store) -> None:
    outcome = powertui("lint", "--strict", "--database", store(two_sided_topology()))
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "powertui: no findings\n")


def test_the_configured_power_factor_is_used_and_named(powertui: CommandLine, store: Store, tmp_path: Path) -> None:
    plant = changed(two_sided_topology(), "power_ports", 5, maximum_draw_w=None, allocated_draw_w=8100)
    database = store(plant)
    config = tmp_path / "config.toml"
    config.write_text("[model]\npower_factor = 1\n", encoding="utf-8")
    assert "assumes power factor 0.95" in powertui("lint", "draw-over-feed", "--database", database).out
    assert powertui("--config", str(config), "lint", "draw-over-feed", "--database", database).out == ""


def test_an_impossible_power_factor_is_one_sentence(powertui: CommandLine, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("[model]\npower_factor = 1.2\n", encoding="utf-8")
    outcome = powertui("--config", str(config), "lint")
    assert outcome.code == 2
    assert "model.power_factor must be" in outcome.err


def test_hostile_names_move_no_cursor(powertui: CommandLine, store: Store) -> None:
    plant = changed(rated(two_sided_topology()), "devices", 1, name="evil\x1b[2J")
    assert "evil·[2J Inlet" in powertui("lint", "--database", store(plant)).out


def test_a_database_without_a_model_is_one_sentence(powertui: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    open_database(f"sqlite:///{path}", create=True).dispose()
    outcome = powertui("lint", "--database", str(path))
    assert outcome.code == 1
    assert "holds no model yet" in outcome.err
