"""Honest figures beside NetBox's in `feeds` and `racks`."""

import json
from dataclasses import replace
from typing import Any

import pytest

from powertui.domain.graph import PowerGraph
from powertui.domain.topology import Topology
from tests.cli.conftest import CommandLine, FixedPlant
from tests.cli.plant import small_view
from tests.cli.test_listings import table_of
from tests.domain.lint.changes import changed
from tests.plants import two_sided_topology


@pytest.fixture(autouse=True)
def _plant(plant: FixedPlant) -> None:
    """Every test here reads a plant that is given."""


def show(plant: FixedPlant, topology: Topology) -> None:
    plant.view = replace(small_view(), graph=PowerGraph(topology))


def json_of(powertui: CommandLine, *arguments: str) -> Any:
    outcome = powertui(*arguments, "--json")
    assert outcome.code == 0
    return json.loads(outcome.out)


def rated() -> Topology:
    return changed(two_sided_topology(), "power_ports", 1, maximum_draw_w=7360)


def test_feeds_in_json_have_the_honest_count_beside_netboxs(powertui: CommandLine) -> None:
    feed = json_of(powertui, "feeds", "A1-R01")[0]
    honest = feed["honest"]
    assert (honest["allocated_w"], honest["netbox_allocated_w"]) == (500, feed["modelled_allocated_w"])
    assert (honest["power_factor"], honest["allocated_va"]) == (0.95, 526.316)
    assert not honest["differs"]
    assert [leg["leg"] for leg in honest["legs"]] == ["A", "B", "C"]
    assert honest["side_basis"] == "its panel"


def test_racks_are_measured_side_by_side(powertui: CommandLine, plant: FixedPlant) -> None:
    show(plant, two_sided_topology())
    outcome = powertui("racks")
    assert table_of(outcome.lines) == [
        [
            *("RACK", "WHERE", "SIDE", "MODEL W", "NETBOX W", "MODEL VA", "LIMIT VA", "WORST %"),
            *("OTHER LOST W", "OTHER LOST %", "NETBOX RACK %"),
            *("NOW, OTHER LOST", "IF ONE IS LOST"),
        ],
        [
            *("R01", "ams1 / Hall 1", "A", "500", "500", "526", "8,868", "14", "900", "28", "5.1"),
            *("~232 %", "✖ fails ~232 %"),
        ],
        ["B", "400", "400", "421", "8,868", "14", "800", "28", "~42 %"],
    ]
    assert "assumes power factor 0.95" in outcome.err


def test_a_rack_in_json(powertui: CommandLine, plant: FixedPlant) -> None:
    show(plant, rated())
    (rack,) = json_of(powertui, "racks", "hall")
    assert (rack["allocated_w"], rack["netbox_allocated_w"], rack["netbox_utilization_pct"]) == (900, 400, 2.3)
    assert [(side["side"], side["failover_w"]) for side in rack["sides"]] == [("A", 900), ("B", 800)]
    assert [(reason["kind"], reason["effect_w"]) for reason in rack["reasons"]] == [("a rating is no load", 500)]


def test_why_says_the_reasons(powertui: CommandLine, plant: FixedPlant) -> None:
    show(plant, rated())
    assert powertui("racks", "--why").lines[-1].startswith("  a rating is no load: pdu-r01-a Inlet: its maximum draw")
    assert powertui("racks").lines[-1].split()[0] == "B"
    graph = small_view().graph
    (inlet,) = graph.inlets_of_feed(next(feed.id for feed in graph.feeds.values() if feed.name == "A1-R01"))
    show(plant, changed(graph.topology, "power_ports", inlet.id, maximum_draw_w=7360))
    *_, name, reason = powertui("feeds", "A1-R01", "--why").lines
    assert name == "A1-R01"
    assert "7,360 W alone is a rating" in reason


def test_a_rack_that_nothing_matches_is_an_empty_answer(powertui: CommandLine, plant: FixedPlant) -> None:
    outcome = powertui("racks", "zzz", "--json")
    assert (outcome.code, json.loads(outcome.out)) == (0, [])
    assert "no rack matches 'zzz'" in outcome.err


def test_places_add_up_in_the_tree(powertui: CommandLine) -> None:
    site = json_of(powertui, "tree")[0]
    (hall,) = site["children"]
    panels = hall["children"]
    assert site["honest"]["allocated_w"] == sum(panel["honest"]["allocated_w"] for panel in panels)
    assert site["honest"]["netbox_allocated_w"] == site["modelled_allocated_w"]
    assert [side["side"] for side in hall["honest"]["sides"]] == ["A", "B"]
