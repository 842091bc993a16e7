"""How long an alert is to be silent, and why."""

from dataclasses import dataclass

from powertui.presenters.spans import FORMS, seconds_of
from powertui.tui.screens.line import LineScreen, Problem

LONGEST_S = 366 * 86_400.0


@dataclass(frozen=True, slots=True)
class SilenceAnswer:
    """What was typed."""

    for_s: float
    why: str


class SilenceScreen(LineScreen[SilenceAnswer]):
    """Over the alerts; gives back the answer, or None."""

    def __init__(self, object_name: str) -> None:
        super().__init__(f"Silence {object_name}", "how long, and why: 2h swapping the cord")

    def understood(self, text: str) -> SilenceAnswer | Problem:
        span, _, why = text.partition(" ")
        for_s = seconds_of(span)
        if for_s is None or not 0 < for_s <= LONGEST_S:
            return Problem(f"begin with how long: {FORMS}")
        if not why.strip() or not why.isprintable():
            return Problem("then say why, in a few words")
        return SilenceAnswer(for_s, why.strip())
