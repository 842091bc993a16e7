"""The objects of a device while it is made: constants, figures, and lists of which each element is one of them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from collectors.simulator.families.figures import Figures
from collectors.simulator.families.recipes import Recipe
from collectors.simulator.families.shape import SimPart
from collectors.snmp.client import Oid, SnmpType, SnmpValue
from collectors.snmp.decode import text_of
from collectors.snmp.tables import Walked

_IN_LIST = re.compile(r"^\^\(\?:\[\^,\]\*,\)\{(\d+)\}")
_NOTHING = "-1"
"""In a list, the place of what is not there."""


@dataclass(frozen=True, slots=True)
class Live:
    """An object that holds a figure."""

    part: SimPart
    recipe: Recipe

    def at(self, figures: Figures) -> SnmpValue | None:
        return self.recipe.written(figures.of(self.part, self.recipe.column.quantity))


Content = SnmpValue | Live
Listed = dict[int, Content]
"""A list in one text: its elements by position."""


def list_position(pattern: str) -> int | None:
    """Which element of a list with commas a pattern picks, if it is such a pattern."""
    match = _IN_LIST.match(pattern)
    return int(match[1]) if match else None


@dataclass(slots=True)
class Cells:
    """Objects by OID. `figures` are those of the moment at which the device is made, for what rows depend on."""

    figures: Figures
    held: dict[Oid, Content | Listed] = field(default_factory=dict)
    absent: set[Oid] = field(default_factory=set)
    """Objects that rows rest on not being there."""

    def value(self, oid: Oid, figures: Figures | None = None) -> SnmpValue | None:
        """What the object says at a moment."""
        held = self.held.get(oid)
        if held is None:
            return None
        at = figures or self.figures
        if isinstance(held, dict):
            said = [_said(held[place], at) if place in held else _NOTHING for place in range(max(held) + 1)]
            return SnmpValue(SnmpType.OCTETS, ",".join(said).encode())
        return held.at(at) if isinstance(held, Live) else held

    def has(self, oid: Oid, pattern: str = "") -> bool:
        held = self.held.get(oid)
        place = list_position(pattern)
        return place in held if isinstance(held, dict) and place is not None else held is not None

    def put(self, oid: Oid, content: Content, pattern: str = "") -> bool:
        """Whether it was put there: what is there already stays."""
        if oid in self.absent or self.has(oid, pattern):
            return False
        place = list_position(pattern)
        held = self.held.get(oid)
        if place is None:
            self.held[oid] = content
        elif isinstance(held, dict):
            held[place] = content
        else:
            self.held[oid] = {place: content}
        return True

    def take_back(self, oid: Oid, pattern: str = "") -> None:
        """Undo a `put`."""
        held, place = self.held.get(oid), list_position(pattern)
        if isinstance(held, dict) and place is not None and len(held) > 1:
            del held[place]
        else:
            del self.held[oid]

    def walked(self) -> Walked:
        """The objects as a discovery would have brought them, whichever columns it asked for."""
        return Walked(_Columns(self))


def _said(content: Content, figures: Figures) -> str:
    """An element of a list. A figure's own pattern made a whole list of it: the last element is it."""
    value = content.at(figures) if isinstance(content, Live) else content
    return text_of(value).rpartition(",")[2]


@dataclass(frozen=True, slots=True)
class _Columns(Mapping[Oid, Mapping[Oid, SnmpValue]]):
    cells: Cells

    def __getitem__(self, column: Oid) -> Mapping[Oid, SnmpValue]:
        return _Column(self.cells, column)

    def __iter__(self) -> Iterator[Oid]:
        return iter(())

    def __len__(self) -> int:
        return 0


@dataclass(frozen=True, slots=True)
class _Column(Mapping[Oid, SnmpValue]):
    cells: Cells
    column: Oid

    def __getitem__(self, index: Oid) -> SnmpValue:
        value = self.cells.value(self.column + index)
        if value is None:
            raise KeyError(index)
        return value

    def __iter__(self) -> Iterator[Oid]:
        length = len(self.column)
        return (oid[length:] for oid in self.cells.held if oid[:length] == self.column)

    def __len__(self) -> int:
        return sum(1 for _ in self)
