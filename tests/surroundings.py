"""What a test sees of the machine and of who runs it: the same everywhere."""

import os
import site
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_NOBODYS = {"COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE"}


@contextmanager
def plain_surroundings(home: Path) -> Iterator[None]:
    """A home of its own, UTC, no word on the terminal, and nothing of what the person has set for powertui.

    Child processes inherit it. What a test is about it sets itself.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            is_ours = name.startswith("POWERTUI_") and not name.startswith("POWERTUI_TEST_")
            if is_ours or name in _NOBODYS or name.startswith("XDG_"):
                patch.delenv(name)
        # Of the real home: what is installed for one person alone.
        patch.setenv("PYTHONUSERBASE", site.getuserbase())
        patch.setenv("HOME", str(home))
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()
