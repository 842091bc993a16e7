"""Where a filter is typed; what it keeps is shown at once."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Label


class FilterBar(Horizontal):
    """One line above the breadcrumb, there only while one types."""

    DEFAULT_CSS = """
    FilterBar {
        height: 1;
        display: none;
        &.-open { display: block; }
        Label { width: auto; padding: 0 1; color: $accent; text-style: bold; }
        Input { border: none; height: 1; padding: 0; background: $panel; width: 1fr; }
        Input:focus { border: none; }
    }
    """

    @dataclass
    class Changed(Message):
        """The words as typed so far."""

        query: str

    @dataclass
    class Done(Message):
        """Enter: keep it."""

    def compose(self) -> ComposeResult:
        yield Label("/ filter")
        yield Input(placeholder="words that a row must hold, !word must not", select_on_focus=False, compact=True)

    @property
    def is_open(self) -> bool:
        return self.has_class("-open")

    def open(self, query: str) -> None:
        """Show it with what is filtered by now, ready to type."""
        self.add_class("-open")
        field = self.query_one(Input)
        with field.prevent(Input.Changed):
            field.value = query
        field.cursor_position = len(query)
        field.focus()

    def close(self) -> None:
        self.remove_class("-open")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.is_open:
            self.post_message(self.Changed(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Done())
