"""Loads that the model has and that draw nothing, for days: what may be unplugged, or off, or documented wrongly."""

from collections.abc import Mapping

import numpy as np

from powertui.domain.columns.arrays import Floats, Rows
from powertui.domain.columns.loads import Loads
from powertui.domain.columns.places import OutletPlaces
from powertui.domain.outlet_load import DEAD_W

DEAD_AFTER_S = 3 * 86_400.0
"""A device that is off over a weekend is not forgotten."""


class DeadLoads:
    """Since when each metered outlet with something plugged in has carried nothing, as far as it was watched."""

    def __init__(self, since_s: Mapping[int, float] | None = None) -> None:
        """`since_s`: what is known from before, by subject."""
        self._known = dict(since_s or {})
        self._subject_ids: Rows = np.zeros(0, dtype=np.int64)
        self._since_s: Floats = np.zeros(0)

    def note(self, places: OutletPlaces, outlets: Loads, now_s: float) -> Floats:
        """A round: since when each outlet has carried nothing, in s since the epoch; NaN where it does carry.

        What is stale or missing shows nothing: it is as it was.
        """
        self._follow(places.subject_ids)
        power = outlets.active_power
        is_told = power.is_fresh & outlets.is_measured & (places.allocated_w > 0)
        carries = is_told & (power.value >= DEAD_W)
        begins = is_told & ~carries & np.isnan(self._since_s)
        self._since_s = np.where(carries, np.nan, np.where(begins, now_s, self._since_s))
        return self._since_s

    def dead_rows(self, now_s: float, after_s: float = DEAD_AFTER_S) -> Rows:
        """The outlets whose load has been dead for so long."""
        found: Rows = np.flatnonzero(now_s - self._since_s >= after_s)
        return found

    def since_s(self) -> Mapping[int, float]:
        """By subject, for whoever goes on after this one."""
        rows = np.flatnonzero(~np.isnan(self._since_s) & (self._subject_ids >= 0))
        return dict(zip(self._subject_ids[rows].tolist(), self._since_s[rows].tolist(), strict=True))

    def _follow(self, subject_ids: Rows) -> None:
        """Where a new model or description has the outlets in another order."""
        if subject_ids is self._subject_ids:
            return
        known = {**self._known, **self.since_s()}
        self._known = {}
        self._since_s = np.array([known.get(one, np.nan) for one in subject_ids.tolist()], dtype=np.float64)
        self._subject_ids = subject_ids
