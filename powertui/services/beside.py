"""Processes kept beside a long-lived one, which would make it late: they end with it, and come back when they die."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic

from powertui.services.child import FOR_EVER, SETTLED_AFTER_S, Child, ChildSpec
from powertui.services.ports import Clock, SystemClock
from powertui.services.processes import end_all

logger = logging.getLogger(__name__)

FIRST_AFTER_S = 1.0
"""A process that ends at once, since it may not do its work, starts no others before it does."""
LOOK_EVERY_S = 1.0


class Beside:
    """The children, and what the log says already of each."""

    def __init__(self, specs: Sequence[ChildSpec], clock: Clock, elapsed_s: Callable[[], float] = monotonic) -> None:
        self._children = tuple(Child(spec, clock, FOR_EVER, elapsed_s) for spec in specs)
        self._told: dict[str, str] = {}
        self._restarts = {spec.name: 0 for spec in specs}

    def start(self) -> None:
        """Start all. Returns at once."""
        for child in self._children:
            child.start()

    def look(self) -> None:
        """Start again what has ended. How it ended is in the log once, until it ran well again or ends otherwise."""
        for child in self._children:
            child.check()
            name = child.spec.name
            if child.restarts > self._restarts[name]:
                self._restarts[name] = child.restarts
                if self._told.get(name) != child.how_it_ended:
                    self._told[name] = child.how_it_ended
                    logger.warning("the %s %s; starting it again", name, child.how_it_ended)
            elif child.runs_for_s() >= SETTLED_AFTER_S and self._told.pop(name, ""):
                logger.info("the %s runs well again", name)

    def end(self) -> None:
        """End all, by force if need be: it takes two seconds for each at most."""
        end_all(self._children)


@contextmanager
def kept_beside(specs: Sequence[ChildSpec]) -> Iterator[None]:
    """Keep them running while the body runs, from a thread of its own; they end with this process, in any case."""
    beside = Beside(specs, SystemClock())
    stop = Event()

    def keep() -> None:
        if stop.wait(FIRST_AFTER_S):
            return
        beside.start()
        while not stop.wait(LOOK_EVERY_S):
            beside.look()

    watch = Thread(target=keep, name="beside", daemon=True)
    watch.start()
    try:
        yield
    finally:
        stop.set()
        watch.join()
        beside.end()
