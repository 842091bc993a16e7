"""Pictures of each screen, at both sizes that matter."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from powertui.tui.app import PowertuiApp
from tests.tui.driving import press, settled, turned

SIZES = ((120, 36), (80, 24))

SCREENS = {
    "overview": (),
    "topology": ("2", "down", "down", "down", "down", "down", "l"),
    "racks": ("3",),
    "feeds": ("4",),
    "feed": ("4", "down", "down", "enter"),
    "pdus": ("5",),
    "pdu": ("5", *["down"] * 8, "enter"),
    "silent_pdu": ("5", *["down"] * 7, "enter"),
    "alerts": ("6",),
    "what_if": ("7", "down", "down", "down", "space"),
    "what_if_nothing": ("7",),
    "history": ("8",),
    "help": ("2", "question_mark"),
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("screen", SCREENS)
def test_screen(snap_compare: Callable[..., bool], app: PowertuiApp, screen: str, size: tuple[int, int]) -> None:
    async def drive(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await turned(pilot)
        for key in SCREENS[screen]:
            await press(pilot, key)
        await turned(pilot)

    assert snap_compare(app, terminal_size=size, run_before=drive)


def test_light_theme(snap_compare: Callable[..., bool], app: PowertuiApp) -> None:
    async def drive(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await turned(pilot)
        await press(pilot, "T", "4")

    assert snap_compare(app, terminal_size=(120, 36), run_before=drive)


def test_without_colour(snap_compare: Callable[..., bool], app: PowertuiApp, monkeypatch: pytest.MonkeyPatch) -> None:
    async def drive(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await turned(pilot)

    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(app, terminal_size=(120, 36), run_before=drive)
