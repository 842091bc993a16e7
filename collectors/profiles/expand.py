"""`each`: an element of a TOML array that is written once and stands for several. Done before anything is checked.

Many families have no tables: phases are columns, or an outlet's number stands in the middle of its OID. What differs
between such elements is given in `each`, and every `{{key}}` in them is replaced.
"""

import itertools
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

LARGEST = 1000
"""Elements that one `each` may make; a PDU has no more of anything."""
LARGEST_FILE = 3000
"""Elements that all of a file's may make together: one inside of another multiplies."""
EACH = "each"
LONGEST_SENTENCE = 1000
"""Characters; the names of all quantities are some 800."""
_RANGE = re.compile(r"^(-?\d{1,9})\.\.(-?\d{1,9})$", re.ASCII)
_FIELD = re.compile(r"\{\{(\w+)([+-]\d{1,9})?\}\}", re.ASCII)
_LEFT_OVER = re.compile(r"\{\{[^{}]*\}\}")

Path = tuple[str | int, ...]


def _printable(text: str) -> str:
    """Of what a file says, as much as a line on a screen bears."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return shown if len(shown) <= LONGEST_SENTENCE else f"{shown[:LONGEST_SENTENCE]}…"


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong at a key of a profile."""

    path: Path
    """Where: keys, and positions in arrays as the file has them."""
    sentence: str
    """What is wrong there, and what would be right; it does not begin with the key."""

    @property
    def key(self) -> str:
        """The path as people write it: tables[3].readings[0].scale."""
        whole = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path)
        return _printable(whole.lstrip("."))

    def __str__(self) -> str:
        sentence = _printable(self.sentence)
        return f"{self.key}: {sentence}" if self.path else sentence


@dataclass(slots=True)
class Expanded:
    """A file's data without `each`, and where each of its elements came from."""

    data: dict[str, Any] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    made: int = 0
    """Elements that came of `each`, in the whole file."""
    _written_at: dict[Path, list[int]] = field(default_factory=dict)
    """For each array, at its expanded path: the positions that its elements have in the file."""

    def written_at(self, path: Path) -> Path:
        """The place in the file of what stands at `path` after expansion."""
        found: list[str | int] = []
        for depth, part in enumerate(path):
            positions = self._written_at.get(path[:depth], ())
            found.append(positions[part] if isinstance(part, int) and part < len(positions) else part)
        return tuple(found)

    def add(self, path: Path, positions: list[int]) -> None:
        self._written_at[path] = positions


def expand(data: dict[str, Any]) -> Expanded:
    """A profile's data with all `each` carried out."""
    expanded = Expanded()
    expanded.data = _value(data, {}, (), expanded)
    return expanded


def _value(value: Any, words: Mapping[str, str], path: Path, expanded: Expanded) -> Any:
    """One value with its words filled in; arrays may grow."""
    if isinstance(value, str):
        return _filled(value, words, path, expanded)
    if isinstance(value, dict):
        return {key: _value(item, words, (*path, key), expanded) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    made: list[Any] = []
    positions: list[int] = []
    # Known to `expanded` from the start: a mistake inside asks it where it stands.
    expanded.add(path, positions)
    for position, element in enumerate(value):
        if not (isinstance(element, dict) and EACH in element):
            positions.append(position)
            made.append(_value(element, words, (*path, len(made)), expanded))
            continue
        rest = {key: item for key, item in element.items() if key != EACH}
        at = (*expanded.written_at(path), position, EACH)
        for entry in _entries(element[EACH], at, expanded):
            if unused := sorted(key for key in entry if not _uses(rest, key)):
                expanded.mistakes.append(Mistake(at, f"{unused[0]!r} is given and {{{{{unused[0]}}}}} stands nowhere"))
                break
            expanded.made += 1
            if expanded.made > LARGEST_FILE:
                expanded.mistakes.append(Mistake(at, f"the file would have more than {LARGEST_FILE} elements"))
                break
            positions.append(position)
            made.append(_value(rest, {**words, **entry}, (*path, len(made)), expanded))
    return made


def _filled(text: str, words: Mapping[str, str], path: Path, expanded: Expanded) -> str:
    def word(match: re.Match[str]) -> str:
        said = words.get(match[1])
        if said is None or not match[2]:
            return match[0] if said is None else said
        if not re.fullmatch(r"-?[0-9]{1,9}", said):
            return match[0]
        return str(int(said) + int(match[2]))

    filled = _FIELD.sub(word, text)
    if left := _LEFT_OVER.search(filled):
        known = ", ".join(words) or "none here"
        expanded.mistakes.append(
            Mistake(
                expanded.written_at(path),
                f"{left[0]} is nothing that `each` gives (it gives {known}); an offset needs a whole number",
            )
        )
    return filled


def _entries(each: Any, at: Path, expanded: Expanded) -> Iterator[dict[str, str]]:
    """One set of words for each element: those of a list, or all combinations of ranges."""
    rows: list[dict[str, str]] = []
    if isinstance(each, dict) and each:
        ranges = {key: _range(text) for key, text in each.items()}
        # Counted before they are made: a few long ranges have more combinations than there is memory.
        if math.prod(map(len, ranges.values())) <= LARGEST:
            rows = [dict(zip(ranges, words, strict=True)) for words in itertools.product(*ranges.values())]
    elif isinstance(each, list) and all(isinstance(row, dict) and row for row in each):
        plain = all(isinstance(word, str | int | Decimal) for row in each for word in row.values())
        rows = [{key: str(word) for key, word in row.items()} for row in each] if plain else []
    if not 0 < len(rows) <= LARGEST:
        right = '[{ phase = "A", volts = "6" }, …] or { n = "1..24" }'
        expanded.mistakes.append(Mistake(at, f"is {right}, with 1 to {LARGEST} elements"))
        return
    if any(row.keys() != rows[0].keys() for row in rows):
        expanded.mistakes.append(Mistake(at, f"all its entries have the same keys; the first has {', '.join(rows[0])}"))
        return
    yield from rows


def _range(text: Any) -> tuple[str, ...]:
    """The numbers of `1..24`, as text; none if it is no such range."""
    match = _RANGE.match(text) if isinstance(text, str) else None
    if match is None or not 0 <= int(match[2]) - int(match[1]) < LARGEST:
        return ()
    return tuple(map(str, range(int(match[1]), int(match[2]) + 1)))


def _uses(value: Any, key: str) -> bool:
    if isinstance(value, str):
        return any(match[1] == key for match in _FIELD.finditer(value))
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_uses(item, key) for item in items)
