"""The command line run in this process, over a plant that is there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from powertui.cli.main import run
from powertui.domain.energy_record import EnergyRecord
from powertui.domain.plant import HistoryPoint, PlantView
from powertui.domain.trend_loads import LoadTrend
from tests.cli.plant import small_view


@dataclass
class FixedPlant:
    """A PlantSource over one view, which notes what was opened and closed."""

    view: PlantView | None
    opened: list[str] = field(default_factory=list)
    closed: int = 0
    totals: Mapping[int, EnergyRecord] = field(default_factory=dict)

    def open(self, database_url: str) -> "FixedPlant":
        self.opened.append(database_url)
        return self

    def refresh(self) -> PlantView | None:
        return self.view

    def history(self, subject_ids: Sequence[int], window_s: float) -> tuple[HistoryPoint, ...]:
        return ()

    def histories(self, subject_ids: Sequence[int], window_s: float) -> Mapping[int, tuple[HistoryPoint, ...]]:
        return {}

    def energies(self, subject_ids: Sequence[int]) -> Mapping[int, EnergyRecord]:
        return {number: self.totals[number] for number in subject_ids if number in self.totals}

    def feed_trend(self, feed_id: int) -> LoadTrend | None:
        return None

    def request_poll(self, target_id: int) -> None:
        raise AssertionError

    def close(self) -> None:
        self.closed += 1


@dataclass(frozen=True)
class Outcome:
    """What a command left."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


@dataclass(frozen=True)
class CommandLine:
    """Runs `powertui` with some arguments."""

    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str) -> Outcome:
        self.capture.readouterr()
        code = run(arguments)
        captured = self.capture.readouterr()
        return Outcome(code, captured.out, captured.err)


@pytest.fixture
def powertui(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.delenv("POWERTUI_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", "/nonexistent")
    return CommandLine(capsys)


@pytest.fixture
def plant(monkeypatch: pytest.MonkeyPatch) -> Iterator[FixedPlant]:
    fixed = FixedPlant(small_view())
    monkeypatch.setattr("powertui.bootstrap.plant.open_plant", fixed.open)
    yield fixed
    assert fixed.closed == len(fixed.opened)
