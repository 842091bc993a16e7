"""Reading the keys of a YAML mapping: typed, strict, with a problem and a default for each mistake."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import Enum
from typing import TypeVar

from powertui.exchange import values
from powertui.exchange.problems import Place, Problems, quoted
from powertui.exchange.values import Unusable
from powertui.exchange.yaml_nodes import Node, Scalar, Sequence, Table

_Choice = TypeVar("_Choice", bound=Enum)
_Value = TypeVar("_Value")
_Default = TypeVar("_Default")


def as_written(text: str, _place: Place) -> str:
    """Texts mean what they say."""
    return text


@dataclass(slots=True)
class Fields:
    """One mapping being read; `finish` complains about keys that nobody asked for."""

    table: Table
    file: str
    problems: Problems
    expand: Callable[[str, Place], str] = as_written
    """What is done to each text before it is used: placeholders are filled in."""
    asked: set[str] = field(default_factory=set)

    def place(self, key: str = "") -> Place:
        """Where a key stands, or the mapping itself."""
        return Place(self.file, self.table.lines.get(key, self.table.line))

    def has(self, key: str) -> bool:
        """Whether the key is there, with or without a value."""
        self.asked.add(key)
        return key in self.table.entries

    def node(self, key: str) -> Node | None:
        """What stands under a key; None where there is nothing."""
        self.asked.add(key)
        found = self.table.entries.get(key)
        return None if isinstance(found, Scalar) and found.is_nothing else found

    def raw(self, key: str) -> str | None:
        """A text as written."""
        found = self.node(key)
        if found is None or isinstance(found, Scalar):
            return found.text if found else None
        self.problems.add(self.place(key), f"{key} must be a text, not a {_word(found)}")
        return None

    def text(self, key: str, default: str = "") -> str:
        """A text."""
        found = self.raw(key)
        return default if found is None else self.expand(found, self.place(key))

    def needed(self, key: str, what: str) -> str:
        """A text that must be there."""
        found = self.text(key)
        if not found and not isinstance(self.node(key), Sequence | Table):
            self.problems.add(self.place(key), f"{what} needs {quoted(key)}")
        return found

    def whole(self, key: str, default: int | None = None) -> int | None:
        """A whole number."""
        return self._taken(key, values.whole, default)

    def number(self, key: str, default: float | None = None) -> float | None:
        """A number."""
        return self._taken(key, values.number, default)

    def flag(self, key: str, *, default: bool = False) -> bool:
        """True or false."""
        return self._taken(key, values.flag, default)

    def choice(self, key: str, default: _Choice) -> _Choice:
        """One of an enum."""
        return self.optional_choice(key, type(default)) or default

    def optional_choice(self, key: str, kind: type[_Choice]) -> _Choice | None:
        """One of an enum, in capitals or not; None where the key is not there."""
        return self._taken(key, lambda found: values.choice(found, kind, str.casefold), None)

    def _taken(self, key: str, take: Callable[[object], _Value | Unusable], default: _Default) -> _Value | _Default:
        """A text as the value that it stands for; the default where there is none, or none that can be taken."""
        found = self.text(key)
        if not found:
            return default
        value = take(found)
        if not isinstance(value, Unusable):
            return value
        self.problems.add(self.place(key), f"{key} {value.sentence}")
        return default

    def items(self, key: str) -> tuple[Node, ...]:
        """A list; one thing alone is a list of one."""
        found = self.node(key)
        if found is None:
            return ()
        return found.items if isinstance(found, Sequence) else (found,)

    def tables(self, key: str, what: str) -> list[Table]:
        """A list of mappings."""
        found: list[Table] = []
        for item in self.items(key):
            if isinstance(item, Table):
                found.append(item)
            else:
                self.problems.add(
                    Place(self.file, item.line), f"{what} must have keys such as name: …, not be a {_word(item)}"
                )
        return found

    def finish(self, what: str) -> None:
        """Complain about keys that were not asked for."""
        for key in self.table.entries:
            if key not in self.asked:
                self.problems.add(self.place(key), unknown_key(key, what, self.asked))


def unknown_key(key: str, what: str, known: Iterable[str]) -> str:
    """The sentence about a key that nothing reads."""
    names = sorted(known)
    close = get_close_matches(key.lower().replace("-", "_"), names, n=1)
    return f"{what} has no {quoted(key)}; " + (f'did you mean "{close[0]}"?' if close else f"it has {', '.join(names)}")


def _word(node: Node) -> str:
    return {Scalar: "text", Sequence: "list", Table: "mapping"}[type(node)]
