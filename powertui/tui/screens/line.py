"""One line to type, over what is shown."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with what was typed: a few words under it."""

    text: str


class LineScreen(ModalScreen[_Answer | None], Generic[_Answer]):
    """Gives back what was typed, as `understood` reads it, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Close", show=False, id="line.close", priority=True)
    ]

    DEFAULT_CSS = """
    LineScreen {
        align: center middle;
        background: $background 60%;
        #line { width: 72; max-width: 100%; height: 4; background: $background; }
        #line-text {
            border: round $border; height: 3; padding: 0 1; background: $background;
            &:focus { border: round $primary; }
        }
        #line-problem { height: 1; padding: 0 2; color: $warning; }
    }
    """

    def __init__(self, title: str, hint: str, longest: int = 0) -> None:
        """`title` may hold names from outside; `hint` says what to type; `longest` in characters; 0: no limit."""
        super().__init__()
        self._title = title
        self._hint = hint
        self._longest = longest

    @abstractmethod
    def understood(self, text: str) -> _Answer | Problem:
        """What was typed, without spaces around it."""

    def compose(self) -> ComposeResult:
        with Vertical(id="line"):
            field = Input(placeholder=f"{self._hint}; esc closes", id="line-text", max_length=self._longest)
            field.border_title = self._title.replace("[", "\\[")
            yield field
            yield Label("", id="line-problem", markup=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        answer = self.understood(event.value.strip())
        if isinstance(answer, Problem):
            self.query_one("#line-problem", Label).update(answer.text)
        else:
            self.dismiss(answer)
