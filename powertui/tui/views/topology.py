"""View 2: the tree of all that carries power, and what is known of the node under the cursor."""

from typing import ClassVar

from textual.app import ComposeResult

from powertui.presenters.bars import LEGEND
from powertui.presenters.brief import node_brief
from powertui.presenters.details import node_detail, node_title
from powertui.presenters.fail_tree import cause_of
from powertui.presenters.history import history_ids, history_lines
from powertui.presenters.survey_lines import lint_words
from powertui.presenters.tree import Node, NodeKind, PowerTree
from powertui.presenters.tree_lines import default_open, path_to
from powertui.tui.actions import Group
from powertui.tui.places import Place, ViewId
from powertui.tui.pump import Wish
from powertui.tui.scene import Scene
from powertui.tui.views.base import View
from powertui.tui.widgets.live_table import LiveTable
from powertui.tui.widgets.load_tree import LoadTree
from powertui.tui.widgets.span_view import SpanView

HISTORY_S = 3600.0

BRIEF_HEIGHT = 9
"""A detail box lower than this says the most important only."""


class TopologyView(View):
    """Tree and detail; Enter opens feeds and PDUs, and unfolds the rest."""

    GROUPS: ClassVar[tuple[Group, ...]] = (Group.TABLE, Group.TREE)

    DEFAULT_CSS = """
    TopologyView {
        layout: horizontal;
        #topology-tree { width: 1fr; }
        #topology-detail { width: 48; }
    }
    TopologyView.-narrow {
        layout: vertical;
        #topology-tree { width: 1fr; height: 1fr; }
        #topology-detail { width: 1fr; height: 9; }
    }
    """

    def __init__(self) -> None:
        super().__init__(ViewId.TOPOLOGY)
        self._tree = LoadTree("Topology", id="topology-tree")
        self._tree.add_class("pane")
        self._detail = SpanView("", id="topology-detail", classes="pane")

    def compose(self) -> ComposeResult:
        yield self._tree
        yield self._detail

    def paint(self, scene: Scene) -> None:
        self._tree.show_tree(PowerTree(scene.picture), default_open)
        self._show_detail()

    def arrive(self) -> None:
        if self.place.key and self.scene is not None:
            path = path_to(PowerTree(self.scene.picture), self.place.key)
            self._tree.reveal(tuple(node.key for node in path))

    @property
    def _node(self) -> Node | None:
        row = self._tree.cursor_record
        return row.node if row else None

    def crumbs(self) -> tuple[str, ...]:
        path = self._tree.path()
        names = (f"{node.kind.value} {node.name}" if node.feed or node.outlet else node.name for node in path)
        return tuple(names) or ("Topology",)

    def wishes(self) -> frozenset[Wish]:
        ids = self._history_ids()
        return frozenset({Wish(ids, HISTORY_S, is_sum=True)} if ids else ())

    def fails(self) -> str:
        cause = cause_of(self._node) if self._node is not None else None
        return cause.key if cause is not None else ""

    def poll_targets(self) -> tuple[int, ...]:
        node = self._node
        if node is None:
            return ()
        if node.feed is not None:
            return node.feed.inlet_target_ids
        if node.target is not None:
            return (node.target.id,)
        return (int(node.key.split(":")[1]),) if node.kind is NodeKind.OUTLET else ()

    def on_live_table_opened(self, event: LiveTable.Opened) -> None:
        event.stop()
        node = self._node
        if node is None:
            return
        if node.feed is not None:
            self.post_message(self.Go(Place(ViewId.FEED, node.key)))
        elif node.target is not None or node.kind is NodeKind.OUTLET:
            self.post_message(self.Go(Place(ViewId.PDU, node.key)))
        else:
            self._tree.toggle()

    def on_live_table_moved(self, event: LiveTable.Moved) -> None:
        event.stop()
        self._show_detail()
        self.post_message(self.Changed())

    def _history_ids(self) -> tuple[int, ...]:
        return history_ids(self.scene.picture, self._node) if self.scene and self._node else ()

    def _show_detail(self) -> None:
        scene, node = self.scene, self._node
        query = self._tree.query_text
        remark = f"filter: {query} · {self._tree.shown_count} rows" if query else LEGEND
        self._tree.set_title("Topology", remark)
        if scene is None or node is None:
            return
        found = lint_words(scene.picture.survey)
        self._tree.set_foot(f"{found}   powertui lint lists them" if found else "")
        ids = self._history_ids()
        points = scene.histories.sum(Wish(ids, HISTORY_S, is_sum=True)) if ids else None
        self._detail.set_title(*node_title(node))
        self._detail.show(
            lambda width, height: [
                *(node_brief if height < BRIEF_HEIGHT else node_detail)(scene.picture, node, width),
                *(history_lines(scene.picture, points, HISTORY_S, width)[1:] if ids else ()),
            ]
        )
