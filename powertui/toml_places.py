"""Where each key and each element of a TOML text stands: line and column, tables in tables and arrays included.

For a text that the TOML parser has accepted already: the scanner only looks for places, and trusts the rest.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""Keys, and positions in arrays from 0."""

_SPACE = " \t"
_BLANK = " \t\r\n"
_BARE_ENDS = ",]}#\r\n"
_KEY_ENDS = " \t=.]\r\n"


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a text, both from 1."""

    line: int
    column: int


def nearest(places: Mapping[Path, Position], path: Path) -> Position | None:
    """Where a path stands; of what is not there, the nearest that it would be in."""
    return next((places[path[:length]] for length in range(len(path), 0, -1) if path[:length] in places), None)


def places_of(text: str) -> dict[Path, Position]:
    """The place of each table, key and element."""
    scanner = _Scanner(text)
    scanner.document()
    return scanner.places


@dataclass(slots=True)
class _Scanner:
    text: str
    at: int = 0
    places: dict[Path, Position] = field(default_factory=dict)
    lengths: dict[Path, int] = field(default_factory=dict)
    """How many elements each array of tables has so far."""
    _line: int = 1
    _line_begins_at: int = 0
    _counted_to: int = 0

    def document(self) -> None:
        table: Path = ()
        while self._skip(_BLANK):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Path:
        begins_at = self.at
        is_element = self.text.startswith("[[", self.at)
        self.at += 2 if is_element else 1
        self._skip_only(_SPACE)
        parts, _ = self._key()
        path: Path = ()
        for number, part in enumerate(parts, start=1):
            path = (*path, part)
            if is_element and number == len(parts):
                self.lengths[path] = self.lengths.get(path, 0) + 1
            self._note(path, begins_at)
            if path in self.lengths:
                path = (*path, self.lengths[path] - 1)
                self._note(path, begins_at)
        self.at += 2 if is_element else 1
        return path

    def _pair(self, table: Path) -> None:
        parts, begins_at = self._key()
        path = table
        for part in parts:
            path = (*path, part)
            self._note(path, begins_at)
        self.at += 1  # the sign of equality
        self._skip_only(_SPACE)
        self._value(path)

    def _key(self) -> tuple[Sequence[str], int]:
        """A dotted key's parts and where it begins; stops at what follows it."""
        begins_at = self.at
        parts: list[str] = []
        while True:
            if self.text[self.at] in "\"'":
                quoted_at = self.at
                self._string()
                parts.append(_unquoted(self.text[quoted_at : self.at]))
            else:
                bare_at = self.at
                while self.text[self.at] not in _KEY_ENDS:
                    self.at += 1
                parts.append(self.text[bare_at : self.at])
            self._skip_only(_SPACE)
            if self.text[self.at] != ".":
                return parts, begins_at
            self.at += 1
            self._skip_only(_SPACE)

    def _value(self, path: Path) -> None:
        sign = self.text[self.at]
        if sign in "\"'":
            self._string()
        elif sign == "[":
            self._array(path)
        elif sign == "{":
            self._inline_table(path)
        else:
            while self.at < len(self.text) and self.text[self.at] not in _BARE_ENDS:
                self.at += 1

    def _array(self, path: Path) -> None:
        self.at += 1
        number = 0
        while self._skip(_BLANK + ",") and self.text[self.at] != "]":
            self._note((*path, number), self.at)
            self._value((*path, number))
            number += 1
        self.at += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        while self._skip(_BLANK + ",") and self.text[self.at] != "}":
            self._pair(path)
        self.at += 1

    def _string(self) -> None:
        quote = self.text[self.at]
        is_long = self.text.startswith(quote * 3, self.at)
        ending = quote * 3 if is_long else quote
        self.at += len(ending)
        while not self.text.startswith(ending, self.at):
            self.at += 2 if quote == '"' and self.text[self.at] == "\\" else 1
        self.at += len(ending)
        # A long string may end with one or two quotes of its own.
        while is_long and self.text.startswith(quote, self.at):
            self.at += 1

    def _skip(self, signs: str) -> bool:
        """Past blanks and comments; whether anything is left."""
        while self.at < len(self.text):
            if self.text[self.at] == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif self.text[self.at] in signs:
                self.at += 1
            else:
                return True
        return False

    def _skip_only(self, signs: str) -> None:
        while self.at < len(self.text) and self.text[self.at] in signs:
            self.at += 1

    def _note(self, path: Path, at: int) -> None:
        if path in self.places:
            return
        # What is noted lies ever further on, or on the line of what was noted last.
        if at > self._counted_to:
            newlines = self.text.count("\n", self._counted_to, at)
            if newlines:
                self._line += newlines
                self._line_begins_at = self.text.rindex("\n", self._counted_to, at) + 1
            self._counted_to = at
        self.places[path] = Position(self._line, at - self._line_begins_at + 1)


def _unquoted(key: str) -> str:
    return next(iter(tomllib.loads(f"{key} = 0")))
