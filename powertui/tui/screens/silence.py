"""How long an alert is to be silent, and why: one line to type."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from powertui.presenters.spans import FORMS, seconds_of

LONGEST_S = 366 * 86_400.0


@dataclass(frozen=True, slots=True)
class SilenceAnswer:
    """What was typed."""

    for_s: float
    why: str


class SilenceScreen(ModalScreen[SilenceAnswer | None]):
    """Over the alerts; gives back the answer, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Close", show=False, id="silence.close", priority=True)
    ]

    DEFAULT_CSS = """
    SilenceScreen {
        align: center middle;
        background: $background 60%;
        #silence { width: 72; max-width: 100%; height: 4; background: $background; }
        #silence-answer {
            border: round $border; height: 3; padding: 0 1; background: $background;
            &:focus { border: round $primary; }
        }
        #silence-problem { height: 1; padding: 0 2; color: $warning; }
    }
    """

    def __init__(self, object_name: str) -> None:
        super().__init__()
        self._object_name = object_name

    def compose(self) -> ComposeResult:
        with Vertical(id="silence"):
            field = Input(placeholder="how long, and why: 2h swapping the cord; esc closes", id="silence-answer")
            field.border_title = f"Silence {self._object_name}".replace("[", "\\[")
            yield field
            yield Label("", id="silence-problem", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        span, _, why = event.value.strip().partition(" ")
        for_s = seconds_of(span)
        if for_s is None or not 0 < for_s <= LONGEST_S:
            self._say(f"begin with how long: {FORMS}")
        elif not why.strip() or not why.isprintable():
            self._say("then say why, in a few words")
        else:
            self.dismiss(SilenceAnswer(for_s, why.strip()))

    def _say(self, problem: str) -> None:
        self.query_one("#silence-problem", Label).update(problem)
