"""Coloured text without a toolkit: what presenters make, and each front end draws in its own way."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from unicodedata import combining, east_asian_width


class Tone(Enum):
    """What a piece of text is, from which a front end takes its style."""

    PLAIN = auto()
    STRONG = auto()
    DIM = auto()
    """Secondary: labels, units, what is old."""
    FAINT = auto()
    """Empty bars, separators, missing values."""
    ACCENT = auto()
    """Keys and titles."""
    LOAD = auto()
    """A measured load that is fine."""
    MODEL = auto()
    LIMIT = auto()
    INFO = auto()
    WARN = auto()
    CRIT = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text of one tone; without line breaks and control characters."""

    text: str
    tone: Tone = Tone.PLAIN


Line = tuple[Span, ...]

BLANK: Line = ()


def line(*parts: Span | str | Line) -> Line:
    """A line of spans, strings (plain) and other lines, one after another."""
    spans: list[Span] = []
    for part in parts:
        if isinstance(part, str):
            spans.append(Span(part))
        elif isinstance(part, Span):
            spans.append(part)
        else:
            spans.extend(part)
    return tuple(spans)


def join(separator: str, lines: Iterable[Line]) -> Line:
    """Lines one after another, with a dim separator between them."""
    joined: list[Span] = []
    for item in lines:
        if joined and item:
            joined.append(Span(separator, Tone.DIM))
        joined.extend(item)
    return tuple(joined)


def text_of(item: Line) -> str:
    """Its text alone."""
    return "".join(span.text for span in item)


def cells(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def width_of(item: Line) -> int:
    """How many columns a line takes."""
    return sum(cells(span.text) for span in item)


def clip(text: str, width: int) -> str:
    """A text that takes at most `width` columns; … stands for what is cut off."""
    if cells(text) <= width:
        return text
    kept: list[str] = []
    room = width - 1
    for letter in text:
        room -= cells(letter)
        if room < 0:
            break
        kept.append(letter)
    return "".join(kept) + "…" if width > 0 else ""


def pad(text: str, width: int, *, right: bool = False) -> str:
    """A text of exactly `width` columns."""
    clipped = clip(text, width)
    space = " " * (width - cells(clipped))
    return space + clipped if right else clipped + space


def fit(item: Line, width: int, *, right: bool = False) -> Line:
    """A line of exactly `width` columns."""
    taken = width_of(item)
    if taken <= width:
        space = Span(" " * (width - taken))
        return ((space, *item) if right else (*item, space)) if taken < width else item
    fitted: list[Span] = []
    room = width
    for span in item:
        size = cells(span.text)
        if size >= room:
            cut = clip(span.text if size > room else span.text[:-1] + "……", room)
            fitted.append(Span(pad(cut, room), span.tone))
            break
        fitted.append(span)
        room -= size
    return tuple(fitted)


def spread(left: Line, right: Line, width: int) -> Line:
    """Two lines on one, at both ends; the right one goes first when there is no room."""
    space = width - width_of(left) - width_of(right)
    if space < 1:
        return fit(left, width)
    return (*left, Span(" " * space), *right)


def retoned(item: Line, tone: Tone) -> Line:
    """The same text in one tone."""
    return tuple(Span(span.text, tone) for span in item)
