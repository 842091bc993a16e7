"""What pydantic finds wrong with a profile, as sentences with the key as the file has it."""

import re
from typing import Any

from pydantic import ValidationError

from collectors.profiles.expand import Mistake, Path

_KEY = re.compile(r"^[a-z_0-9]+$")
_KINDS = frozenset({"bool", "int", "str"})
"""Of a value that may be of several kinds pydantic names the kind too, which is no key."""


def mistakes_of(error: ValidationError) -> list[Mistake]:
    """All mistakes, in the file's order; one for each place."""
    found: dict[Path, Mistake] = {}
    for one in error.errors(include_url=False):
        path = tuple(part for part in one["loc"] if isinstance(part, int) or _is_key(part, one["loc"]))
        found.setdefault(path, Mistake(path, _sentence(one)))
    # Of a value that may be of several kinds, each kind complains: the one that got further in knows best.
    return [
        mistake
        for path, mistake in found.items()
        if not any(len(other) > len(path) and other[: len(path)] == path for other in found)
    ]


def _is_key(part: str, location: tuple[str | int, ...]) -> bool:
    # Names of enumerations, parts and numbers in [enums] are the user's own, and may look like anything.
    named_by_user = "enums" in location or "parts" in location or "units" in location
    return part not in _KINDS and bool(_KEY.match(part) or (named_by_user and "[" not in part))


def _sentence(one: Any) -> str:
    """What is wrong, and what would be right."""
    if one["type"] == "extra_forbidden":
        return "there is no such key"
    if one["type"] == "missing":
        return "is missing"
    message: str = one["msg"].removeprefix("Value error, ")
    if one["type"] == "string_pattern_mismatch" and one["ctx"]["pattern"].startswith(r"^\.?[0-9]"):
        message = "an OID is numbers with dots between: 318.1.1.26.4.3.1.5"
    return f"{message[0].lower()}{message[1:]}"
