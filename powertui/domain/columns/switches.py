"""Which outlets' switches are not as they were when they could last be told."""

from collections.abc import Mapping

import numpy as np

from powertui.domain.columns.arrays import Flags, Floats, Rows
from powertui.domain.columns.loads import Amounts
from powertui.domain.columns.places import OutletPlaces
from powertui.domain.reading import OutletState


class Switches:
    """Of all reported outlets, by their subjects' ids; one under way is as it was."""

    def __init__(self) -> None:
        self._subject_ids: Rows = np.zeros(0, dtype=np.int64)
        self._on: Floats = np.zeros(0)

    def changed(self, places: OutletPlaces, state: Amounts) -> tuple[Mapping[int, bool], frozenset[int]]:
        """How those that changed were before, by subject; and the rows of the targets that they are on.

        What was not known before has not changed.
        """
        self._follow(places.subject_ids)
        settled = np.round(state.value)
        is_settled = state.is_fresh & ((settled == OutletState.OFF) | (settled == OutletState.ON))
        found: Flags = is_settled & ~np.isnan(self._on) & (settled != self._on) & (places.subject_ids >= 0)
        rows = np.flatnonzero(found)
        before = {
            int(subject_id): bool(was) for subject_id, was in zip(places.subject_ids[rows], self._on[rows], strict=True)
        }
        targets = frozenset(places.target[rows].tolist())
        self._on = np.where(is_settled, settled, self._on)
        return before, targets

    def _follow(self, subject_ids: Rows) -> None:
        """Where a new model or description has the outlets in another order."""
        if subject_ids is self._subject_ids:
            return
        known = dict(zip(self._subject_ids.tolist(), self._on.tolist(), strict=True))
        self._on = np.array([known.get(one, np.nan) for one in subject_ids.tolist()], dtype=np.float64)
        self._subject_ids = subject_ids
