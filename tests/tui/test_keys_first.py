"""What is reckoned beside the event loop gives way: quick turns, no collection of garbage through a great plant."""

import gc
import weakref
from collections.abc import Iterator
from sys import getswitchinterval

import pytest

from powertui.tui import keys_first as module
from powertui.tui.failover import Asked
from powertui.tui.keys_first import Garbage, keys_first
from powertui.tui.pump import Pump
from tests.clocks import StillClock
from tests.tui.plants import NOW_S, HallSource, hall_view


class Window:
    """Refers to itself."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def _any_plant_is_great(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(module, "GREAT_PLANT", 1)
    yield
    gc.unfreeze()


def test_turns_are_quick_and_no_garbage_is_looked_for_while_it_is_reckoned() -> None:
    before_s = getswitchinterval()
    with keys_first():
        assert getswitchinterval() < before_s
        assert not gc.isenabled()
    assert getswitchinterval() == pytest.approx(before_s)
    assert gc.isenabled()


def test_a_failure_leaves_python_as_it_was() -> None:
    before_s = getswitchinterval()
    with pytest.raises(RuntimeError), keys_first():
        raise RuntimeError
    assert getswitchinterval() == pytest.approx(before_s)
    assert gc.isenabled()


@pytest.mark.usefixtures("_any_plant_is_great")
def test_a_great_plant_is_not_looked_through_until_the_screens_end(source: HallSource, clock: StillClock) -> None:
    pump = Pump(source, None, clock)
    pump.turn(frozenset())
    assert gc.get_freeze_count() > 0
    pump.close()
    assert gc.get_freeze_count() == 0


def test_a_small_plant_is(source: HallSource, clock: StillClock) -> None:
    before = gc.get_freeze_count()
    Pump(source, None, clock).turn(frozenset())
    assert gc.get_freeze_count() == before


@pytest.mark.usefixtures("_any_plant_is_great")
def test_a_closed_window_goes_when_nobody_is_there() -> None:
    garbage, view, window = Garbage(0.0), hall_view(), Window()
    gone = weakref.ref(window)
    garbage.set_aside(view)
    del window
    garbage.tidy(4000.0, touched_at_s=3990.0)
    assert gone() is not None
    garbage.tidy(4000.0, touched_at_s=3900.0)
    assert gone() is None


@pytest.mark.usefixtures("_any_plant_is_great")
def test_a_model_that_is_no_longer_shown_goes_once_nobody_touches_a_key(source: HallSource, clock: StillClock) -> None:
    pump, asked = Pump(source, None, clock), Asked(standings=True)
    for _ in range(2):
        pump.turn(frozenset(), asked)
    assert source.view is not None
    gone = weakref.ref(source.view.graph)
    source.view = hall_view()
    for _ in range(2):
        pump.turn(frozenset(), asked, touched_at_s=NOW_S)
    assert gone() is not None
    pump.turn(frozenset(), asked, touched_at_s=NOW_S - 100)
    assert gone() is None
