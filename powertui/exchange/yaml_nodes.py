"""YAML as a tree that knows its lines: texts as they were written, no guessing of types, each key once."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.nodes import Node as YamlNode

from powertui.errors import ModelError
from powertui.exchange.problems import Place, quoted, shown

DEEPEST = 40
"""A file that nests deeper was made to break its reader."""

_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as it was written, unquoted."""

    line: int
    text: str
    is_plain: bool = True

    @property
    def is_nothing(self) -> bool:
        """Whether it says that there is no value."""
        return self.is_plain and self.text in _NOTHING


@dataclass(frozen=True, slots=True)
class Sequence:
    line: int
    items: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping; `lines` says where each key stands."""

    line: int
    entries: "Mapping[str, Node]"
    lines: Mapping[str, int] = field(default_factory=dict)


Node = Scalar | Sequence | Table


def parse_yaml(text: str, file: str) -> tuple[Node, ...]:
    """The documents in a text. Raises ModelError where it is not YAML."""
    from powertui.exchange.yaml_events import quick_documents

    quick = quick_documents(text)
    return careful_documents(text, file) if quick is None else quick


def careful_documents(text: str, file: str) -> tuple[Node, ...]:
    """As `parse_yaml`, by the parser that tells of each mistake where it is."""
    yaml = YAML(typ="safe", pure=True)
    try:
        with warnings.catch_warnings():
            # A repeated anchor is legal YAML; ruamel only warns of it.
            warnings.simplefilter("ignore")
            return tuple(_tree(node, file, 0, {}) for node in yaml.compose_all(text) if node is not None)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        written = text.splitlines()[line - 1] if mark and line <= text.count("\n") + 1 and text else ""
        raise ModelError(
            f"{Place(file, line)}: is not YAML: {error.problem or error.context}{_hint(written)}"
        ) from None
    except (YAMLError, ValueError) as error:
        raise ModelError(f"{shown(file, 200)} is not YAML: {shown(str(error).splitlines()[0], 200)}") from None
    except RecursionError:
        raise ModelError(f"{shown(file, 200)} nests too deep") from None


def _hint(line: str) -> str:
    value = line.partition(":")[2].strip()
    if "{" in line and '"' not in line and "'" not in line:
        return '; a text with {…} in it needs quotes: name: "{rack}-PDU"'
    return "; indent with blanks, not with tabs" if "\t" in line else f" near {quoted(value or line)}"


def _tree(node: YamlNode, file: str, depth: int, known: dict[YamlNode, Node]) -> Node:
    """`known` holds what was seen: an alias is the same tree again, not a copy, so that none can grow without end."""
    if node not in known:
        known[node] = _new_tree(node, file, depth, known)
    return known[node]


def _new_tree(node: YamlNode, file: str, depth: int, known: dict[YamlNode, Node]) -> Node:
    line = node.start_mark.line + 1
    if depth > DEEPEST:
        raise ModelError(f"{Place(file, line)}: nests too deep")
    if isinstance(node, ScalarNode):
        return Scalar(line, node.value, node.style in (None, ""))
    if isinstance(node, SequenceNode):
        return Sequence(line, tuple(_tree(item, file, depth + 1, known) for item in node.value))
    if not isinstance(node, MappingNode):
        raise ModelError(f"{Place(file, line)}: is nothing that is read here")
    entries: dict[str, Node] = {}
    lines: dict[str, int] = {}
    merged: list[Table] = []
    for key, value in node.value:
        at = key.start_mark.line + 1
        if not isinstance(key, ScalarNode):
            raise ModelError(f"{Place(file, at)}: a key must be a word; a text that begins with {{ needs quotes")
        if key.value == "<<":
            tree = _tree(value, file, depth + 1, known)
            merged += [
                item for item in (tree.items if isinstance(tree, Sequence) else [tree]) if isinstance(item, Table)
            ]
            continue
        if key.value in entries:
            raise ModelError(
                f"{Place(file, at)}: {quoted(key.value)} stands here twice, first in line {lines[key.value]}"
            )
        entries[key.value] = _tree(value, file, depth + 1, known)
        lines[key.value] = at
    for table in merged:
        for name, item in table.entries.items():
            entries.setdefault(name, item)
            lines.setdefault(name, table.lines[name])
    return Table(line, entries, lines)
