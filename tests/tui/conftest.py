"""What the screens' tests share: a clock that stands still and a fake plant."""

import pytest

from powertui.tui.app import PowertuiApp
from tests.clocks import StillClock
from tests.tui.plants import NOW_S, HallSource, HallSupervisor


@pytest.fixture
def clock() -> StillClock:
    return StillClock(NOW_S)


@pytest.fixture
def source() -> HallSource:
    return HallSource()


@pytest.fixture
def supervisor() -> HallSupervisor:
    return HallSupervisor()


@pytest.fixture
def app(source: HallSource, supervisor: HallSupervisor, clock: StillClock) -> PowertuiApp:
    return PowertuiApp(source, supervisor, clock, "demo plant")
