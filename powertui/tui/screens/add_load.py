"""A load that is not there yet."""

from powertui.tui.screens.line import LineScreen, Problem

LONGEST = 200


class AddLoadScreen(LineScreen[str]):
    """Over the what-if; gives back what was typed, or None. Whether it means anything the answer says."""

    def __init__(self) -> None:
        super().__init__("Add load", "where and how much: rack:R14=4x1.2kW")

    def understood(self, text: str) -> str | Problem:
        if "=" in text and len(text) <= LONGEST and text.isprintable():
            return text
        return Problem("write it like rack:R14=4x1.2kW, or feed:A1-01=800VA")
