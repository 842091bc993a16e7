"""Equal texts and numbers of many rows as one object each: of a large plant they would take half the memory again."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, String

AT_ONCE = 2_000
"""Rows that are held as the database driver gives them, before they become objects."""


class SharedValues:
    """For one reading of a model: ids that refer to an object are the object's own, names that repeat are one."""

    def __init__(self) -> None:
        # Two tables: 1, 1.0 and True are equal, and would take each other's place.
        self._numbers: dict[Any, Any] = {}
        self._texts: dict[Any, Any] = {}

    def number(self, value: int) -> int:
        """The one that was seen first of those that are equal."""
        found: int = self._numbers.setdefault(value, value)
        return found

    def columns(self, selected: Sequence[ColumnElement[Any]], rows: Sequence[Sequence[Any]]) -> Iterator[Iterable[Any]]:
        """Rows, turned into columns, with shared values."""
        for column, values in zip(selected, zip(*rows, strict=True), strict=True):
            # Exactly these types: enums are stored as texts, too, and are shared already.
            kind = type(column.type)
            table = self._numbers if kind is Integer else self._texts if issubclass(kind, String) else None
            yield values if table is None else map(table.setdefault, values, values)
