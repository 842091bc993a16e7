"""Objects of a topology put in place of those with their ids, or added."""

from collections.abc import Iterable
from typing import Protocol, TypeVar


class Identified(Protocol):
    @property
    def id(self) -> int: ...


_T = TypeVar("_T", bound=Identified)


def renewed(objects: Iterable[_T], *items: _T) -> tuple[_T, ...]:
    """All objects, each item in the place of the one with its id; new ones come last."""
    new = {item.id: item for item in items}
    kept = [new.pop(one.id, one) for one in objects]
    return (*kept, *new.values())


def next_id(objects: Iterable[Identified]) -> int:
    """An id that none of them has."""
    return max((item.id for item in objects), default=0) + 1
