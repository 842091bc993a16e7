"""A box of lines that a presenter makes for the box's width; it scrolls where they do not fit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from powertui.presenters.text import Line
from powertui.tui.actions import BY_ID, Group, binding, bindings
from powertui.tui.tones import strip
from powertui.tui.widgets.box import Box

Maker = Callable[[int, int], Sequence[Line]]


class SpanView(Box, can_focus=True, inherit_bindings=False):
    """Shows lines. `make` gives them for (width, height)."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Group.MOVE, Group.TOP), binding(BY_ID["table.open"])]

    @dataclass
    class Opened(Message):
        """Enter on the box."""

        box: "SpanView"

        @property
        def control(self) -> "SpanView":
            return self.box

    def __init__(self, title: str, remark: str = "", *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's own name
        super().__init__(title, remark, id=id, classes=classes)
        self._make: Maker | None = None
        self._lines: Sequence[Line] = ()

    def show(self, make: Maker) -> None:
        """Show other lines; only those that changed are drawn again."""
        self._make = make
        self._remake()

    def on_resize(self) -> None:
        super().on_resize()
        self._remake()

    def _remake(self) -> None:
        size = self.scrollable_content_region.size
        if self._make is None or not size.width:
            return
        before, self._lines = self._lines, self._make(size.width, size.height)
        if len(before) != len(self._lines):
            self.virtual_size = Size(size.width, len(self._lines))
            self.refresh()
            return
        for row, (old, new) in enumerate(zip(before, self._lines, strict=True)):
            if old != new:
                self.refresh_line(row)

    def render_line(self, y: int) -> Strip:
        row = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        over = Style(bgcolor=self.background_colors[1].rich_color)
        spans = self._lines[row] if row < len(self._lines) else ()
        return strip(spans, self.palette, over, width)

    def action_open(self) -> None:
        self.post_message(self.Opened(self))

    def action_down(self, by: int) -> None:
        self.scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        self.scroll_relative(y=by * max(1, self.size.height // 2), animate=False)

    def action_edge(self, end: int) -> None:
        self.scroll_to(y=0 if end < 0 else self.max_scroll_y, animate=False)
