"""What is refused, and the index over a topology that all checks share."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Protocol, TypeVar

from powertui.domain.merge_kinds import KIND_OF, ModelObject
from powertui.domain.merge_names import ModelNames
from powertui.domain.topology import Topology
from powertui.domain.vocabulary import ChoiceList, Vocabulary


class _Identified(Protocol):
    @property
    def id(self) -> int: ...


MOST_OFFERED = 10
"""Longer lists of choices are not told as a whole."""

_Object = TypeVar("_Object", bound=_Identified)
_Model = TypeVar("_Model", bound=ModelObject)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that cannot be so."""

    kind: str
    """What kind of object, in people's words: `power feed`."""
    name: str
    """Which one, with as much around its name as it takes to find it: `PP-A1 / A1-01`."""
    field: str | None
    """NetBox's name of the field; None where the object as a whole, or several fields together, are refused."""
    message: str
    """What is wrong, and what would be right."""

    def __str__(self) -> str:
        field = f"{self.field}: " if self.field else ""
        return f"{self.kind} {self.name}: {field}{self.message}"


class Report:
    """Collects refusals of one topology."""

    def __init__(self, topology: Topology, vocabulary: Vocabulary) -> None:
        self.topology = topology
        self.vocabulary = vocabulary
        self.names = ModelNames(topology)
        self.tenants = _by_id(topology.tenants)
        self.sites = _by_id(topology.sites)
        self.locations = _by_id(topology.locations)
        self.racks = _by_id(topology.racks)
        self.panels = _by_id(topology.power_panels)
        self.feeds = _by_id(topology.power_feeds)
        self.device_types = _by_id(topology.device_types)
        self.devices = _by_id(topology.devices)
        self.ports = _by_id(topology.power_ports)
        self.outlets = _by_id(topology.power_outlets)
        self._found: list[Refusal] = []

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """All that was refused, in the order in which it was looked at."""
        return tuple(self._found)

    def refuse(self, item: ModelObject, field: str | None, message: str) -> None:
        """Note one thing that cannot be so."""
        self._found.append(Refusal(KIND_OF[type(item)].value, self.names.of(item) or f"#{item.id}", field, message))

    def choice(self, item: ModelObject, field: str, slug: str, allowed: ChoiceList) -> None:
        """Refuse a slug that cannot be chosen."""
        if slug not in allowed:
            self.refuse(item, field, f"{slug!r} is not a valid choice; {_offered(slug, allowed)}")

    def between(self, item: ModelObject, field: str, value: float, least: int, most: int) -> None:
        """Refuse a number out of its range."""
        if not least <= value <= most:
            self.refuse(item, field, f"{value} is out of range; it must be {least} to {most}")

    def exists(self, item: ModelObject, field: str, item_id: int | None, known: Mapping[int, object]) -> bool:
        """Refuse a reference to nothing; False also where there is no reference: nothing more is asked of it then."""
        if item_id is None:
            return False
        if item_id in known:
            return True
        self.refuse(item, field, "refers to one that does not exist; name one that does")
        return False

    def unique(
        self,
        items: Iterable[_Model],
        key: Callable[[_Model], Hashable | None],
        message: str,
        field: str | None = None,
    ) -> None:
        """Refuse all but the first of those with the same key; those without one may be many.

        `message` says which other one there is; what would be right is always another.
        """
        seen: set[Hashable] = set()
        for item in items:
            value = key(item)
            if value is None:
                continue
            if value in seen:
                self.refuse(item, field, f"{message}; give it another")
            seen.add(value)


def _offered(slug: str, allowed: ChoiceList) -> str:
    slugs = [choice.slug for choice in allowed.choices]
    word = slug.casefold()
    near = [known for known in slugs if word and known.casefold().endswith(word)] or get_close_matches(word, slugs)
    if near:
        return f"did you mean {' or '.join(near[:3])}?"
    if len(slugs) <= MOST_OFFERED:
        return f"one of {', '.join(slugs)} would be"
    return f"one of {', '.join(slugs[:3])} … would be, of {len(slugs)} in all"


def _by_id(items: Iterable[_Object]) -> dict[int, _Object]:
    return {item.id: item for item in items}
