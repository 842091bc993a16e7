"""What the screens' tests share: a clock that stands still, a fake plant, and the time zone of none of us."""

import time
from collections.abc import Iterator

import pytest

from powertui.tui.app import PowertuiApp
from tests.clocks import StillClock
from tests.tui.plants import NOW_S, HallSource, HallSupervisor


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.delenv("NO_COLOR", raising=False)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


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
