"""Alerts that are not judged any more are said to be old wherever they are looked at."""

from dataclasses import replace

import pytest

from powertui.domain.plant import PlantView
from powertui.presenters.header import Standing, header
from powertui.presenters.overview import collector_lines
from powertui.presenters.picture import Picture
from powertui.presenters.text import text_of
from tests.tui.plants import hall_view


def judged(age_s: float | None, *, poller_is_alive: bool = True) -> PlantView:
    view = hall_view(poller_is_alive=poller_is_alive)
    return replace(view, poller=replace(view.poller, judged_age_s=age_s))


def first_line(view: PlantView, width: int) -> str:
    left, right = header(Standing("hall", view.now_s, Picture.of(view)), width)
    assert len(text_of(left)) + len(text_of(right)) <= width
    return text_of(left)


def test_the_first_line_says_how_long_ago_alerts_were_judged() -> None:
    assert "  ! alerts judged 3 m ago" in first_line(judged(180), 120)
    assert "  ! judged 3 m ago" in first_line(judged(180), 80)
    assert [text_of(line) for line in collector_lines(Picture.of(judged(180)))].count("Alerts  ! judged 3 m ago") == 1


@pytest.mark.parametrize("age_s", [None, 0, 30, 120])
def test_as_long_as_they_are_judged_nothing_is_said(age_s: float | None) -> None:
    assert "judged" not in first_line(judged(age_s), 120)
    assert "judged" not in " ".join(map(text_of, collector_lines(Picture.of(judged(age_s)))))


def test_a_poller_that_is_down_is_said_before_what_follows_from_it() -> None:
    said = first_line(judged(3600, poller_is_alive=False), 120)
    assert "POLLER DOWN" in said
    assert "judged" not in said
