"""A child process that ends with its parent, however the parent ends.

The parent holds the writing end of a pipe that is the child's standard input. When the parent is gone, by SIGKILL
too, the kernel closes the pipe and the child reads the end of the file.
"""

import os
import sys
import threading
import time
from collections.abc import Callable

GRACE_S = 3.0
"""What a child has to end in order; then it ends all the same."""


def hold_to_parent(on_gone: Callable[[], object]) -> None:
    """Call `on_gone`, from another thread, once the parent is gone; end the process soon after in any case."""

    def watch() -> None:
        descriptor = sys.stdin.fileno()
        while os.read(descriptor, 64):
            pass
        on_gone()
        time.sleep(GRACE_S)
        os._exit(0)

    threading.Thread(target=watch, name="lifeline", daemon=True).start()
