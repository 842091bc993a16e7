"""What has settled is not looked through again, and what is gone since is found all the same."""

import gc
import weakref

from powertui.services.settling import settle


class Ring:
    """Refers to itself."""

    def __init__(self) -> None:
        self.itself = self


def test_rings_that_were_settled_and_are_gone_are_freed_when_it_settles_again() -> None:
    try:
        ring = Ring()
        gone = weakref.ref(ring)
        settle()
        assert gc.get_freeze_count() > 0
        del ring
        gc.collect()
        assert gone() is not None, "it was frozen"
        settle()
        assert gone() is None
    finally:
        gc.unfreeze()
