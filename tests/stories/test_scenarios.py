"""A what-if that is saved, forgotten and opened again, key by key; and what is said once an object is gone."""

from dataclasses import replace

import pytest

from powertui.domain.merge_kinds import ModelKind
from powertui.domain.redundancy.causes import Cause
from powertui.domain.redundancy.saved import ObjectReference, SavedLoad, Scenario
from powertui.tui.app import PowertuiApp
from powertui.tui.views.what_if import WhatIfView
from tests.clocks import StillClock
from tests.tui.driving import TuiPilot, current_view, press, screen_text, settled, turned
from tests.tui.plants import NOW_S, HallSource

PANEL = ObjectReference(ModelKind.POWER_PANEL, 2, "panel:P-B1")


class Shelf:
    """Saved what-ifs that are kept nowhere."""

    def __init__(self, *scenarios: Scenario) -> None:
        self.scenarios = {one.name: one for one in scenarios}

    def all(self) -> tuple[Scenario, ...]:
        return tuple(self.scenarios[name] for name in sorted(self.scenarios))

    def save(self, scenario: Scenario) -> None:
        self.scenarios[scenario.name] = scenario

    def delete(self, name: str) -> None:
        self.scenarios.pop(name, None)

    def close(self) -> None: ...


def app_with(shelf: Shelf) -> PowertuiApp:
    return PowertuiApp(HallSource(), None, StillClock(NOW_S), "hall", scenarios=shelf)


def asked(pilot: TuiPilot) -> tuple[tuple[Cause, ...], tuple[str, ...]]:
    view = current_view(pilot)
    assert isinstance(view, WhatIfView)
    question = view.asks().question
    assert question is not None
    return question.causes, question.additions


async def test_what_is_asked_is_saved_under_a_name_and_opened_again() -> None:
    shelf = Shelf()
    async with app_with(shelf).run_test(size=(120, 36), notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "4", "w", "plus", *"rack:R03=2x1kW", "enter", "S")
        assert "Save scenario" in screen_text(pilot)
        await press(pilot, "enter")
        assert "give it a name" in screen_text(pilot)
        before = asked(pilot)
        await press(pilot, *"Maintenance", "enter")
        await turned(pilot)
        assert 'Saved as "Maintenance".' in screen_text(pilot)
        (saved,) = shelf.all()
        assert [one.load for one in saved.adding] == ["2x1kW"]
        await press(pilot, "R")
        assert asked(pilot) == ((), ())
        await press(pilot, "o")
        assert "Maintenance" in screen_text(pilot)
        assert "⏎ opens · del forgets it" in screen_text(pilot)
        await press(pilot, "enter")
        causes, additions = asked(pilot)
        assert causes == before[0]
        assert [text.split("=")[1] for text in additions] == ["2x1kW"]


async def test_one_that_nobody_wants_is_forgotten() -> None:
    shelf = Shelf(Scenario("a", (PANEL,)), Scenario("b", (PANEL,)))
    async with app_with(shelf).run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "7")
        await turned(pilot)
        await press(pilot, "o", "delete")
        await turned(pilot)
    assert [one.name for one in shelf.all()] == ["b"]


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        (Scenario("gone", (replace(PANEL, id=99, name="panel:P-OLD"),)), "panel:P-OLD no longer exists"),
        (
            Scenario("gone", (), (SavedLoad(ObjectReference(ModelKind.RACK, 99, "rack:R99"), "1kW"),)),
            "rack:R99 no longer exists",
        ),
        (Scenario("port", (ObjectReference(ModelKind.POWER_PORT, 1, "port:pdu/Inlet"),)), "cannot be chosen here"),
    ],
)
async def test_what_cannot_be_opened_is_a_sentence(scenario: Scenario, said: str) -> None:
    async with app_with(Shelf(scenario)).run_test(size=(120, 36), notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "7")
        await turned(pilot)
        await press(pilot, "o", "enter")
        assert said in " ".join(screen_text(pilot).split())
        assert asked(pilot) == ((), ())


async def test_nothing_is_saved_where_nothing_is_asked() -> None:
    shelf = Shelf()
    async with app_with(shelf).run_test(size=(120, 36), notifications=True) as pilot:
        await settled(pilot)
        await press(pilot, "7", "S")
        assert "Choose first" in screen_text(pilot)
        await press(pilot, "o")
        assert "Nothing is saved yet" in screen_text(pilot)
