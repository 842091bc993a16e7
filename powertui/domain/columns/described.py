"""What a compilation starts from: polled devices as discovery described them, without their readings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

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
class DescribedTarget:
    """A polled device."""

    id: int
    name: str
    device_id: int | None
    power_panel_id: int | None
    parts: Sequence[DescribedPart]
    """In the order of its batches."""
