"""Texts in which a regular expression finds what it is meant to find."""

import importlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

_PARSER: Any = importlib.import_module("re._parser")
"""Python's own parser of regular expressions: another one might understand a profile's pattern otherwise."""
_MEMBER = {"category_digit": "1", "category_space": " ", "category_word": "X", "category_not_space": "X"}
_ANYTHING = "x1 .-"


def text_with(pattern: str, group: str) -> str | None:
    """A text in which the pattern's one group finds `group`; None if that cannot be."""
    made = _made(_PARSER.parse(pattern), {1: group})
    found = re.search(pattern, made)
    return made if found is not None and found[1] == group else None


def text_of_groups(pattern: str, groups: Mapping[str, str]) -> str | None:
    """A text that the pattern matches from its beginning to its end, with these named groups."""
    parsed = _PARSER.parse(pattern)
    numbers = {number: groups[name] for name, number in parsed.state.groupdict.items() if name in groups}
    made = _made(parsed, numbers)
    found = re.fullmatch(pattern, made)
    return made if found is not None and all(found[name] == text for name, text in groups.items()) else None


def some_text(pattern: str) -> str:
    """The shortest text that comes to mind in which the pattern is found."""
    return _made(_PARSER.parse(pattern), {})


def _made(items: Iterable[tuple[Any, Any]], groups: Mapping[int, str]) -> str:
    return "".join(_one(str(code).lower(), argument, groups) for code, argument in items)


def _one(code: str, argument: Any, groups: Mapping[int, str]) -> str:
    made = ""  # Anchors, and what looks ahead, take no room.
    match code:
        case "literal":
            made = chr(argument)
        case "any" | "not_literal":
            made = next(char for char in _ANYTHING if code == "any" or ord(char) != argument)
        case "in":
            made = _member(argument)
        case "max_repeat" | "min_repeat":
            least, _, repeated = argument
            made = _made(repeated, groups) * least
        case "subpattern":
            number, _, _, inner = argument
            made = groups[number] if number in groups else _made(inner, groups)
        case "branch":
            made = _made(argument[1][0], groups)
    return made


def _member(members: Iterable[tuple[Any, Any]]) -> str:
    """A character of a set."""
    (code, argument), *_ = members
    match str(code).lower():
        case "literal":
            return chr(argument)
        case "range":
            return chr(argument[0])
        case "category":
            return _MEMBER.get(str(argument).lower(), "x")
    excluded = {chr(argument) for code, argument in members if str(code).lower() == "literal"}
    return next(char for char in _ANYTHING if char not in excluded)
