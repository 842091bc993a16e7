"""Which core does what: agents have the first, what reads them the last, so that neither takes the other's place."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

_ALLOWED = sorted(os.sched_getaffinity(0))
FIRST_CORE, LAST_CORE = _ALLOWED[0], _ALLOWED[-1]


def use_core(core: int) -> None:
    """Run this process, and what it starts from now on, on one core."""
    os.sched_setaffinity(0, {core})


@contextmanager
def children_on(core: int) -> Iterator[None]:
    """What is started meanwhile runs on one core."""
    use_core(core)
    try:
        yield
    finally:
        os.sched_setaffinity(0, _ALLOWED)
