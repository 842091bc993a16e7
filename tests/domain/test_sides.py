"""Sides as stated, and as names and neighbours suggest them."""

from dataclasses import replace

import pytest

from powertui.domain.choices import Side
from powertui.domain.graph import PowerGraph
from powertui.domain.sides import Basis, Confidence, NamedSide, side_in_name, sides_of
from powertui.domain.topology import PowerPanel, Topology
from tests.domain.lint.changes import added, changed
from tests.plants import two_sided_topology


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("P-A1", Side.A),
        ("A1-R01", Side.A),
        ("P2-20B", Side.B),
        ("01-R001-A", Side.A),
        ("feed A", Side.A),
        ("upsB", Side.B),
        ("side_b", Side.B),
        ("A-Feed", Side.A),
        ("RPP-1B", Side.B),
        ("1A", Side.A),
        ("Hall A Panel B2", Side.B),
        ("Hall A Panel 1", None),
        ("Panel 1", None),
        ("Main", None),
        ("DB-01", None),
        ("Substation", None),
    ],
)
def test_a_name_says_a_side_or_nothing(name: str, side: Side | None) -> None:
    assert side_in_name(name) == NamedSide(side)


@pytest.mark.parametrize(
    ("name", "side"), [("Feed 32A", Side.A), ("B16", Side.B), ("A/B bypass", None), ("Panel A and B", None)]
)
def test_a_letter_that_may_be_something_else_is_doubtful(name: str, side: Side | None) -> None:
    assert side_in_name(name) == NamedSide(side, is_doubtful=True)


@pytest.mark.parametrize(("name", "side"), [("P-A 32A", Side.A), ("32 A feed B", Side.B)])
def test_a_clear_letter_goes_before_amperes(name: str, side: Side) -> None:
    assert side_in_name(name) == NamedSide(side)


def unsided(name_a: str, name_b: str) -> Topology:
    plant = changed(two_sided_topology(), "power_panels", 1, side=None, name=name_a)
    return changed(plant, "power_panels", 2, side=None, name=name_b)


def test_a_stated_side_is_certain_whatever_the_name() -> None:
    plant = changed(two_sided_topology(), "power_panels", 1, name="P-B9", side=Side.A)
    guess = sides_of(PowerGraph(plant)).panels[1]
    assert (guess.side, guess.basis, guess.confidence) == (Side.A, Basis.STATED, Confidence.CERTAIN)


def test_a_feeds_own_side_goes_before_its_panels() -> None:
    sides = sides_of(PowerGraph(changed(two_sided_topology(), "power_feeds", 1, side=Side.B)))
    assert (sides.of_feed(1), sides.of_panel(1)) == (Side.B, Side.A)


def test_panels_named_alike_are_each_others_twins() -> None:
    sides = sides_of(PowerGraph(unsided("RPP-1A", "RPP-1B")))
    assert [(guess.side, guess.basis) for guess in sides.panels.values()] == [
        (Side.A, Basis.TWIN),
        (Side.B, Basis.TWIN),
    ]
    assert (sides.of_feed(1), sides.of_feed(2)) == (Side.A, Side.B)


def test_a_panel_whose_name_says_nothing_is_opposite_to_its_neighbour() -> None:
    plant = changed(unsided("Panel A", "Other"), "power_feeds", 2, name="2")
    guess = sides_of(PowerGraph(plant)).panels[2]
    assert (guess.side, guess.basis, guess.confidence) == (Side.B, Basis.NEIGHBOURS, Confidence.DOUBTFUL)


def test_a_panel_goes_by_its_feeds_where_they_agree() -> None:
    plant = unsided("Panel 1", "Panel 2")
    feed = plant.power_feeds[0]
    plant = added(plant, "power_feeds", replace(feed, id=3, name="A1-02"))
    panels = sides_of(PowerGraph(plant)).panels
    assert (panels[1].side, panels[1].basis, panels[1].confidence) == (Side.A, Basis.FEEDS, Confidence.LIKELY)
    assert (panels[2].side, panels[2].confidence) == (Side.B, Confidence.DOUBTFUL)
    mixed = sides_of(PowerGraph(changed(plant, "power_feeds", 3, name="B1-02"))).panels[1]
    assert mixed.basis is not Basis.FEEDS


def test_a_third_panel_on_racks_with_both_sides_stays_unknown() -> None:
    plant = added(two_sided_topology(), "power_panels", PowerPanel(3, 1, "Third"))
    feed = plant.power_feeds[0]
    plant = added(plant, "power_feeds", type(feed)(3, 3, "T", 1))
    guess = sides_of(PowerGraph(plant)).panels[3]
    assert (guess.side, guess.doubt) == (None, "its racks are fed from both sides already")


def test_without_a_panels_side_a_feed_goes_by_its_own_name_doubtfully() -> None:
    sides = sides_of(PowerGraph(unsided("Left", "Right")))
    assert [(guess.side, guess.confidence) for guess in sides.feeds.values()] == [
        (Side.A, Confidence.DOUBTFUL),
        (Side.B, Confidence.DOUBTFUL),
    ]


def test_a_feed_that_contradicts_its_panels_guess_is_doubtful() -> None:
    plant = changed(unsided("Panel A", "Panel B"), "power_feeds", 1, name="B1-01")
    guess = sides_of(PowerGraph(plant)).feeds[1]
    assert (guess.side, guess.confidence) == (Side.A, Confidence.DOUBTFUL)
    assert guess.doubt == "its name says B, its panel A"
