"""Tables as plain text, sized to what is in them, and signs for terminals that know only ASCII."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from powertui.presenters.text import Line, Span, Tone, fit, width_of

GAP = "  "

_ASCII = str.maketrans(
    {
        "✖": "X",
        "▲": "!",
        "·": ".",
        "–": "-",
        "−": "-",
        "±": "+",
        "├": "|",
        "└": "`",
        "│": "|",
        "─": "-",
        "×": "x",
        "…": ".",
        "≥": ">",
        "°": " ",
        "φ": "p",
    }
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a plain table; numbers stand on the right and their unit in the title."""

    title: str
    is_number: bool = False


def asciified(text: str) -> str:
    """A text with an ASCII character for each sign, so that columns stay where they are."""
    return text.translate(_ASCII)


def cell(text: str, tone: Tone = Tone.PLAIN) -> Line:
    """A cell of one tone."""
    return (Span(text, tone),) if text else ()


def plain_table(headings: Sequence[Heading], rows: Iterable[Sequence[Line]], indent: str = "") -> list[Line]:
    """The headings and the rows, each column as wide as its widest cell."""
    titles = [cell(heading.title, Tone.DIM) for heading in headings]
    all_rows = [titles, *rows]
    widths = [max(width_of(row[position]) for row in all_rows) for position in range(len(headings))]
    return [_joined(headings, row, widths, indent) for row in all_rows]


def _joined(headings: Sequence[Heading], row: Sequence[Line], widths: Sequence[int], indent: str) -> Line:
    spans: list[Span] = [Span(indent)] if indent else []
    for position, (heading, item, width) in enumerate(zip(headings, row, widths, strict=True)):
        if position:
            spans.append(Span(GAP))
        spans.extend(fit(item, width, right=heading.is_number))
    return tuple(spans)
