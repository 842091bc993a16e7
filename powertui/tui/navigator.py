"""Which view is on, how one got there, and how one gets out."""

from powertui.tui.frame import Frame
from powertui.tui.places import Place, Trail, ViewId
from powertui.tui.scene import Scene
from powertui.tui.views.base import View
from powertui.tui.views.registry import make_view
from powertui.tui.widgets.live_table import LiveTable


class Navigator:
    """The trail of places and the views that show them; each view is made when it is first gone to."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._trail = Trail([Place(ViewId.OVERVIEW)])
        self._views: dict[ViewId, View] = {}

    @property
    def place(self) -> Place:
        return self._trail.here

    @property
    def view(self) -> View | None:
        """The view that is on; None before there is a plant."""
        return self._views.get(self.place.view)

    @property
    def table(self) -> LiveTable[object] | None:
        """The table that filters and copies are about."""
        return self.view.table if self.view is not None else None

    async def show(self, scene: Scene) -> None:
        """Show the place where one is."""
        view = self._views.get(self.place.view)
        if view is None:
            view = self._views[self.place.view] = make_view(self.place.view)
        await self._frame.show_view(view)
        view.show(self.place, scene)

    def go(self, place: Place, *, is_beside: bool = False) -> None:
        """To a place: on the trail after this one, or instead of it."""
        self._leave()
        if is_beside:
            self._trail.replace(place)
        else:
            self._trail.go(place)

    def go_to_view(self, view: ViewId) -> None:
        """To a view, where one last was in it."""
        self._leave()
        known = next((place for place in reversed(self._trail.places) if place.view is view), None)
        self._trail.go(known or Place(view))

    def step(self, by: int) -> bool:
        """Back (-1) or forward (1); False at an end."""
        self._leave()
        return self._trail.step(by)

    def out(self) -> bool:
        """Out of the zoom, else back from an object, else up to the overview; False where one stays."""
        if self.view is not None and self.view.is_zoomed:
            self.view.toggle_zoom()
            return False
        if self.place.view.is_detail:
            return self.step(-1)
        if self.place.view is ViewId.OVERVIEW:
            return False
        self.go_to_view(ViewId.OVERVIEW)
        return True

    def filter(self, query: str, scene: Scene | None) -> None:
        """Narrow the table; its title says so."""
        if self.table is not None and self.view is not None:
            self.table.set_query(query)
            if scene is not None:
                self.view.update(scene)

    def _leave(self) -> None:
        self._frame.filter_bar.close()
        if self.table is not None:
            self._trail.remember(self.table.cursor_key)
