"""What a process has read for good: looked through for garbage no more, and what reading it took given back."""

import ctypes
import gc
import sys
from contextlib import suppress


def settle() -> None:
    """Once what lives for long is there. It takes as long as to look at all of it once."""
    # What was frozen before and is gone since could be in rings, which nobody would ever find.
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    _give_back()


def _give_back() -> None:
    """What was freed, to the system: glibc keeps it, and the processes beside would have to do without."""
    if sys.platform == "linux":
        # Another C library has no such function, and needs none.
        with suppress(AttributeError, OSError):
            ctypes.CDLL(None).malloc_trim(0)
