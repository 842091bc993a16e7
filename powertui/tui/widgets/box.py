"""A rounded box whose title stands left in its border and whose remark stands right."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.style import Style

from powertui.presenters.text import clip, pad
from powertui.tui.tones import Palette, palette


class Box(ScrollView):
    """Base of all panes: focusable, bordered, drawn line by line."""

    DEFAULT_CSS = """
    Box {
        border: round $border;
        padding: 0 1;
        background: $background;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
        border-title-color: $foreground;
        border-title-style: bold;
        border-subtitle-color: $foreground 60%;
        &:focus {
            border: round $primary 70%;
            border-title-color: $accent;
        }
    }
    """

    def __init__(self, title: str, remark: str = "", *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's own name
        self._edge: tuple[Region, ...] = ()
        super().__init__(id=id, classes=classes)
        self._title = title
        self._remark = remark
        self._foot = ""

    @property
    def palette(self) -> Palette:
        return palette(self.app)

    @property
    def title(self) -> str:
        return self._title

    def set_title(self, title: str, remark: str = "") -> None:
        """Title and remark; shown at once."""
        if (title, remark) != (self._title, self._remark):
            self._title, self._remark = title, remark
            self._paint_title()

    def set_foot(self, foot: str) -> None:
        """A remark in the lower border."""
        if foot != self._foot:
            self._foot = foot
            with self._only_line(self.outer_size.height - 1):
                self.border_subtitle = Content(foot) if foot else None

    def on_resize(self) -> None:
        self._paint_title()

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self._repaint())

    def on_focus(self) -> None:
        self._repaint()

    def on_blur(self) -> None:
        self._repaint()

    def _repaint(self) -> None:
        # The border's colour is another one only after the styles have been applied.
        self.refresh()
        self.call_after_refresh(self._paint_title)

    def _paint_title(self) -> None:
        room = self.outer_size.width - 6
        if room < 4:
            return
        title = clip(self._title, room)
        rest = room - cell_len(title)
        border_color = self.styles.border_top[1]
        fill = Style(foreground=border_color, bold=False)
        dim = Style(foreground=self.styles.color.blend(self.styles.background, 0.4), bold=False)
        parts: list[tuple[str, Style | str]] = [(title, "")]
        if self._remark and rest > 8:
            remark = clip(self._remark, rest - 5)
            parts += [(" ", fill), ("─" * (rest - cell_len(remark) - 2), fill), (pad("", 1), fill), (remark, dim)]
        with self._only_line(0):
            self.border_title = Content.assemble(*parts)

    @contextmanager
    def _only_line(self, y: int) -> Iterator[None]:
        """A title that is set has the whole widget drawn anew, for each row that a cursor goes by; its line will do."""
        left, top = self.content_offset
        self._edge = (Region(-left, y - top, self.outer_size.width, 1),)
        try:
            yield
        finally:
            self._edge = ()

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """As Textual does it; while a title is set, only the title's line."""
        return super().refresh(*(regions or self._edge), repaint=repaint, layout=layout, recompose=recompose)
