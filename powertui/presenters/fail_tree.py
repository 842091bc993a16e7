"""The power tree with a mark at what is chosen to fail."""

from collections.abc import Callable
from dataclasses import replace

from powertui.domain.plant import PlantView
from powertui.domain.redundancy.causes import Cause, CauseKind
from powertui.presenters.pdus import target_key
from powertui.presenters.table import Column
from powertui.presenters.text import Line, Span, Tone
from powertui.presenters.tree import Node, NodeKind, NodeRow, PowerTree
from powertui.presenters.tree_columns import TREE_COLUMNS

Causes = frozenset[Cause]


def cause_of(node: Node) -> Cause | None:
    """What fails with a node of the tree; None for a place, and for what the model does not have."""
    if node.kind is NodeKind.PANEL and node.area is not None:
        return Cause(CauseKind.PANEL, node.area.id)
    if node.feed is not None:
        return Cause(CauseKind.FEED, node.feed.feed.id)
    if node.target is not None:
        device_id = node.target.device_id
        return None if device_id is None else Cause(CauseKind.DEVICE, device_id)
    if node.outlet is not None:
        outlet = node.outlet.outlet
        return None if outlet is None else Cause(CauseKind.OUTLET, outlet.id)
    return Cause(CauseKind.DEVICE, node.device.id) if node.device is not None else None


def node_key(view: PlantView, cause: Cause) -> str:
    """Where in the tree a cause is; a device that is polled by its target."""
    target_id = view.target_of_device.get(cause.id) if cause.kind is CauseKind.DEVICE else None
    return cause.key if target_id is None else target_key(target_id)


def panels_open(tree: PowerTree) -> frozenset[str]:
    """Opened at first: sites and halls, so that each panel is seen."""
    opened: set[str] = set()
    nodes = tree.roots()
    while nodes:
        nodes = [node for node in nodes if node.kind in {NodeKind.SITE, NodeKind.LOCATION}]
        opened.update(node.key for node in nodes)
        nodes = [child for node in nodes for child in tree.children(node)]
    return frozenset(opened)


KIND_WORDS = frozenset({"panel ", "feed "})
"""What is under what says as much: the room is for the name, by whose end two panels are told apart."""


def fail_columns(chosen: Callable[[], Causes], dead: Callable[[], Causes]) -> tuple[Column[NodeRow], ...]:
    """[x] chosen, [·] dead with it, [ ] neither; nothing before what cannot fail."""
    name, load = TREE_COLUMNS[0], TREE_COLUMNS[1]

    def draw(row: NodeRow, width: int) -> Line:
        cause = cause_of(row.node)
        if cause is None:
            return name.draw(row, width)
        if cause in chosen():
            mark = Span("[x] ", Tone.CRIT)
        elif cause in dead():
            mark = Span("[·] ", Tone.WARN)
        else:
            mark = Span("[ ] ", Tone.DIM)
        return (mark, *(span for span in name.draw(row, width - 4) if span.text not in KIND_WORDS))

    return (Column("node", "Object", 22, draw, grows=True), replace(load, priority=1))
