"""Writing YAML: few shapes, always the same bytes, texts quoted only where they must be."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_PLAIN = re.compile(r"[A-Za-z0-9_\\](?:[A-Za-z0-9_ ./()+\\=@%~-]*[A-Za-z0-9_./()+\\=@%~-])?", re.ASCII)
_SPECIAL = frozenset({"null", "~", "yes", "no", "true", "false", "on", "off", "y", "n"})

Value = str | int | float | bool | None
"""What a line holds; None: nothing, in words."""


@dataclass(frozen=True, slots=True)
class Block:
    """An object over several lines: its own values, then lists of what it contains."""

    values: "tuple[tuple[str, Value | Flow | tuple[Value, ...]], ...]"
    lists: "tuple[tuple[str, tuple[Block | Flow, ...]], ...]" = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """An object on one line."""

    values: "tuple[tuple[str, Value | tuple[Value, ...]], ...]"
    bare: str = ""
    """A text in its place."""


def written(value: Value) -> str:
    """A value as YAML reads it back."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, int):
        return str(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _SPECIAL and ": " not in value:
        return value
    return '"' + "".join(_quoted(character) for character in value) + '"'


def _quoted(character: str) -> str:
    if character in '\\"':
        return "\\" + character
    if character.isprintable() and character != "\ufeff":
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def lines(items: Iterable[Block | Flow], indent: str) -> Iterable[str]:
    """A list of objects."""
    for item in items:
        if isinstance(item, Flow):
            yield f"{indent}- {flow(item)}"
            continue
        lead = f"{indent}- "
        for key, value in item.values:
            yield f"{lead}{key}: {_inline(value)}"
            lead = f"{indent}  "
        for key, inner in item.lists:
            if inner:
                yield f"{lead}{key}:"
                yield from lines(inner, f"{indent}    ")
            else:
                yield f"{lead}{key}: []"
            lead = f"{indent}  "


def flow(item: Flow) -> str:
    """An object on one line."""
    if item.bare:
        return written(item.bare)
    return "{" + ", ".join(f"{key}: {_inline(value)}" for key, value in item.values) + "}"


def _inline(value: "Value | Flow | tuple[Value, ...]") -> str:
    if isinstance(value, Flow):
        return flow(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(written(part) for part in value) + "]"
    return written(value)
