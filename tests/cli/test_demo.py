"""`powertui demo` and `powertui poll`: what the options ask of the rooms behind them."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path

import pytest

from powertui.config import Settings
from powertui.domain.plant import PlantView
from powertui.presenters.cycle import cycle_line, cycle_object
from powertui.services.demo_home import DemoOptions
from tests.cli.conftest import CommandLine
from tests.cli.plant import small_view


@dataclass
class FakeDemo:
    """Stands for the demo behind the command; reports `cycles` times."""

    headless: list[tuple[DemoOptions, int | None]] = field(default_factory=list)
    screens: list[DemoOptions] = field(default_factory=list)

    def run_headless(self, options: DemoOptions, cycles: int | None, report: Callable[[PlantView], None]) -> None:
        self.headless.append((options, cycles))
        for _ in range(cycles or 1):
            report(small_view())

    def run_screens(self, options: DemoOptions) -> None:
        self.screens.append(options)


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> FakeDemo:
    fake = FakeDemo()
    monkeypatch.setattr("powertui.bootstrap.demo.run_headless_demo", fake.run_headless)
    monkeypatch.setattr("powertui.bootstrap.demo.run_demo", fake.run_screens)
    return fake


def test_headless_prints_one_line_a_cycle(powertui: CommandLine, demo: FakeDemo) -> None:
    outcome = powertui("demo", "--headless", "--cycles", "3")
    assert (outcome.code, outcome.err) == (0, "")
    assert len(outcome.lines) == 3
    assert demo.headless == [(DemoOptions(keep=None, interval_s=5.0, base_port=0), 3)]


def test_json_prints_one_object_a_line(powertui: CommandLine, demo: FakeDemo) -> None:
    outcome = powertui("demo", "--json", "--cycles", "2")
    assert [json.loads(line)["cycle"] for line in outcome.lines] == [7, 7]


def test_all_options_arrive(powertui: CommandLine, demo: FakeDemo, tmp_path: Path) -> None:
    powertui("demo", "--headless", "--keep", str(tmp_path), "--interval", "1.5", "--port", "20000")
    assert demo.headless == [(DemoOptions(keep=tmp_path, interval_s=1.5, base_port=20_000), None)]


def test_without_a_terminal_the_demo_goes_on_headless(powertui: CommandLine, demo: FakeDemo) -> None:
    outcome = powertui("demo")
    assert outcome.code == 0
    assert "no terminal here" in outcome.err
    assert (len(demo.headless), demo.screens) == (1, [])


def test_with_a_terminal_the_demo_opens_the_screens(
    powertui: CommandLine, demo: FakeDemo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert powertui("demo").code == 0
    assert demo.screens == [DemoOptions(keep=None, interval_s=5.0, base_port=0)]


def test_the_poller_gets_the_settings(powertui: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[tuple[Settings, bool]] = []

    def run_poller(settings: Settings, *, lifeline: bool) -> None:
        asked.append((settings, lifeline))

    monkeypatch.setattr("powertui.bootstrap.poller.run_poller", run_poller)
    config = tmp_path / "config.toml"
    config.write_text("[poller]\ninterval_s = 9\n")
    assert powertui("--config", str(config), "poll", "--database", "/srv/p.db").code == 0
    ((settings, lifeline),) = asked
    assert (settings.poller.interval_s, settings.database.url, settings.source, lifeline) == (
        9,
        "sqlite:////srv/p.db",
        config,
        False,
    )


def test_a_cycle_in_a_line() -> None:
    assert cycle_line(small_view(), UTC) == (
        "11:12:02  cycle 7  2 PDU polled, 1 silent  14 values  0.84 s"
        "  load ≥13.5 kW (1 of 3 feeds measured, 1 stale, 1 without a figure)  modelled 2.5 kW  ✖ 1 ▲ 1"
    )


def test_a_cycle_in_an_object() -> None:
    cycle = cycle_object(small_view())
    assert {key: cycle[key] for key in ("cycle", "at", "polled", "failed", "values", "took_s")} == {
        "cycle": 7,
        "at": "2026-11-22T11:12:02Z",
        "polled": 2,
        "failed": 1,
        "values": 14,
        "took_s": 0.84,
    }
    assert (cycle["load_w"], cycle["load_va"], cycle["modelled_w"]) == (14_120, 14_536, 2_500)
    feeds, alerts = cycle["feeds"], cycle["alerts"]
    assert isinstance(feeds, list)
    assert feeds[0]["name"] == "A1-R01"
    assert (feeds[0]["worst_leg"], feeds[0]["worst_leg_a"], feeds[0]["leg_limit_a"]) == ("L1", 27.1, 25.6)
    assert isinstance(alerts, list)
    assert [alert["object"] for alert in alerts] == ["A1-R01", "pdu-r01-b"]
    assert alerts[0]["began_at"] == "2026-11-22T11:10:30Z"
