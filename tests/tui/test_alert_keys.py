"""Acknowledging and silencing from the alerts view."""

from powertui.domain.alert_life.hands import Acknowledge, Silence
from powertui.tui.app import PowertuiApp
from tests.tui.driving import press, screen_text, settled, turned
from tests.tui.plants import HallSource


async def test_a_acknowledges_the_alert_under_the_cursor(app: PowertuiApp, source: HallSource) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await press(pilot, "6", "a")
        await turned(pilot)
    assert source.wishes == [Acknowledge(1)]


async def test_f_asks_for_how_long_and_why(app: PowertuiApp, source: HallSource) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await press(pilot, "6", "f")
        assert "Silence feed A1-03 L1" in screen_text(pilot)
        await press(pilot, *"soon", "enter")
        assert "begin with how long" in screen_text(pilot)
        await press(pilot, *["backspace"] * 4, *"2h", "enter")
        assert "say why" in screen_text(pilot)
        await press(pilot, "space", *"swap", "enter")
        await turned(pilot)
    assert source.wishes == [Silence(1, 7200.0, "swap")]


async def test_escape_silences_nothing(app: PowertuiApp, source: HallSource) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "6", "f", *"2h", "escape")
        await turned(pilot)
    assert source.wishes == []


async def test_nothing_is_left_to_do_about_what_has_cleared(app: PowertuiApp, source: HallSource) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await press(pilot, "6", "G", "a")
        await turned(pilot)
        assert "over" in screen_text(pilot)
    assert source.wishes == []
