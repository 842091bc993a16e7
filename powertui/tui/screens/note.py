"""A note beside an alert."""

from powertui.domain.alert_life.hands import LONGEST_NOTE
from powertui.tui.screens.line import LineScreen, Problem


class NoteScreen(LineScreen[str]):
    """Over the alerts; gives back the note, or None."""

    def __init__(self, object_name: str) -> None:
        super().__init__(f"Note on {object_name}", "what is there to say", LONGEST_NOTE)

    def understood(self, text: str) -> str | Problem:
        return text if text and text.isprintable() else Problem("write a few words, or press esc")
