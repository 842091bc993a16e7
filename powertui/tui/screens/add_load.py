"""A load that is not there yet: one line to type."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label

LONGEST = 200


class AddLoadScreen(ModalScreen[str | None]):
    """Over the what-if; gives back what was typed, or None. Whether it means anything the answer says."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Close", show=False, id="add_load.close", priority=True)
    ]

    DEFAULT_CSS = """
    AddLoadScreen {
        align: center middle;
        background: $background 60%;
        #add-load { width: 72; max-width: 100%; height: 4; background: $background; }
        #add-load-text {
            border: round $border; height: 3; padding: 0 1; background: $background;
            &:focus { border: round $primary; }
        }
        #add-load-problem { height: 1; padding: 0 2; color: $warning; }
    }
    """

    def compose(self) -> ComposeResult:
        with Vertical(id="add-load"):
            field = Input(placeholder="where and how much: rack:R14=4x1.2kW; esc closes", id="add-load-text")
            field.border_title = "Add load"
            yield field
            yield Label("", id="add-load-problem", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip()
        if "=" not in text or len(text) > LONGEST or not text.isprintable():
            self.query_one("#add-load-problem", Label).update("write it like rack:R14=4x1.2kW, or feed:A1-01=800VA")
        else:
            self.dismiss(text)
