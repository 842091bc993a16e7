"""Strongly connected components, each after all that it leads to (Tarjan 1972), without recursion: chains are long."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

_Node = TypeVar("_Node")


def strong_components(nodes: Iterable[_Node], below: Mapping[_Node, Sequence[_Node]]) -> tuple[tuple[_Node, ...], ...]:
    """Every node once; nodes that reach each other share a component. Linear in nodes and links."""
    index: dict[_Node, int] = {}
    low: dict[_Node, int] = {}
    on_path: set[_Node] = set()
    path: list[_Node] = []
    found: list[tuple[_Node, ...]] = []
    for root in nodes:
        if root in index:
            continue
        work = [(root, iter(below.get(root, ())))]
        index[root] = low[root] = len(index)
        path.append(root)
        on_path.add(root)
        while work:
            node, children = work[-1]
            for child in children:
                if child not in index:
                    index[child] = low[child] = len(index)
                    path.append(child)
                    on_path.add(child)
                    work.append((child, iter(below.get(child, ()))))
                    break
                if child in on_path:
                    low[node] = min(low[node], index[child])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    found.append(_popped(node, path, on_path))
    return tuple(found)


def _popped(root: _Node, path: list[_Node], on_path: set[_Node]) -> tuple[_Node, ...]:
    component: list[_Node] = []
    while True:
        node = path.pop()
        on_path.discard(node)
        component.append(node)
        if node == root:
            return tuple(component)
