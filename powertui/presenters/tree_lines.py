"""The power tree as the lines of a table: what is open, what matches, the way to a node."""

from collections.abc import Iterable

from powertui.presenters.table import Entry, matches
from powertui.presenters.tree import Node, NodeRow, PowerTree


def node_search(node: Node) -> str:
    """What a filter looks at."""
    device = node.outlet.load_device if node.outlet else None
    return f"{node.kind.value} {node.name} {device.name if device else ''}"


def flatten(tree: PowerTree, opened: frozenset[str], query: str = "") -> list[Entry[NodeRow]]:
    """The lines of the open part; with a query, what matches and all above it, opened or not."""
    if query.strip():
        return [entry for root in tree.roots() for entry in _matching(tree, root, 0, query)]
    entries: list[Entry[NodeRow]] = []
    _open(tree, tree.roots(), 0, opened, entries)
    return entries


def _open(
    tree: PowerTree, nodes: Iterable[Node], depth: int, opened: frozenset[str], entries: list[Entry[NodeRow]]
) -> None:
    for node in nodes:
        is_open = node.key in opened if tree.has_children(node) else None
        entries.append(Entry(node.key, NodeRow(node, tree), depth=depth, is_open=is_open))
        if is_open:
            _open(tree, tree.children(node), depth + 1, opened, entries)


def _matching(tree: PowerTree, node: Node, depth: int, query: str) -> list[Entry[NodeRow]]:
    below = [entry for child in tree.children(node) for entry in _matching(tree, child, depth + 1, query)]
    if not below and not matches(node_search(node), query):
        return []
    is_open = True if below else (False if tree.has_children(node) else None)
    return [Entry(node.key, NodeRow(node, tree), depth=depth, is_open=is_open), *below]


def default_open(tree: PowerTree) -> frozenset[str]:
    """Opened at first: down to the panels, so that each feed is seen."""
    opened: set[str] = set()
    nodes = tree.roots()
    while nodes:
        nodes = [node for node in nodes if node.area is not None]
        opened.update(node.key for node in nodes)
        nodes = [child for node in nodes for child in tree.children(node)]
    return frozenset(opened)


def path_to(tree: PowerTree, key: str) -> tuple[Node, ...]:
    """A node and all above it, from the root on; empty if it is not in the tree."""

    def search(nodes: Iterable[Node], above: tuple[Node, ...]) -> tuple[Node, ...]:
        for node in nodes:
            here = (*above, node)
            if node.key == key:
                return here
            if found := search(tree.children(node), here):
                return found
        return ()

    return search(tree.roots(), ())
