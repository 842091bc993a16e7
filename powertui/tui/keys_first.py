"""Keys come first: what is reckoned beside the event loop gives way to what answers a key."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from sys import getswitchinterval, setswitchinterval

from powertui.domain.plant import PlantView

TURN_S = 0.0005

GREAT_PLANT = 2_000
"""Outlets. The objects of a lesser one are looked through faster than anybody notices."""

TIDY_EVERY_S = 3600.0
IDLE_S = 60.0
"""Nobody has touched anything for so long: nobody minds a third of a second."""


@contextmanager
def keys_first() -> Iterator[None]:
    """Meanwhile this thread lets others go on after half a millisecond, not after five as Python has it.

    What answers a key waits for its turn ten times and more until the screen is drawn. And no garbage is collected: to
    look through all of a great plant's objects stops every thread for a third of a second, and what is made here has
    no cycles.
    """
    before_s, was_collecting = getswitchinterval(), gc.isenabled()
    setswitchinterval(TURN_S)
    gc.disable()
    try:
        yield
    finally:
        setswitchinterval(before_s)
        if was_collecting:
            gc.enable()


class Garbage:
    """Keeps Python's collector from looking through a great plant: its objects go when nothing refers to them.

    What is set aside with them and has cycles, such as a closed window, is looked for when nobody is there; soon, where
    the model is another one, for a model's objects refer to each other. And of a plant that is no longer shown the
    parts go one by one: all at once they stop every thread for a tenth of a second.
    """

    def __init__(self, now_s: float) -> None:
        self._view: PlantView | None = None
        self._leaving: list[object] = []
        self._tidied_at_s = now_s
        self._has_frozen = False
        self._has_model_left = False

    def set_aside(self, view: PlantView | None) -> None:
        """After a great plant has been read: what there is now is not looked through again."""
        if view is None or len(view.graph.outlets) < GREAT_PLANT:
            return
        if self._view is None or view.targets is not self._view.targets:
            self._leaving += _parts(self._view)
            self._has_frozen = True
            gc.freeze()
        if self._view is not None and view.graph is not self._view.graph:
            self._has_model_left = True
        self._view = view

    def let_go(self) -> None:
        """Of what was there before the plant that is shown by now."""
        while self._leaving:
            self._leaving.pop()

    def tidy(self, now_s: float, touched_at_s: float) -> None:
        """Look through everything, where it is long since the last time and nobody has touched a key for a while."""
        is_due = self._has_model_left or not 0 <= now_s - self._tidied_at_s < TIDY_EVERY_S
        if self._has_frozen and is_due and not 0 <= now_s - touched_at_s < IDLE_S:
            self._tidied_at_s, self._has_model_left = now_s, False
            gc.unfreeze()
            gc.collect()
            gc.freeze()

    def give_back(self) -> None:
        """As Python has it again."""
        if self._has_frozen:
            gc.unfreeze()


def _parts(view: PlantView | None) -> list[object]:
    """Where the most of a plant's objects hang."""
    if view is None:
        return []
    return [*view.targets.values(), *(load for loads in view.outlets_of_target.values() for load in loads)]
