"""What a compilation starts from: polled devices as discovery described them, without their readings."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, overload

from powertui.domain.columns.arrays import NOWHERE
from powertui.domain.measured import Binding
from powertui.domain.reading import SubjectDescription


class DescribedPart(Protocol):
    """A part of a device: its stable id, its description and which modelled component it is."""

    @property
    def id(self) -> int: ...

    @property
    def description(self) -> SubjectDescription: ...

    @property
    def binding(self) -> Binding: ...


@dataclass(frozen=True, slots=True)
class Part:
    """A part that was packed, as an object."""

    id: int
    description: SubjectDescription
    binding: Binding


class PackedParts(Sequence[DescribedPart]):
    """The parts of a device, in the order of its batches; an object of each is made when it is asked for.

    A large plant has hundreds of thousands, and what they are is the same for all devices of a type.
    """

    __slots__ = ("descriptions", "feed_ids", "ids", "outlet_ids", "port_ids")

    def __init__(
        self,
        descriptions: tuple[SubjectDescription, ...],
        ids: "array[int]",
        port_ids: "array[int]",
        outlet_ids: "array[int]",
        feed_ids: "array[int]",
    ) -> None:
        """All are as long as each other; ids are 64-bit, what is bound to nothing has NOWHERE."""
        self.descriptions = descriptions
        """The same object for all devices that are described in the same words."""
        self.ids = ids
        self.port_ids = port_ids
        self.outlet_ids = outlet_ids
        self.feed_ids = feed_ids

    def __len__(self) -> int:
        return len(self.descriptions)

    @overload
    def __getitem__(self, place: int) -> DescribedPart: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[DescribedPart, ...]: ...

    def __getitem__(self, place: int | slice) -> DescribedPart | tuple[DescribedPart, ...]:
        if isinstance(place, slice):
            return tuple(self[one] for one in range(*place.indices(len(self))))
        binding = Binding(
            _id_or_none(self.port_ids[place]), _id_or_none(self.outlet_ids[place]), _id_or_none(self.feed_ids[place])
        )
        return Part(self.ids[place], self.descriptions[place], binding)

    def __iter__(self) -> Iterator[DescribedPart]:
        return (self[place] for place in range(len(self)))


NO_PARTS = PackedParts((), array("q"), array("q"), array("q"), array("q"))


def packed(parts: Sequence[DescribedPart]) -> PackedParts:
    """The same parts packed."""
    if isinstance(parts, PackedParts):
        return parts
    return PackedParts(
        tuple(part.description for part in parts),
        array("q", [part.id for part in parts]),
        array("q", [_or_nowhere(part.binding.power_port_id) for part in parts]),
        array("q", [_or_nowhere(part.binding.power_outlet_id) for part in parts]),
        array("q", [_or_nowhere(part.binding.power_feed_id) for part in parts]),
    )


@dataclass(frozen=True, slots=True)
class DescribedTarget:
    """A polled device."""

    id: int
    name: str
    device_id: int | None
    power_panel_id: int | None
    parts: Sequence[DescribedPart]
    """In the order of its batches."""


def _id_or_none(item_id: int) -> int | None:
    return None if item_id == NOWHERE else item_id


def _or_nowhere(item_id: int | None) -> int:
    return NOWHERE if item_id is None else item_id
