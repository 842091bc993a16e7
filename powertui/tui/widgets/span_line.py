"""One line of spans, some of which can be clicked."""

from dataclasses import dataclass

from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from powertui.presenters.text import Line, Span, Tone, cells, spread
from powertui.tui.tones import palette, strip


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a click presses a key."""

    left: int
    right: int
    key: str


class SpanLine(Widget):
    """Shows a left and a right part on one line."""

    DEFAULT_CSS = """
    SpanLine {
        height: 1;
        background: $background;
    }
    """

    @dataclass
    class Pressed(Message):
        """A click on a spot."""

        key: str

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's own name
        super().__init__(id=id)
        self._left: Line = ()
        self._right: Line = ()
        self._spots: tuple[Spot, ...] = ()

    def show(self, left: Line, right: Line = (), spots: tuple[Spot, ...] = ()) -> None:
        """Another line; drawn only if it differs."""
        self._spots = spots
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002  # there is one line
        width = self.size.width
        over = Style(bgcolor=self.background_colors[1].rich_color)
        return strip(
            spread(self._left, self._right, width) if self._right else self._left, palette(self.app), over, width
        )

    def on_click(self, event: events.Click) -> None:
        for spot in self._spots:
            if spot.left <= event.x < spot.right:
                self.post_message(self.Pressed(spot.key))
                return


@dataclass(frozen=True, slots=True)
class Key:
    """A key and its label, as a line shows them."""

    key: str
    shown: str
    label: str
    is_lit: bool = False


def key_line(keys: list[Key], width: int, gap: str) -> tuple[Line, tuple[Spot, ...]]:
    """As many keys with their labels as fit."""
    spans: list[Span] = [Span(" ")]
    spots: list[Spot] = []
    taken = 1
    for key in keys:
        size = cells(key.shown) + 1 + cells(key.label) + cells(gap)
        if taken + size - cells(gap) > width:
            break
        spans += [
            Span(key.shown, Tone.ACCENT),
            Span(f" {key.label}", Tone.STRONG if key.is_lit else Tone.DIM),
            Span(gap),
        ]
        spots.append(Spot(taken, taken + size - cells(gap), key.key))
        taken += size
    return tuple(spans), tuple(spots)
