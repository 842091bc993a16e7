"""Feeds whose load has moved beyond a dead-band since it was looked at."""

import numpy as np

from powertui.domain.columns.arrays import Floats, Rows
from powertui.domain.columns.loads import Amounts, PlantLoads
from powertui.domain.columns.places import Places
from powertui.domain.redundancy.singles import DeadBand


class FeedsSeen:
    """What the feeds of one plant carried, in all and by leg, when each was looked at."""

    def __init__(self, places: Places, loads: PlantLoads) -> None:
        """All are looked at now."""
        self._owners: Rows = np.concatenate((np.arange(len(places.feeds.ids)), places.legs.feed))
        self._ids = places.feeds.ids
        self._row_of = places.feeds.row_of
        self._seen = _carried(loads)

    def moved(self, loads: PlantLoads, band: DeadBand) -> list[int]:
        """The ids of feeds that carry something else, or are known or unknown now; who moved furthest comes first."""
        now, seen = _carried(loads), self._seen
        by = np.abs(now - seen) / np.maximum(band.va, band.pct / 100 * np.abs(seen))
        by[np.isnan(now) & np.isnan(seen)] = 0.0
        by[np.isnan(now) != np.isnan(seen)] = np.inf
        furthest: Floats = np.zeros(len(self._ids))
        np.maximum.at(furthest, self._owners, by)
        rows = np.flatnonzero(furthest > 1)
        found: list[int] = self._ids[rows[np.argsort(-furthest[rows], kind="stable")]].tolist()
        return found

    def look_at(self, feed_ids: set[int], loads: PlantLoads) -> None:
        """Some are looked at now."""
        is_looked_at = np.zeros(len(self._ids), dtype=np.bool_)
        is_looked_at[[self._row_of[feed_id] for feed_id in feed_ids]] = True
        chosen = is_looked_at[self._owners]
        self._seen[chosen] = _carried(loads)[chosen]


def _carried(loads: PlantLoads) -> Floats:
    return np.concatenate((_fresh(loads.feeds.apparent_power), _fresh(loads.legs.loads.apparent_power)))


def _fresh(amounts: Amounts) -> Floats:
    found: Floats = np.where(amounts.is_fresh, amounts.value, np.nan)
    return found
