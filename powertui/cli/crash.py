"""What is left of an error that nobody expected: its traceback in a file, without any variable's value."""

import contextlib
import tempfile
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path


def record(error: Exception) -> str:
    """Write an error's traceback down; returns the sentence for the person in front."""
    name = type(error).__name__
    for path in _places():
        with contextlib.suppress(OSError):
            _append(path, error)
            return f"internal error, {name}; the traceback is at the end of {path}"
    return f"internal error, {name}; no place could be found to write its traceback to"


def _places() -> Iterator[Path]:
    from platformdirs import user_log_path

    yield user_log_path("powertui", appauthor=False) / "errors.log"
    yield Path(tempfile.gettempdir()) / "powertui-errors.log"


def _append(path: Path, error: Exception) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} powertui {version('powertui')}\n")
        file.writelines(traceback.format_exception(error))
        file.write("\n")
