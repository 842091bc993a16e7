"""A TOML file with the line of each of its keys, because an error should say where to look."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from powertui.errors import ConfigError

KeyPath = tuple[str, ...]

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_KEY = re.compile(rf"\s*({_PART}(?:\s*\.\s*{_PART})*)\s*=")
_HEADER = re.compile(rf"\s*\[\[?\s*({_PART}(?:\s*\.\s*{_PART})*)\s*\]\]?")
_PLACE = re.compile(r"^(?P<what>.*?)\s*\(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True)
class TomlFile:
    """What a TOML file says, and where it says it."""

    path: Path
    data: Mapping[str, Any]
    lines: Mapping[KeyPath, int]

    def place(self, key: KeyPath) -> str:
        """`FILE:LINE` of a key, or of the nearest table above it; `FILE` alone where there is none."""
        for length in range(len(key), 0, -1):
            line = self.lines.get(key[:length])
            if line is not None:
                return f"{self.path}:{line}"
        return str(self.path)


def read_toml(path: Path) -> TomlFile:
    """Read a file; raises ConfigError with file, line and column where that cannot be done."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file") from None
    except IsADirectoryError:
        raise ConfigError(f"{path}: this is a directory; name the file in it") from None
    except PermissionError:
        raise ConfigError(f"{path}: it cannot be read, permission denied; its owner or mode must change") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: TOML is UTF-8 text, and byte {error.start} of this file is not") from None
    except OSError as error:
        raise ConfigError(f"{path}: it cannot be read, {error.strerror or error}") from None
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_syntax(path, text, str(error))) from None
    return TomlFile(path, data, dict(_key_lines(text)))


def _syntax(path: Path, text: str, message: str) -> str:
    found = _PLACE.match(message)
    if found is None:
        return f"{path}: this is not TOML: {message}"
    line = found["line"] or str(max(1, len(text.splitlines())))
    column = f":{found['column']}" if found["column"] else ""
    return f"{path}:{line}{column}: this is not TOML: {_lower_first(found['what'])}"


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _key_lines(text: str) -> Iterator[tuple[KeyPath, int]]:
    """The line of each table header and each key, in a text that is known to be TOML."""
    table: KeyPath = ()
    entries: dict[KeyPath, int] = {}
    closing = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if closing:
            closing = "" if line.count(closing) % 2 else closing
            continue
        if header := _HEADER.fullmatch(_without_comment(line)):
            table = _numbered(_path(header[1]), entries, is_entry=line.lstrip().startswith("[["))
            yield table, number
        elif key := _KEY.match(line):
            yield table + _path(key[1]), number
        closing = next((quotes for quotes in ('"""', "'''") if line.count(quotes) % 2), "")


def _numbered(path: KeyPath, entries: dict[KeyPath, int], *, is_entry: bool) -> KeyPath:
    """The path with the number of the entry behind each array of tables; `entries`: how many each array has so far."""
    found: KeyPath = ()
    for position, part in enumerate(path, start=1):
        found = (*found, part)
        if is_entry and position == len(path):
            entries[found] = entries.get(found, 0) + 1
        if found in entries:
            found = (*found, str(entries[found] - 1))
    return found


def _without_comment(line: str) -> str:
    # A '#' inside a quoted table name is so rare that losing its line number is no loss.
    return line.split("#", 1)[0].rstrip()


def _path(key: str) -> KeyPath:
    """A dotted key's parts, unquoted by the TOML parser itself."""
    parts: list[str] = []
    node: Any = tomllib.loads(f"{key} = 0")
    while isinstance(node, dict):
        name, node = next(iter(node.items()))
        parts.append(name)
    return tuple(parts)
