"""Help, made from the action registry: search it, and Enter runs what it found."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from powertui.presenters.signs import LEGEND
from powertui.presenters.table import Column, Entry
from powertui.presenters.text import Span, Tone, line
from powertui.tui.actions import Action, Group, actions, free_groups
from powertui.tui.widgets.live_table import LiveTable
from powertui.tui.widgets.span_view import SpanView


@dataclass(frozen=True, slots=True)
class HelpRow:
    """An action in the list."""

    action: Action


COLUMNS: tuple[Column[HelpRow], ...] = (
    Column("key", "Key", 9, lambda row, _: (Span(row.action.show, Tone.ACCENT),)),
    Column("label", "Does", 15, lambda row, _: (Span(row.action.label),)),
    Column("help", "", 20, lambda row, _: (Span(row.action.help, Tone.DIM),), grows=True),
)


class HelpScreen(ModalScreen[Action | None]):
    """Over the view it is about; gives back the action to run, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark", "dismiss(None)", "Close", show=False, id="help.close", priority=True),
        Binding("down", "table_down(1)", "Down", show=False, id="help.down", priority=True),
        Binding("up", "table_down(-1)", "Up", show=False, id="help.up", priority=True),
        Binding("pagedown", "table_page(1)", "Page down", show=False, id="help.page_down", priority=True),
        Binding("pageup", "table_page(-1)", "Page up", show=False, id="help.page_up", priority=True),
    ]

    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        background: $background 60%;
        #help { width: 92; max-width: 100%; height: 32; max-height: 100%; background: $background; }
        #help-search {
            border: round $border; height: 3; padding: 0 1; background: $background;
            &:focus { border: round $primary; }
        }
        #help-actions { height: 1fr; }
        #help-signs { height: 7; }
    }
    """

    def __init__(self, title: str, groups: tuple[Group, ...]) -> None:
        super().__init__()
        self._view_title = title
        self._groups = groups
        self._table: LiveTable[HelpRow] = LiveTable(
            f"Keys: {title}", COLUMNS, search=_search, empty="no key does that", has_header=False, id="help-actions"
        )
        self._signs = SpanView("Signs", id="help-signs")

    def compose(self) -> ComposeResult:
        with Vertical(id="help"):
            field = Input(placeholder="search keys and what they do; ⏎ runs it, esc closes", id="help-search")
            field.border_title = "Help"
            yield field
            yield self._table
            yield self._signs

    def on_mount(self) -> None:
        self._table.update_entries(_entries(self._groups))
        self._signs.show(lambda _width, _height: LEGEND)

    def on_input_changed(self, event: Input.Changed) -> None:
        self._table.set_query(event.value)

    def on_input_submitted(self) -> None:
        self._run()

    def on_live_table_opened(self, event: LiveTable.Opened) -> None:
        event.stop()
        self._run()

    def action_table_down(self, by: int) -> None:
        self._table.action_down(by)

    def action_table_page(self, by: int) -> None:
        self._table.action_page(by)

    def _run(self) -> None:
        row = self._table.cursor_record
        self.dismiss(row.action if row else None)


def _search(row: HelpRow) -> str:
    return f"{row.action.show} {row.action.label} {row.action.help} {row.action.group.value}"


def _entries(groups: tuple[Group, ...]) -> list[Entry[HelpRow]]:
    entries: list[Entry[HelpRow]] = []
    for group in dict.fromkeys((*groups, Group.EVERYWHERE, Group.VIEWS, Group.MOVE, *free_groups(groups))):
        rows = [Entry(action.id, HelpRow(action)) for action in actions(group) if action.label]
        if rows:
            entries.append(Entry(f"group:{group.name}", section=line(Span(group.value, Tone.STRONG))))
            entries.extend(rows)
    return entries
