"""What all views have in common: panes, zoom, a place in the plant, and what they ask of the app."""

from dataclasses import dataclass
from typing import ClassVar

from textual.containers import Container
from textual.message import Message
from textual.widget import Widget

from powertui.tui.actions import Group
from powertui.tui.places import Place, ViewId
from powertui.tui.pump import Wish
from powertui.tui.scene import Scene
from powertui.tui.widgets.box import Box
from powertui.tui.widgets.live_table import LiveTable

SMALL_WIDTH = 70
SMALL_HEIGHT = 14
"""Below either there is room for one pane only."""


class View(Container):
    """One of the views. Subclasses compose panes and paint them from a scene."""

    DEFAULT_CSS = """
    View {
        height: 1fr;
        layout: vertical;
        .-away { display: none; }
        Box.-front { height: 1fr; width: 1fr; max-height: 100%; min-height: 3; }
    }
    """

    GROUPS: ClassVar[tuple[Group, ...]] = (Group.TABLE,)

    @dataclass
    class Go(Message):
        """Asks the app to go to a place."""

        place: Place
        is_beside: bool = False
        """Instead of this place, not after it."""

    @dataclass
    class Changed(Message):
        """Hints, breadcrumb or wishes are others now."""

    def __init__(self, view_id: ViewId) -> None:
        super().__init__(id=f"view-{view_id.slug}")
        self.place = Place(view_id)
        self.scene: Scene | None = None
        self._front: Box | None = None
        self._is_small = False

    # For subclasses

    def paint(self, scene: Scene) -> None:
        """Show a scene in the panes."""
        raise NotImplementedError

    def arrive(self) -> None:
        """`self.place` is new: look at what it is about."""

    def crumbs(self) -> tuple[str, ...]:
        """Where this is, from the outside in."""
        return (self.place.view.title,)

    def wishes(self) -> frozenset[Wish]:
        """The histories that it wants to show."""
        return frozenset()

    def poll_targets(self) -> tuple[int, ...]:
        """The polled devices that `poll now` is about."""
        return ()

    # For the app

    def show(self, place: Place, scene: Scene | None) -> None:
        """Come to a place."""
        self.place = place
        self.scene = scene
        if scene is not None:
            self.paint(scene)
            self.arrive()
        self.focus_pane()

    def update(self, scene: Scene) -> None:
        """Show newer figures at the same place."""
        is_first = self.scene is None
        self.scene = scene
        self.paint(scene)
        if is_first:
            self.arrive()

    @property
    def panes(self) -> list[Box]:
        return list(self.query(Box))

    @property
    def current_pane(self) -> Box | None:
        """The pane that has the focus, else the first."""
        panes = self.panes
        focused = next((pane for pane in panes if pane.has_focus), None)
        return focused or self._front or (panes[0] if panes else None)

    @property
    def table(self) -> LiveTable[object] | None:
        """The table that filters and copies are about: the focused one, else the first."""
        pane = self.current_pane
        if isinstance(pane, LiveTable):
            return pane
        return next(iter(self.query(LiveTable)), None)

    def focus_pane(self) -> None:
        """The keys go to the pane that was last in use."""
        pane = self.current_pane
        if pane is not None:
            pane.focus()

    def next_pane(self, by: int) -> None:
        """On to the next box; where there is room for one only, that one is shown."""
        panes, current = self.panes, self.current_pane
        if current is None:
            return
        target = panes[(panes.index(current) + by) % len(panes)]
        if self._front is not None:
            self._show_only(target)
        target.focus()

    @property
    def is_zoomed(self) -> bool:
        return self._front is not None and not self._is_small

    def toggle_zoom(self) -> None:
        """Only the current pane, or all."""
        if not self._is_small:
            self._show_only(None if self._front is not None else self.current_pane)

    def on_resize(self) -> None:
        is_small = self.size.width < SMALL_WIDTH or self.size.height < SMALL_HEIGHT
        if is_small is not self._is_small:
            self._is_small = is_small
            self._show_only(self.current_pane if is_small else None)

    def _show_only(self, front: Box | None) -> None:
        self._front = front
        kept: set[Widget] = set()
        if front is not None:
            kept = {front, *(node for node in front.ancestors if isinstance(node, Widget))}
        for widget in self.query(".pane, .column").results(Widget):
            widget.set_class(front is not None and widget not in kept, "-away")
            widget.set_class(widget is front, "-front")
