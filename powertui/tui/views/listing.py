"""Views that are one table: racks, feeds, PDUs."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Generic

from textual.app import ComposeResult
from textual.binding import BindingType

from powertui.presenters.picture import Picture
from powertui.presenters.table import Column, Entry, Record
from powertui.tui.actions import Group, bindings
from powertui.tui.places import Place, ViewId
from powertui.tui.scene import Scene
from powertui.tui.views.base import View
from powertui.tui.widgets.live_table import LiveTable


class Listing(View, Generic[Record]):
    """A table over the whole body; Enter opens the object."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Group.LIST)
    GROUPS = (Group.TABLE, Group.LIST)

    def __init__(
        self,
        view_id: ViewId,
        columns: Sequence[Column[Record]],
        entries: Callable[[Picture], list[Entry[Record]]],
        search: Callable[[Record], str],
        empty: str,
    ) -> None:
        super().__init__(view_id)
        self._entries = entries
        self._list: LiveTable[Record] = LiveTable(
            view_id.title, columns, search=search, empty=empty, id=f"{view_id.slug}-table", classes="pane"
        )

    def compose(self) -> ComposeResult:
        yield self._list

    def paint(self, scene: Scene) -> None:
        self._list.update_entries(self._entries(scene.picture))
        self.entitle()

    def arrive(self) -> None:
        if self.place.key:
            self._list.move_to(self.place.key)

    def entitle(self) -> None:
        """Title and remark of the box: how many, sorted by what, filtered by what."""
        table = self._list
        filtered = f"filter: {table.query_text} · " if table.query_text else ""
        count = f"{table.shown_count} of {table.total_count}" if table.query_text else f"{table.total_count}"
        sort = f" · {table.sort_words}" if table.sort_words else ""
        table.set_title(self.place.view.title, f"{filtered}{count}{sort}")

    def opens(self, key: str) -> Place | None:
        """Where Enter on a row leads."""
        raise NotImplementedError

    def on_live_table_opened(self, event: LiveTable.Opened) -> None:
        event.stop()
        place = self.opens(event.key)
        if place is not None:
            self.post_message(self.Go(place))

    def on_live_table_moved(self, event: LiveTable.Moved) -> None:
        event.stop()
        self.entitle()
        self.post_message(self.Changed())

    def action_enter(self) -> None:
        self._list.action_open()

    async def action_leave(self) -> None:
        await self.run_action("app.out")
