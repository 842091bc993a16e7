"""The power tree: a LiveTable whose rows open and close."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingType

from powertui.presenters.table import Column, Entry
from powertui.presenters.text import Line, Span, Tone
from powertui.presenters.tree import Node, NodeRow, PowerTree
from powertui.presenters.tree_columns import TREE_COLUMNS
from powertui.presenters.tree_lines import flatten
from powertui.tui.actions import Group, bindings
from powertui.tui.widgets.live_table import LiveTable


class LoadTree(LiveTable[NodeRow]):
    """Rows of nodes; children are made when a node opens."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Group.TREE)

    def __init__(
        self,
        title: str,
        *,
        columns: Sequence[Column[NodeRow]] = TREE_COLUMNS,
        id: str | None = None,  # noqa: A002  # Textual's own name
    ) -> None:
        super().__init__(title, columns, empty="no site in the model", id=id)
        self._tree: PowerTree | None = None
        self._opened: frozenset[str] = frozenset()

    def show_tree(self, tree: PowerTree, default_open: Callable[[PowerTree], frozenset[str]]) -> None:
        """Show a newer tree; what is open stays open."""
        if self._tree is None:
            self._opened = default_open(tree)
        self._tree = tree
        self._flatten()

    def redraw(self) -> None:
        """The same rows, drawn anew."""
        self._flatten()

    def reveal(self, keys: tuple[str, ...]) -> None:
        """Open a path and put the cursor on its end."""
        self._opened |= frozenset(keys[:-1])
        self._flatten()
        if keys:
            self.move_to(keys[-1])

    def set_query(self, query: str) -> None:
        self.query_text = query
        self._flatten()

    def _flatten(self) -> None:
        if self._tree is not None:
            self.update_entries(flatten(self._tree, self._opened, self.query_text))

    def _lead(self, entry: Entry[NodeRow]) -> Line:
        sign = {True: "▼ ", False: "▶ ", None: "  "}[entry.is_open]
        return (Span("  " * entry.depth), Span(sign, Tone.ACCENT if entry.is_open is False else Tone.DIM))

    def _is_wanted(self, entry: Entry[NodeRow]) -> bool:  # noqa: ARG002  # flatten() has filtered already
        return True

    def path(self) -> tuple[Node, ...]:
        """The node under the cursor and all above it, from the root on."""
        nodes: list[Node] = []
        key: str | None = self.cursor_key
        while key:
            record = self._shown[self._row_of[key]].record if key in self._row_of else None
            if record is None:
                break
            nodes.append(record.node)
            key = record.node.parent_key
        return tuple(reversed(nodes))

    def _here(self) -> Entry[NodeRow] | None:
        return self._shown[self._cursor] if self._shown else None

    def toggle(self) -> None:
        """Open or close the node under the cursor."""
        here = self._here()
        if here is not None and here.is_open is not None:
            self._opened = self._opened ^ {here.key}
            self._flatten()

    def action_expand(self) -> None:
        here = self._here()
        if here is None:
            return
        if here.is_open is False:
            self.toggle()
        elif here.is_open:
            self.action_down(1)

    def action_collapse(self) -> None:
        here = self._here()
        if here is None or here.record is None:
            return
        if here.is_open and not self.query_text:
            self.toggle()
        elif here.record.node.parent_key:
            self.move_to(here.record.node.parent_key)

    def action_expand_all(self) -> None:
        here = self._here()
        if here is None or here.record is None or self._tree is None:
            return
        found: set[str] = set()
        nodes = [here.record.node]
        while nodes:
            node = nodes.pop()
            below = list(self._tree.children(node))
            if below:
                found.add(node.key)
                nodes.extend(below)
        self._opened = self._opened - found if found <= self._opened else self._opened | found
        self._flatten()

    def on_click(self, event: events.Click) -> None:
        super().on_click(event)
        offset = event.get_content_offset(self)
        here = self._here()
        if offset is None or here is None or offset.y < self._header:
            return
        row = offset.y - self._header + self.scroll_offset.y
        if row == self._cursor and 2 * here.depth <= offset.x < 2 * here.depth + 2:
            self.toggle()
