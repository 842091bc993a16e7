"""How the tests use the app: keys go in, the screen's text comes out."""

from typing import Any

from textual.pilot import Pilot

from powertui.tui.app import PowertuiApp
from powertui.tui.views.base import View

TuiPilot = Pilot[Any]


async def settled(pilot: TuiPilot) -> None:
    """Until the pump has turned and what it found is on the screen."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.pause()


async def turned(pilot: TuiPilot) -> None:
    """One more turn of the pump, as the second's timer would ask for it."""
    app = pilot.app
    assert isinstance(app, PowertuiApp)
    app._tick()
    await settled(pilot)


async def press(pilot: TuiPilot, *keys: str) -> None:
    await pilot.press(*keys)
    await settled(pilot)


def screen_lines(pilot: TuiPilot) -> list[str]:
    """What the terminal shows, line by line."""
    width, height = pilot.app.size
    lines = pilot.app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in line)[:width] for line in lines[:height]]


def screen_text(pilot: TuiPilot) -> str:
    return "\n".join(screen_lines(pilot))


def current_view(pilot: TuiPilot) -> View:
    app = pilot.app
    assert isinstance(app, PowertuiApp)
    view = app._view
    assert view is not None
    return view
