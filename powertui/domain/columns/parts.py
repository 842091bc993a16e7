"""The parts of all polled devices as rows: what each is, and on which channel it has which quantity."""

from collections.abc import Sequence

import numpy as np

from powertui.domain.columns.arrays import NOWHERE, Bytes, Floats, Rows
from powertui.domain.columns.channels import NO_CHANNEL, Channels
from powertui.domain.columns.described import DescribedPart, DescribedTarget
from powertui.domain.columns.places import LEG_CODE
from powertui.domain.reading import Quantity, SubjectKind

KINDS = tuple(SubjectKind)
"""A kind code is a place in this."""
KIND_CODE = {kind: code for code, kind in enumerate(KINDS)}

_FIRST_RATING = Quantity.RATED_CURRENT.code
"""From here on codes are ratings, thresholds and counts; what is below could be measured, too."""


class Parts:
    """All parts, device after device, in the order of the batches."""

    def __init__(self, targets: Sequence[DescribedTarget]) -> None:
        parts: list[DescribedPart] = [part for target in targets for part in target.parts]
        self.all = parts
        self.count = len(parts)
        self.target: Rows = np.repeat(
            np.arange(len(targets), dtype=np.int64), np.array([len(one.parts) for one in targets], dtype=np.int64)
        )
        starts = np.cumsum(np.bincount(self.target, minlength=len(targets)))
        self.first_of_target: Rows = np.concatenate(([0], starts)).astype(np.int64)
        """The first row of each target, and behind it one past the last."""
        self.ids: Rows = np.array([part.id for part in parts], dtype=np.int64)
        self.kind: Bytes = np.array([KIND_CODE[part.description.kind] for part in parts], dtype=np.uint8)
        self.leg: Bytes = np.array([LEG_CODE[part.description.leg] for part in parts], dtype=np.uint8)
        self.port_ids: Rows = np.array([_or_nowhere(part.binding.power_port_id) for part in parts], dtype=np.int64)
        self.outlet_ids: Rows = np.array([_or_nowhere(part.binding.power_outlet_id) for part in parts], dtype=np.int64)
        units: dict[tuple[int, str], int] = {}
        self.unit: Rows = np.array(
            [
                units.setdefault((target, part.description.unit), len(units))
                for target, part in zip(self.target.tolist(), parts, strict=True)
            ],
            dtype=np.int64,
        )
        """Parts of one device that name the same unit have the same number."""
        self.unit_count = len(units)
        templates: dict[tuple[Quantity, ...], int] = {}
        template_of = [templates.setdefault(part.description.quantities, len(templates)) for part in parts]
        self._templates = tuple(templates)
        self._template: Rows = np.array(template_of, dtype=np.int64)
        lengths: Rows = np.array([len(template) for template in self._templates] or [0], dtype=np.int64)
        sizes = lengths[self._template] if parts else np.zeros(0, dtype=np.int64)
        # A target's channels stand together, and so do all targets': no gap between the parts.
        self._first: Rows = 1 + np.cumsum(sizes) - sizes
        self._facts = [
            (row, fact) for row, part in enumerate(parts) for fact in part.description.facts if fact.value is not None
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


def _or_nowhere(item_id: int | None) -> int:
    return NOWHERE if item_id is None else item_id
