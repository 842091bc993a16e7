"""Tables as data: columns that know how to draw and sort a record, and entries in their order."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from powertui.presenters.text import Line

Record = TypeVar("Record")

SortValue = float | str | tuple[object, ...] | None
"""None sorts last, whichever the direction."""


@dataclass(frozen=True, slots=True)
class Column(Generic[Record]):
    """A column; records are drawn when they are looked at, not before."""

    key: str
    title: str
    width: int
    draw: Callable[[Record, int], Line]
    """The record's cell for a width in columns."""
    sort: Callable[[Record], SortValue] | None = None
    right: bool = False
    priority: int = 0
    """The greatest goes first where the terminal is too narrow; 0 stays."""
    grows: bool = False
    """Takes what room is left, up to `max_width`."""
    max_width: int = 999
    descends: bool = False
    """Sorts the greatest first at the first press."""


@dataclass(frozen=True, slots=True)
class Entry(Generic[Record]):
    """A line of a table: a record, or a section's title."""

    key: str
    record: Record | None = None
    section: Line = ()
    depth: int = 0
    is_open: bool | None = None
    """Of a tree's node that has children; None for one without."""


def layout(columns: Sequence[Column[Record]], width: int, gap: int) -> list[tuple[Column[Record], int]]:
    """Which columns fit into a width, and how wide each is."""
    kept = list(columns)
    while len(kept) > 1 and _needed(kept, gap) > width:
        worst = max(kept, key=lambda column: column.priority)
        if worst.priority == 0:
            break
        kept = [column for column in kept if column.priority != worst.priority]
    spare = max(0, width - _needed(kept, gap))
    growing = [column for column in kept if column.grows]
    widths: list[tuple[Column[Record], int]] = []
    for column in kept:
        extra = 0
        if column.grows:
            extra = min(spare // len(growing), column.max_width - column.width)
        widths.append((column, column.width + max(0, extra)))
    return widths


def ordered(
    entries: Iterable[Entry[Record]], sort: Callable[[Record], SortValue] | None, *, descending: bool
) -> list[Entry[Record]]:
    """Entries by a column, each section by itself; what has no value comes last."""
    result: list[Entry[Record]] = []
    block: list[Entry[Record]] = []
    for entry in entries:
        if entry.record is None:
            result.extend(_sorted(block, sort, descending=descending))
            result.append(entry)
            block = []
        else:
            block.append(entry)
    return result + _sorted(block, sort, descending=descending)


def _sorted(
    block: list[Entry[Record]], sort: Callable[[Record], SortValue] | None, *, descending: bool
) -> list[Entry[Record]]:
    if sort is None:
        return block
    valued: list[tuple[SortValue, Entry[Record]]] = []
    rest: list[Entry[Record]] = []
    for entry in block:
        value = sort(entry.record) if entry.record is not None else None
        if value is None:
            rest.append(entry)
        else:
            valued.append((value, entry))
    valued.sort(key=lambda pair: pair[0], reverse=descending)  # type: ignore[arg-type,return-value]  # one column's values are of one type
    return [entry for _, entry in valued] + rest


def _needed(columns: Sequence[Column[Record]], gap: int) -> int:
    return sum(column.width for column in columns) + gap * (len(columns) - 1)


def matches(text: str, query: str) -> bool:
    """Whether a text holds all words of a query; a word after ! must not be there."""
    folded = text.casefold()
    for word in query.casefold().split():
        if word.startswith("!"):
            if len(word) > 1 and word[1:] in folded:
                return False
        elif word not in folded:
            return False
    return True
