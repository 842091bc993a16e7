"""How an object is doing: glyph and word go together, colour is only a third channel."""

from collections.abc import Iterable
from enum import Enum

from powertui.domain.alerts import Severity
from powertui.presenters.text import Line, Span, Tone


class Condition(Enum):
    """Value: (how bad, glyph, word, tone). Nothing is shown for what is fine."""

    FINE = (0, " ", "", Tone.PLAIN)
    INFO = (1, Severity.INFO.glyph, Severity.INFO.word, Tone.INFO)
    STALE = (2, "?", "stale", Tone.UNKNOWN)
    DOUBTED = (2, "?", "doubted", Tone.UNKNOWN)
    """The device says what cannot be."""
    NO_DATA = (3, "?", "no data", Tone.UNKNOWN)
    WARNING = (4, Severity.WARNING.glyph, Severity.WARNING.word, Tone.WARN)
    CRITICAL = (5, Severity.CRITICAL.glyph, Severity.CRITICAL.word, Tone.CRIT)

    def __init__(self, rank: int, glyph: str, word: str, tone: Tone) -> None:
        self.rank = rank
        self.glyph = glyph
        self.word = word
        self.tone = tone

    @property
    def is_silence(self) -> bool:
        """What is shown is old or cannot be, or there is nothing to show."""
        return self in {Condition.STALE, Condition.DOUBTED, Condition.NO_DATA}

    @property
    def sign(self) -> Line:
        """Glyph and word."""
        return (Span(f"{self.glyph} {self.word}".rstrip(), self.tone),) if self.word else ()

    @property
    def mark(self) -> Span:
        """The glyph alone, for where the word stands elsewhere on the screen."""
        return Span(self.glyph, self.tone)


_OF_SEVERITY = {
    Severity.INFO: Condition.INFO,
    Severity.WARNING: Condition.WARNING,
    Severity.CRITICAL: Condition.CRITICAL,
}


def condition_of(severity: Severity | None) -> Condition:
    """An alert's condition; fine without one."""
    return Condition.FINE if severity is None else _OF_SEVERITY[severity]


def worst(conditions: Iterable[Condition]) -> Condition:
    """The worst of some; fine without any."""
    return max(conditions, key=lambda condition: condition.rank, default=Condition.FINE)
