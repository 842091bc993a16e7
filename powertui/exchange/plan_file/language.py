r"""What a plan file's texts may hold: `{rack}`, `R01..R12`, `panel/feed`, and `\` before a sign that is meant itself.

Texts stay in their escaped form until the last step, so that a name with a slash in it is never taken for a path.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from powertui.exchange.problems import quoted

MOST_REPEATED = 10_000
"""A range beyond this is a slip of the pen."""

_TOKEN = re.compile(r"\\[\\{}./=-]|\{([^{}]*)\}|[{}]")
_ESCAPED = re.compile(r"\\([\\{}./=-])")
_EXPRESSION = re.compile(r"\s*(\w+)(\.number)?\s*(?:\*\s*([0-9]{1,9}))?\s*(?:([+-])\s*([0-9]{1,9}))?\s*", re.ASCII)
_FIRST = re.compile(r"([0-9]+)\.\.")
_LAST = re.compile(r"(\D*)([0-9]+)(.*)", re.DOTALL | re.ASCII)
_LETTERS = re.compile(r"(?<![A-Za-z])([A-Z])\.\.([A-Z])(?![A-Za-z])")
_NUMERIC_ADDRESS = re.compile(
    r"(?:(?:[0-9.]|\{[^{}]*\})+|\[(?:[0-9A-Fa-f:.]|\{[^{}]*\})+\])(?::(?:[0-9]|\{[^{}]*\})+)?"
)
"""With a port behind it, or without; IPv6 in brackets."""


class Unusable(Exception):  # noqa: N818 - never leaves the reader of plan files
    """A text that cannot be meant; says why."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What placeholders stand for here."""

    values: Mapping[str, str] = field(default_factory=dict)

    def with_value(self, **values: str) -> "Scope":
        """The same with some more."""
        return Scope({**self.values, **values})


@dataclass(frozen=True, slots=True)
class Named:
    """One of the names that a range stands for, escaped, and its number."""

    text: str
    number: str


def expand(text: str, scope: Scope, *, numbers_only: bool = False) -> str:
    """The text with its placeholders filled in, still escaped. `numbers_only`: names stand for their numbers."""

    def fill(match: re.Match[str]) -> str:
        if match[0].startswith("\\"):
            return match[0]
        if match[1] is None:
            raise Unusable(f"{quoted(text)} has a lone brace; write \\{match[0]} if it is meant itself")
        return _filled(match[1], scope, numbers_only=numbers_only)

    return _TOKEN.sub(fill, text)


def _filled(expression: str, scope: Scope, *, numbers_only: bool) -> str:
    match = _EXPRESSION.fullmatch(expression)
    if match is None or match[1] not in scope.values:
        known = ", ".join(f"{{{name}}}" for name in scope.values) or "no placeholders"
        raise Unusable(f"there is no {quoted('{' + expression + '}')} here; there are {known}")
    value = scope.values[match[1]]
    if not (match[2] or match[3] or match[4] or numbers_only):
        return escape_reference(value)
    digits = re.findall(r"[0-9]+", value)
    if not digits:
        raise Unusable(f"{quoted('{' + expression + '}')} needs a number, and {quoted(value)} has none")
    number = int(digits[-1]) * int(match[3] or 1) + int((match[4] or "+") + (match[5] or "0"))
    return str(number)


def address(text: str, scope: Scope) -> str:
    """An address: in one made of numbers and placeholders, `{rack}` is R07's number, 7."""
    return plain(expand(text, scope, numbers_only=bool(_NUMERIC_ADDRESS.fullmatch(text))))


def ranged(text: str) -> list[Named]:
    """The names of a range such as `R01..R12`, `R01..12` or `A..C`; of any other text, that text."""
    found = _LETTERS.search(text)
    first = _FIRST.search(text)
    if found and (first is None or found.start() < first.start()):
        before, after = text[: found.start()], text[found.end() :]
        _refuse_second(text, after)
        letters = range(ord(found[1]), ord(found[2]) + 1)
        return _not_empty(text, [Named(f"{before}{chr(code)}{after}", chr(code)) for code in letters])
    if first is None:
        if re.search(r"(?<!\\)\.\.", text):
            raise Unusable(f"{quoted(text)} is no range; one is R01..R12, R01..12 or A..C (and \\.. is two dots)")
        return [Named(text, "")]
    before = text[: first.start()]
    last = _LAST.match(text[first.end() :])
    if last is None or not before.endswith(last[1]):
        raise Unusable(f"{quoted(text)} is no range; one is R01..R12 or R01..12")
    _refuse_second(text, last[3])
    width = len(first[1]) if first[1].startswith("0") else 0
    low, high = int(first[1][:18]), int(last[2][:18])
    if high - low >= MOST_REPEATED:
        raise Unusable(f"{quoted(text)} is more than {MOST_REPEATED} names")
    names = [str(number).zfill(width) for number in range(low, high + 1)]
    return _not_empty(text, [Named(f"{before}{name}{last[3]}", name) for name in names])


def _not_empty(text: str, names: list[Named]) -> list[Named]:
    if not names:
        raise Unusable(f"{quoted(text)} runs backwards")
    return names


def _refuse_second(text: str, rest: str) -> None:
    if re.search(r"(?<!\\)\.\.", rest):
        raise Unusable(f"{quoted(text)} has two ranges; a name has one")


def plain(text: str) -> str:
    """The text that is meant, without its escapes."""
    return _ESCAPED.sub(r"\1", text)


def split(text: str, separator: str) -> list[str]:
    """The parts between separators that are not escaped."""
    parts = [""]
    position = 0
    while position < len(text):
        if text[position] == "\\":
            parts[-1] += text[position : position + 2]
            position += 2
        elif text.startswith(separator, position):
            parts.append("")
            position += len(separator)
        else:
            parts[-1] += text[position]
            position += 1
    return parts


def escape(text: str) -> str:
    """A text that means itself."""
    return re.sub(r"[\\{}]", lambda match: "\\" + match[0], text)


def escape_name(text: str) -> str:
    """A name that means itself and is no range."""
    return escape(text).replace("..", ".\\.")


def escape_reference(text: str) -> str:
    """A part of a path that means itself, wherever it stands."""
    escaped = escape_name(text).replace("/", "\\/").replace("--", "-\\-")
    return "\\" + escaped if escaped.startswith("=") else escaped
