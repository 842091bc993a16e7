"""Ends a PostgreSQL server, and removes its directory, when whoever started it is gone: `server_watcher.py DIRECTORY`.

Its standard input is a pipe that the starter holds: a run of tests that is killed leaves no server behind.
"""

import os
import shutil
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

ENDS_WITHIN_S = 10.0


def main(folder: Path) -> None:
    """Wait for the end of the input; then see to it that nothing is left."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # What ends the tests is sent to this process too, maybe.
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.buffer.read()
    with suppress(OSError, ValueError):
        _end(int((folder / "data" / "postmaster.pid").read_text().splitlines()[0]))
    shutil.rmtree(folder, ignore_errors=True)


def _end(pid: int) -> None:
    # At once: nobody needs its data.
    os.kill(pid, signal.SIGQUIT)
    give_up_at_s = time.monotonic() + ENDS_WITHIN_S
    with suppress(ProcessLookupError):
        while time.monotonic() < give_up_at_s:
            os.kill(pid, 0)
            time.sleep(0.05)
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
