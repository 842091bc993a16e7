"""The parts of all polled devices as rows: what each is, and on which channel it has which quantity."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from powertui.domain.columns.arrays import NOWHERE, Bytes, Floats, Rows
from powertui.domain.columns.channels import NO_CHANNEL, Channels
from powertui.domain.columns.described import DescribedTarget, PackedParts, packed
from powertui.domain.columns.places import LEG_CODE
from powertui.domain.reading import Quantity, Reading, SubjectDescription, SubjectKind

_Number = TypeVar("_Number", np.int64, np.uint8)

KINDS = tuple(SubjectKind)
"""A kind code is a place in this."""
KIND_CODE = {kind: code for code, kind in enumerate(KINDS)}

_FIRST_RATING = Quantity.RATED_CURRENT.code
"""From here on codes are ratings, thresholds and counts; what is below could be measured, too."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """What is the same for all devices that are described in the same words, part by part."""

    kind: Bytes
    leg: Bytes
    unit: Rows
    """Numbers that begin with 0; parts that name the same unit have the same."""
    unit_count: int
    template: Rows
    facts: tuple[tuple[int, Reading], ...]
    """Those with a value, by the part's place."""


class Parts:
    """All parts, device after device, in the order of the batches."""

    def __init__(self, targets: Sequence[DescribedTarget]) -> None:
        self._packed = [packed(target.parts) for target in targets]
        counts: Rows = np.array([len(parts) for parts in self._packed], dtype=np.int64)
        self.count = int(counts.sum())
        self.target: Rows = np.repeat(np.arange(len(targets), dtype=np.int64), counts)
        self.first_of_target: Rows = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
        """The first row of each target, and behind it one past the last."""
        self.ids: Rows = _joined([parts.ids for parts in self._packed])
        self.port_ids: Rows = _joined([parts.port_ids for parts in self._packed])
        self.outlet_ids: Rows = _joined([parts.outlet_ids for parts in self._packed])
        templates: dict[tuple[Quantity, ...], int] = {}
        layouts = _layouts(self._packed, templates)
        self.kind: Bytes = _together([one.kind for one in layouts], np.uint8)
        self.leg: Bytes = _together([one.leg for one in layouts], np.uint8)
        units: Rows = np.array([one.unit_count for one in layouts], dtype=np.int64)
        self.unit: Rows = _together([one.unit for one in layouts], np.int64)
        self.unit += np.repeat(np.cumsum(units) - units, counts)
        """Parts of one device that name the same unit have the same number."""
        self.unit_count = int(units.sum())
        self._templates = tuple(templates)
        self._template: Rows = _together([one.template for one in layouts], np.int64)
        lengths: Rows = np.array([len(template) for template in self._templates] or [0], dtype=np.int64)
        sizes = lengths[self._template]
        # A target's channels stand together, and so do all targets': no gap between the parts.
        self._first: Rows = 1 + np.cumsum(sizes) - sizes
        self._facts = [
            (first + place, fact)
            for first, one in zip(self.first_of_target.tolist(), layouts, strict=False)
            for place, fact in one.facts
        ]
        constants = [(row, fact) for row, fact in self._facts if fact.quantity.code < _FIRST_RATING]
        self._constants = constants
        self.channels = Channels(
            np.bincount(self.target, weights=sizes, minlength=len(targets)).astype(np.int64),
            np.array([fact.value for _, fact in constants], dtype=np.float64),
            np.array([fact.quality for _, fact in constants], dtype=np.uint8),
        )
        self._channels_of: dict[Quantity, Rows] = {}
        self._facts_of: dict[Quantity, Floats] = {}

    def description(self, row: int) -> SubjectDescription:
        """How discovery described a part."""
        target = int(self.target[row])
        return self._packed[target].descriptions[row - int(self.first_of_target[target])]

    def channel(self, quantity: Quantity) -> Rows:
        """On which channel each part has a quantity; `NO_CHANNEL` where it has none."""
        found = self._channels_of.get(quantity)
        if found is None:
            found = self._channels_of[quantity] = self._channel(quantity)
        return found

    def facts(self, quantity: Quantity) -> Floats:
        """A rating or threshold of each part; NaN where the device states none."""
        found = self._facts_of.get(quantity)
        if found is None:
            found = self._facts_of[quantity] = np.full(self.count, np.nan)
            for row, fact in reversed(self._facts):
                if fact.quantity is quantity and fact.value is not None:
                    found[row] = fact.value
        return found

    def of_kind(self, *kinds: SubjectKind) -> Rows:
        """The rows of some kinds, in order."""
        return np.flatnonzero(np.isin(self.kind, [KIND_CODE[kind] for kind in kinds])).astype(np.int64)

    def _channel(self, quantity: Quantity) -> Rows:
        places = [template.index(quantity) if quantity in template else NOWHERE for template in self._templates] or [
            NOWHERE
        ]
        place = np.array(places, dtype=np.int64)[self._template]
        found: Rows = np.where(place >= 0, self._first + place, NO_CHANNEL)
        for number, (row, fact) in reversed(list(enumerate(self._constants))):
            # What is polled counts before a fact, and the first of several facts counts.
            if fact.quantity is quantity and place[row] < 0:
                found[row] = self.channels.first_constant + number
        return found


def _layouts(of_targets: Sequence[PackedParts], templates: dict[tuple[Quantity, ...], int]) -> list[_Layout]:
    """Of each target; `templates` are those that were seen, with their numbers."""
    # Hundreds of devices share one tuple of descriptions: to compare them would take longer than all the rest.
    known: dict[int, _Layout] = {}
    found: list[_Layout] = []
    for parts in of_targets:
        layout = known.get(id(parts.descriptions))
        if layout is None:
            layout = known[id(parts.descriptions)] = _layout(parts.descriptions, templates)
        found.append(layout)
    return found


def _layout(descriptions: Sequence[SubjectDescription], templates: dict[tuple[Quantity, ...], int]) -> _Layout:
    units: dict[str, int] = {}
    unit = [units.setdefault(one.unit, len(units)) for one in descriptions]
    template = [templates.setdefault(one.quantities, len(templates)) for one in descriptions]
    return _Layout(
        kind=np.array([KIND_CODE[one.kind] for one in descriptions], dtype=np.uint8),
        leg=np.array([LEG_CODE[one.leg] for one in descriptions], dtype=np.uint8),
        unit=np.array(unit, dtype=np.int64),
        unit_count=len(units),
        template=np.array(template, dtype=np.int64),
        facts=tuple(
            (place, fact) for place, one in enumerate(descriptions) for fact in one.facts if fact.value is not None
        ),
    )


def _joined(arrays: Sequence["array[int]"]) -> Rows:
    return _together([np.frombuffer(one, dtype=np.int64) for one in arrays if len(one)], np.int64)


def _together(arrays: Sequence[npt.NDArray[_Number]], kind: type[_Number]) -> npt.NDArray[_Number]:
    return np.concatenate(arrays) if arrays else np.zeros(0, dtype=kind)
