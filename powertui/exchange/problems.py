"""What is wrong in a file that somebody wrote: collected, so that a person mends it in one go, then said at once."""

from dataclasses import dataclass, field

from powertui.errors import ModelError

MOST_SAID = 20
"""More sentences than this help nobody."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file and a line, counted from 1."""

    file: str
    line: int
    column: str = ""
    """A CSV's heading; empty elsewhere."""

    def __str__(self) -> str:
        where = f"{shown(self.file, 300)}:{self.line}"
        return f"{where}, column {shown(self.column)}" if self.column else where


@dataclass(slots=True)
class Problems:
    """The mistakes found so far."""

    sentences: list[str] = field(default_factory=list)

    def add(self, place: Place | str, sentence: str) -> None:
        """Note one mistake, once."""
        text = f"{place}: {sentence}"
        if text not in self.sentences[-MOST_SAID:]:
            self.sentences.append(text)

    def raise_if_any(self) -> None:
        """Raise ModelError with what was found, if anything was."""
        if not self.sentences:
            return
        said = self.sentences[:MOST_SAID]
        left = len(self.sentences) - len(said)
        raise ModelError("\n".join([*said, *([f"… and {left} more like these"] if left else [])]))


def shown(text: str, most: int = 80) -> str:
    """Foreign text fit for a message: one line, no control characters, not endless."""
    clean = "".join(character if character.isprintable() else "·" for character in text)
    return clean if len(clean) <= most else clean[: most - 1] + "…"


def quoted(text: str) -> str:
    """Foreign text in quotes, fit for a message."""
    return f'"{shown(text)}"'
