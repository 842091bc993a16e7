"""What all views have in common: panes, zoom, a place in the plant, and what they ask of the app."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.containers import Container
from textual.message import Message
from textual.widget import Widget

from powertui.domain.alert_life.hands import AlertWish
from powertui.tui.actions import Group
from powertui.tui.failover import NOTHING_ASKED, Asked
from powertui.tui.places import Place, ViewId
from powertui.tui.pump import Wish
from powertui.tui.scene import Scene
from powertui.tui.shelf import ScenarioWish
from powertui.tui.widgets.box import Box
from powertui.tui.widgets.live_table import LiveTable

NARROW_WIDTH, SHORT_HEIGHT = 100, 30
"""Below either some panes are squeezed out."""

SMALL_WIDTH, SMALL_HEIGHT = 70, 18
"""Below either there is room for one pane only."""


class View(Container):
    """One of the views. Subclasses compose panes and paint them from a scene."""

    DEFAULT_CSS = """
    View {
        height: 1fr;
        layout: vertical;
        .-away { display: none; }
        .pane.-front, .column.-front {
            height: 1fr !important;
            width: 1fr !important;
            max-height: 100% !important;
        }
    }
    """

    GROUPS: ClassVar[tuple[Group, ...]] = (Group.TABLE,)
    SQUEEZED: ClassVar[frozenset[str]] = frozenset()
    """Ids of the panes that a small terminal shows only when one tabs to them."""

    @dataclass
    class Go(Message):
        """Asks the app to go to a place."""

        place: Place
        is_beside: bool = False
        """Instead of this place, not after it."""

    @dataclass
    class HandleAlert(Message):
        """Asks the app to acknowledge or silence an alert."""

        wish: AlertWish

    @dataclass
    class HandleScenario(Message):
        """Asks the app to save or forget a what-if."""

        wish: ScenarioWish

    @dataclass
    class Changed(Message):
        """Hints, breadcrumb or wishes are others now."""

    def __init__(self, view_id: ViewId) -> None:
        super().__init__(id=f"view-{view_id.slug}")
        self.place = Place(view_id)
        self.scene: Scene | None = None
        self._front: Box | None = None
        self._last: Box | None = None
        self._is_small = False
        self._is_zoomed_by_hand = False

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

    def asks(self) -> Asked:
        """What it wants to know of redundancy."""
        return NOTHING_ASKED

    def fails(self) -> str:
        """The key of what a what-if about what is under the cursor loses; empty where nothing there can fail."""
        return ""

    @property
    def is_asking(self) -> bool:
        return bool(self.wishes()) or self.asks().is_anything

    def poll_targets(self) -> tuple[int, ...]:
        """The polled devices that `poll now` is about."""
        return ()

    @property
    def idle_actions(self) -> frozenset[str]:
        """Ids of actions that do nothing here: no hint is to promise them."""
        own = type(self)
        table = self.table
        idle = {
            "app.pane": len(self.panes) < 2,
            "app.zoom": len(self.panes) < 2,
            "app.poll": own.poll_targets is View.poll_targets,
            "app.fail": own.fails is View.fails,
            "app.filter": table is None,
            "app.copy": table is None,
            "table.sort": table is None or not table.is_sortable,
        }
        return frozenset(action_id for action_id, is_idle in idle.items() if is_idle)

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
        return focused or self._last or self._front or (panes[0] if panes else None)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if isinstance(event.widget, Box):
            self._last = event.widget

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
        """On to the next box; one that there is no room for is shown alone."""
        panes, current = self.panes, self.current_pane
        if current is None:
            return
        target = panes[(panes.index(current) + by) % len(panes)]
        if not self._is_small and not self._is_zoomed_by_hand:
            self._show_only(target if target in self._squeezed() else None)
        else:
            self._show_only(target)
        target.focus()

    @property
    def is_zoomed(self) -> bool:
        return self._front is not None and not self._is_small

    def toggle_zoom(self) -> None:
        """Only the current pane, or all."""
        if self._is_small:
            return
        self._is_zoomed_by_hand = self._front is None
        self._show_only(self.current_pane if self._front is None else None)
        if self._front is None and self.current_pane in self._squeezed():
            self.panes[0].focus()

    def on_mount(self) -> None:
        self._fit()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """By the size of the terminal: all panes, those that fit, or one."""
        width, height = self.app.size
        self.set_class(width < NARROW_WIDTH, "-narrow")
        self.set_class(height < SHORT_HEIGHT, "-short")
        was_small, self._is_small = self._is_small, width < SMALL_WIDTH or height < SMALL_HEIGHT
        if self._is_small:
            self._show_only(self._front or self.current_pane)
        else:
            self._show_only(None if was_small else self._front)

    def _squeezed(self) -> set[Box]:
        """The panes that there is no room for beside the others."""
        if not self.has_class("-narrow") and not self.has_class("-short"):
            return set()
        return {pane for pane in self.panes if pane.id in self.SQUEEZED}

    def _show_only(self, front: Box | None) -> None:
        self._front = front
        if front is None:
            self._is_zoomed_by_hand = False
        shown = {front} if front is not None else set(self.panes) - self._squeezed()
        kept = {node for pane in shown for node in pane.ancestors_with_self if isinstance(node, Widget)}
        for widget in self.query(".pane, .column").results(Widget):
            widget.set_class(widget not in kept, "-away")
            widget.set_class(front is not None and widget in kept, "-front")
