"""A text in a person's own editor."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from powertui.errors import UsageError


def editor_command() -> list[str]:
    """$VISUAL, else $EDITOR, else vi."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        return shlex.split(named) or ["vi"]
    except ValueError as error:
        raise UsageError(f"$VISUAL or $EDITOR is no command: {error}") from None


def new_draft(text: str) -> Path:
    """A file of the person's own with a text in it."""
    handle, name = tempfile.mkstemp(prefix="powertui-", suffix=".yaml", text=True)
    path = Path(name)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def edit_draft(path: Path) -> str:
    """Open a draft in the editor; what it holds afterwards. Raises UsageError where the editor fails."""
    command = editor_command()
    try:
        ended = subprocess.run([*command, str(path)], check=False)  # noqa: S603 - the person's own editor
    except OSError as error:
        raise UsageError(f"the editor {command[0]} cannot be started: {error.strerror}; set $EDITOR") from None
    if ended.returncode:
        raise UsageError(f"the editor {command[0]} ended with {ended.returncode}; nothing is written")
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text any more; nothing is written") from None
    except FileNotFoundError:
        raise UsageError("the editor removed the file; nothing is written") from None
