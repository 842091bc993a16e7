"""A note beside an alert: one line to type."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from powertui.domain.alert_life.hands import LONGEST_NOTE


class NoteScreen(ModalScreen[str | None]):
    """Over the alerts; gives back the note, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Close", show=False, id="note.close", priority=True)
    ]

    DEFAULT_CSS = """
    NoteScreen {
        align: center middle;
        background: $background 60%;
        #note { width: 72; max-width: 100%; height: 4; background: $background; }
        #note-text {
            border: round $border; height: 3; padding: 0 1; background: $background;
            &:focus { border: round $primary; }
        }
        #note-problem { height: 1; padding: 0 2; color: $warning; }
    }
    """

    def __init__(self, object_name: str) -> None:
        super().__init__()
        self._object_name = object_name

    def compose(self) -> ComposeResult:
        with Vertical(id="note"):
            field = Input(placeholder="what is there to say; esc closes", id="note-text", max_length=LONGEST_NOTE)
            field.border_title = f"Note on {self._object_name}".replace("[", "\\[")
            yield field
            yield Label("", id="note-problem", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip()
        if not text or not text.isprintable():
            self.query_one("#note-problem", Label).update("write a few words, or press esc")
        else:
            self.dismiss(text)
