"""YAML as nodes with their lines: what a person typed, before anything guesses what it means."""

from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in a text, and in which line (from 1)."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.sentence}"


@dataclass(slots=True)
class Mistakes:
    """Those found so far."""

    found: list[Mistake] = field(default_factory=list)

    def add(self, line: int, sentence: str) -> None:
        self.found.append(Mistake(line, sentence))


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a mapping, and its value."""

    key: str
    line: int
    node: Node


def parse(text: str, mistakes: Mistakes) -> Node | None:
    """The document's node."""
    try:
        return YAML(typ="safe", pure=True).compose(text)  # type: ignore[no-any-return]  # untyped in ruamel.yaml
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        mistakes.add(line, f"this is no YAML: {error.problem or error.context}")
    except YAMLError as error:
        mistakes.add(1, f"this is no YAML: {str(error).strip().partition(chr(10))[0]}")
    return None


def line_of(node: Node) -> int:
    found: int = node.start_mark.line + 1
    return found


def entries_of(node: Node, what: str, mistakes: Mistakes) -> list[Entry]:
    """A mapping's entries."""
    if not isinstance(node, MappingNode):
        mistakes.add(line_of(node), f"{what} is written as `field: value` lines")
        return []
    entries: list[Entry] = []
    seen: set[str] = set()
    for key, value in node.value:
        name = str(key.value)
        if name in seen:
            mistakes.add(line_of(key), f'"{name}" is here twice')
            continue
        seen.add(name)
        entries.append(Entry(name, line_of(key), value))
    return entries


def items_of(node: Node, what: str, mistakes: Mistakes) -> list[Node]:
    """A sequence's items; none of an empty value."""
    if isinstance(node, SequenceNode):
        return list(node.value)
    if not is_empty(node):
        mistakes.add(line_of(node), f"{what} is a list: a line with `- ` for each")
    return []


def is_empty(node: Node) -> bool:
    """Whether nothing, `~` or `null` is written."""
    return is_plain(node) and node.value in _NULLS


def is_plain(node: Node) -> bool:
    """Whether a scalar is typed without quotes."""
    return isinstance(node, ScalarNode) and node.style is None


def text_of(node: Node) -> str | None:
    """A scalar as it was typed; None: it is a list or a mapping."""
    return str(node.value) if isinstance(node, ScalarNode) else None
