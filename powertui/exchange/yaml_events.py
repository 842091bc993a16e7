"""The quick way to a YAML tree: libyaml's events, where a text is plain and there is nothing to say about it.

A plan of ten thousand devices takes ruamel's parser, which is Python, half a minute, and libyaml's two seconds. What
this way does not judge (a mistake, an alias, a tag, a merge, a key given twice, deep nesting) it leaves to the other,
which has the words for it. No recursion: a text made to nest deep meets the bound, not the end of a stack.
"""

from collections.abc import Iterator
from typing import Any

from powertui.exchange.yaml_nodes import DEEPEST, Node, Scalar, Sequence, Table

_MERGE = "<<"
_PLAIN = (None, "")


class _LeftToTheOther(Exception):  # noqa: N818 - it is no error, but the end of this way
    """Something that the quick way does not judge."""


def quick_documents(text: str) -> tuple[Node, ...] | None:
    """The documents in a text; None: ask the other parser."""
    import yaml

    if not yaml.__with_libyaml__:
        return None
    try:
        return tuple(_documents(yaml.parse(text, Loader=yaml.CSafeLoader)))
    except (yaml.YAMLError, _LeftToTheOther, ValueError):
        return None


class _Open:
    """A list or mapping whose end has not come yet."""

    __slots__ = ("entries", "items", "key", "line", "lines")

    def __init__(self, line: int, *, is_mapping: bool) -> None:
        self.line = line
        self.items: list[Node] = []
        self.entries: dict[str, Node] | None = {} if is_mapping else None
        self.lines: dict[str, int] = {}
        self.key: str | None = None

    def take(self, node: Node) -> None:
        """The next item, key or value."""
        if self.entries is None:
            self.items.append(node)
        elif self.key is not None:
            self.entries[self.key] = node
            self.key = None
        elif isinstance(node, Scalar) and node.text != _MERGE and node.text not in self.entries:
            self.key = node.text
            self.lines[node.text] = node.line
        else:
            raise _LeftToTheOther

    def closed(self) -> Node:
        """What it is, now that all is in it."""
        if self.entries is None:
            return Sequence(self.line, tuple(self.items))
        return Table(self.line, self.entries, self.lines)


def _documents(events: Iterator[Any]) -> Iterator[Node]:
    # Events are told apart by their classes' names: PyYAML's types say no more of what they hold.
    stack: list[_Open] = []
    for event in events:
        kind = type(event).__name__
        node: Node
        if kind == "ScalarEvent":
            _check(event)
            node = Scalar(event.start_mark.line + 1, event.value, event.style in _PLAIN)
        elif kind in {"MappingStartEvent", "SequenceStartEvent"}:
            _check(event)
            if len(stack) >= DEEPEST:
                raise _LeftToTheOther
            stack.append(_Open(event.start_mark.line + 1, is_mapping=kind == "MappingStartEvent"))
            continue
        elif kind in {"MappingEndEvent", "SequenceEndEvent"}:
            node = stack.pop().closed()
        elif kind == "AliasEvent":
            raise _LeftToTheOther
        else:
            continue
        if stack:
            stack[-1].take(node)
        else:
            yield node


def _check(event: Any) -> None:
    if event.tag is not None:
        raise _LeftToTheOther
