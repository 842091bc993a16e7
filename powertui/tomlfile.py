"""A TOML file with the line of each of its keys, because an error should say where to look."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from powertui.errors import ConfigError
from powertui.toml_places import places_of

KeyPath = tuple[str, ...]

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
    return TomlFile(path, data, _key_lines(text))


def syntax_place(text: str, message: str) -> tuple[int, int]:
    """Line and column of what the TOML parser complains of; 0 where it does not say them."""
    found = _PLACE.match(message)
    if found is None:
        return 0, 0
    if found["line"]:
        return int(found["line"]), int(found["column"])
    return max(1, len(text.splitlines())), 1


def _syntax(path: Path, text: str, message: str) -> str:
    found = _PLACE.match(message)
    if found is None:
        return f"{path}: this is not TOML: {message}"
    line = found["line"] or str(max(1, len(text.splitlines())))
    column = f":{found['column']}" if found["column"] else ""
    return f"{path}:{line}{column}: this is not TOML: {_lower_first(found['what'])}"


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _key_lines(text: str) -> dict[KeyPath, int]:
    """The line of each table, key and element, in a text that is known to be TOML."""
    return {tuple(map(str, path)): position.line for path, position in places_of(text).items()}
