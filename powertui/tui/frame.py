"""The frame around the views: status, tabs, filter, breadcrumb, hints."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical

from powertui.presenters import numbers
from powertui.presenters.header import Standing, header, starting_lines, trouble_words
from powertui.presenters.text import Span, Tone, join, line
from powertui.tui.actions import BY_ID, Group, binding, hints
from powertui.tui.places import ViewId
from powertui.tui.views.base import SMALL_HEIGHT, SMALL_WIDTH, View
from powertui.tui.widgets.filter_bar import FilterBar
from powertui.tui.widgets.span_line import Key, SpanLine, key_line
from powertui.tui.widgets.span_view import SpanView
from powertui.tui.widgets.tab_line import TabLine


class Frame(Vertical):
    """Two lines above the body, two below."""

    # A screen has keys of its own for these, which come before the app's.
    BINDINGS: ClassVar[list[BindingType]] = [binding(BY_ID["app.pane"]), binding(BY_ID["app.pane_back"])]

    DEFAULT_CSS = """
    Frame {
        background: $background;
        #body { height: 1fr; }
        #starting { height: 1fr; }
        .-unseen { display: none; }
    }
    Frame.-small #hints { display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        # Made here and not when composed: what is to be shown may come before the frame is on the screen.
        self._status = SpanLine(id="status")
        self._tabs = TabLine(id="tabs")
        self._starting = SpanView("powertui", id="starting")
        self._crumbs = SpanLine(id="crumbs")
        self._hints = SpanLine(id="hints")
        self.filter_bar = FilterBar()

    def compose(self) -> ComposeResult:
        yield self._status
        yield self._tabs
        with Container(id="body"):
            yield self._starting
        yield self.filter_bar
        yield self._crumbs
        yield self._hints

    def on_resize(self) -> None:
        self.set_class(self.size.width < SMALL_WIDTH or self.size.height < SMALL_HEIGHT, "-small")

    async def show_view(self, view: View) -> None:
        """Put a view into the body; the others stay as they are, unseen."""
        body = self.query_one("#body", Container)
        if not view.is_attached:
            await body.mount(view)
        for other in body.children:
            other.set_class(other is not view, "-unseen")

    def show_starting(self, standing: Standing) -> None:
        """What there is to say before there is a plant."""
        self._starting.show(lambda _width, _height: starting_lines(standing))

    def show_status(self, standing: Standing) -> None:
        left, right = header(standing, self.app.size.width)
        self._status.show(left, right)

    def show_tabs(self, view: ViewId) -> None:
        self._tabs.show_view(view)

    def show_crumbs(self, view: View | None, standing: Standing) -> None:
        """Where this is; what does not run goes first."""
        trouble = trouble_words(standing.processes)
        if standing.trouble:
            trouble = line(Span(f"! {numbers.plain(standing.trouble)}", Tone.CRIT))
        names = view.crumbs() if view is not None else ()
        path = join(" › ", [line(Span(numbers.plain(name), Tone.DIM)) for name in names if name])
        self._crumbs.show(line(" ", *(trouble or path)))

    def show_hints(self, view: View | None) -> None:
        groups = (*(view.GROUPS if view is not None else ()), Group.EVERYWHERE)
        idle = view.idle_actions if view is not None else frozenset()
        keys = [Key(action.first_key, action.show, action.label) for action in hints(*groups) if action.id not in idle]
        left, spots = key_line(keys, self.app.size.width, "  ")
        self._hints.show(left, (), spots)
