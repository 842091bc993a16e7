"""`powertui what-if`: text for people, JSON for programs, one sentence for what cannot be asked."""

import json
from dataclasses import replace
from typing import Any

import pytest

from powertui.domain.graph import PowerGraph
from powertui.domain.topology import Topology
from tests.cli.conftest import CommandLine, FixedPlant
from tests.cli.plant import small_view
from tests.domain.lint.changes import changed
from tests.plants import two_sided_topology


@pytest.fixture(autouse=True)
def _plant(plant: FixedPlant) -> None:
    """Every test here reads a plant that is given."""


def model_alone(plant: FixedPlant, topology: Topology | None = None) -> None:
    view = small_view()
    graph = PowerGraph(topology or two_sided_topology())
    plant.view = replace(view, graph=graph, targets={}, feeds={}, outlets_of_target={}, alerts=())


def json_of(powertui: CommandLine, *arguments: str) -> Any:
    outcome = powertui("what-if", *arguments, "--json")
    assert outcome.code == 0, outcome.err
    return json.loads(outcome.out)


def loads_of(found: Any) -> dict[tuple[str, str | None], tuple[float, float]]:
    return {(load["object"], load["leg"]): (load["before_va"], load["after_va"]) for load in found["loads"]}


def test_json_has_the_keys_that_are_promised(powertui: CommandLine) -> None:
    found = json_of(powertui, "--fail", "panel:P-A1")
    assert list(found) == ["failed", "dark", "degraded", "loads", "overloaded", "cascade", "assumptions"]
    assert found["failed"] == ["panel:P-A1"]
    for load in found["loads"]:
        assert list(load) == ["object", "leg", "before_va", "after_va", "limit_va", "basis"]
        assert load["basis"] in {"measured", "estimated", "modelled"}
    assert all(isinstance(sentence, str) for sentence in found["assumptions"])


def test_on_the_model_alone_the_lost_sides_draw_moves_to_the_other_leg_by_leg(
    powertui: CommandLine, plant: FixedPlant
) -> None:
    model_alone(plant)
    found = json_of(powertui, "--fail", "feed:A1-01")
    assert (found["dark"], found["degraded"]) == (["sw-r01"], ["srv-db01"])
    loads = loads_of(found)
    # 400 W on each of two cords, both on leg A of their PDUs, at a power factor of 0.95.
    assert loads["feed:B1-01", None] == (421.1, 842.1)
    assert loads["feed:B1-01", "A"] == (421.1, 842.1)
    assert loads["feed:B1-01", "B"] == (0.0, 0.0)
    assert loads["feed:A1-01", None] == (526.3, 0.0)
    assert {load["basis"] for load in found["loads"]} == {"modelled"}
    assert any("Nothing is measured" in sentence for sentence in found["assumptions"])
    assert any("0.95" in sentence for sentence in found["assumptions"])


def test_a_legs_limit_is_its_own_and_what_is_above_its_breaker_opens(powertui: CommandLine, plant: FixedPlant) -> None:
    topology = two_sided_topology()
    for port_id in (3, 4):
        topology = changed(topology, "power_ports", port_id, allocated_draw_w=1900, maximum_draw_w=4000)
    model_alone(plant, topology)
    found = json_of(powertui, "--fail", "panel:P-A1")
    assert found["overloaded"] == ["feed:B1-01"]
    (trip,) = found["cascade"]
    # 400 V / 1.732 x 16 A is what one leg's breaker holds: 3,695 VA; 3,800 W are 4,000 VA.
    assert (trip["round"], trip["object"], trip["leg"], trip["load_va"]) == (1, "feed:B1-01", "A", 4000.0)
    assert trip["trips_at_va"] == pytest.approx(3695, abs=1)
    # The server lives on its other cord until that breaker opens: in the end it is dark, and the cascade says why.
    assert (found["dark"], found["degraded"]) == (["srv-db01", "sw-r01"], [])
    assert loads_of(found)["feed:B1-01", "A"] == (2000.0, 4000.0)
    assert (trip["dark"], trip["overloaded"]) == (["srv-db01"], [])


def test_added_load_is_told_apart_and_divided_over_what_has_power(powertui: CommandLine, plant: FixedPlant) -> None:
    model_alone(plant)
    both = loads_of(json_of(powertui, "--add", "rack:R01=4x0.95kW"))
    assert both["feed:B1-01", None] == (421.1, 2421.1)
    lost = loads_of(json_of(powertui, "--fail", "pdu:pdu-r01-a", "--add", "rack:R01=4x0.95kW"))
    assert lost["feed:B1-01", None] == (421.1, 4842.1)


def test_text_says_what_goes_dark_who_carries_more_and_what_was_assumed(powertui: CommandLine) -> None:
    outcome = powertui("what-if", "--fail", "panel:P-A1")
    assert outcome.code == 0
    assert "What if: lose panel:P-A1" in outcome.out
    assert "Dark: " in outcome.out
    assert "Assumed" in outcome.out
    assert any(line.startswith("OBJECT") for line in outcome.lines)


def test_measured_loads_go_before_modelled_ones(powertui: CommandLine) -> None:
    found = json_of(powertui, "--fail", "feed:B1-R01")
    bases = {load["object"]: load["basis"] for load in found["loads"] if load["leg"] is None}
    assert bases["feed:A1-R01"] == "measured"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "what-if needs something that fails or is added"),
        (("--fail", "feed:nowhere"), 'there is no power feed "nowhere"'),
        (("--fail", "1"), "say which"),
        (("--add", "rack:R01"), "says no load"),
        (("--add", "rack:R01=0x1kW"), "is no load that a plant could take"),
        (("--add", "rack:R99=1kW"), 'there is no rack "R99"'),
        (("--fail", "cable:#1"), "there is no"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence_and_code_2(
    powertui: CommandLine, arguments: tuple[str, ...], sentence: str
) -> None:
    outcome = powertui("what-if", *arguments)
    assert outcome.code == 2
    assert sentence in outcome.err
    assert outcome.out == ""
    assert "Traceback" not in outcome.err


def test_names_from_outside_cannot_colour_the_screen(powertui: CommandLine, plant: FixedPlant) -> None:
    model_alone(plant, changed(two_sided_topology(), "devices", 4, name="sw\x1b[31m[red]"))
    outcome = powertui("what-if", "--fail", "feed:A1-01")
    assert "\x1b" not in outcome.out
    assert "sw·[31m[red]" in outcome.out
