"""Saved what-ifs: one to name, and one to choose."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from powertui.domain.redundancy.saved import LONGEST_NAME, Scenario
from powertui.presenters.scenario_listing import SCENARIO_COLUMNS, scenario_entries
from powertui.tui.screens.line import LineScreen, Problem
from powertui.tui.widgets.live_table import LiveTable


class ScenarioNameScreen(LineScreen[str]):
    """Over the what-if; gives back a name, or None."""

    def __init__(self) -> None:
        super().__init__("Save scenario", "a name that all who use this plant will see", LONGEST_NAME)

    def understood(self, text: str) -> str | Problem:
        return text if text and text.isprintable() else Problem("give it a name, or press esc")


@dataclass(frozen=True, slots=True)
class ScenarioChoice:
    """What is to be done with a saved what-if."""

    scenario: Scenario
    is_forgotten: bool = False
    """It is to be deleted, not opened."""


class ScenariosScreen(ModalScreen[ScenarioChoice | None]):
    """What is saved; gives back what was chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Close", show=False, id="scenarios.close", priority=True),
        Binding("delete", "forget", "Forget", show=False, id="scenarios.forget", priority=True),
    ]

    DEFAULT_CSS = """
    ScenariosScreen {
        align: center middle;
        background: $background 60%;
        #scenarios { width: 90; max-width: 100%; height: 16; max-height: 100%; background: $background; }
    }
    """

    def __init__(self, scenarios: Sequence[Scenario]) -> None:
        super().__init__()
        self._scenarios = scenarios
        self._table: LiveTable[Scenario] = LiveTable("Saved scenarios", SCENARIO_COLUMNS, id="scenarios-table")

    def compose(self) -> ComposeResult:
        with Vertical(id="scenarios"):
            yield self._table

    def on_mount(self) -> None:
        self._table.update_entries(scenario_entries(self._scenarios))
        self._table.set_foot("⏎ opens · del forgets it · esc closes")
        self._table.focus()

    def on_live_table_opened(self, event: LiveTable.Opened) -> None:
        event.stop()
        if self._table.cursor_record is not None:
            self.dismiss(ScenarioChoice(self._table.cursor_record))

    def action_forget(self) -> None:
        if self._table.cursor_record is not None:
            self.dismiss(ScenarioChoice(self._table.cursor_record, is_forgotten=True))
